// Package standardwebhooks is Standard Webhooks 1.0: it signs the events that you send and verifies the webhooks that you
// receive.
package standardwebhooks

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

// ErrNotVerified: it was not signed with one of the keys, or not within the last five minutes. Answer 401.
var ErrNotVerified = errors.New("the webhook is not verified")

// Sign returns the value of webhook-signature. The secret is whsec_ and base64.
func Sign(secret, messageID string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return "", fmt.Errorf("the secret is no base64: %w", err)
	}
	signed := hmac.New(sha256.New, key)
	fmt.Fprintf(signed, "%s.%d.", messageID, at.Unix())
	signed.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(signed.Sum(nil)), nil
}

// Verify returns the webhook-id, which you keep to see repeats. A key is a secret (whsec_), or the public key of an endpoint
// with v1a (whpk_); there are two while one replaces the other. The body has to be the bytes as they came. The error is
// ErrNotVerified, or says that a key cannot be read.
func Verify(keys []string, header http.Header, body []byte, now time.Time) (string, error) {
	messageID := header.Get("webhook-id")
	seconds, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	if err != nil || messageID == "" {
		return "", ErrNotVerified
	}
	at := time.Unix(seconds, 0)
	if now.Sub(at).Abs() > tolerance {
		return "", ErrNotVerified
	}
	for _, key := range keys {
		isOf := isSignedWith
		if strings.HasPrefix(key, "whpk_") {
			isOf = isSignedFor
		}
		// A sender that changes its secret sends several signatures.
		for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
			if verified, err := isOf(key, given, messageID, at, body); err != nil {
				return "", err
			} else if verified {
				return messageID, nil
			}
		}
	}
	return "", ErrNotVerified
}

func isSignedWith(secret, given, messageID string, at time.Time, body []byte) (bool, error) {
	expected, err := Sign(secret, messageID, at, body)
	return hmac.Equal([]byte(given), []byte(expected)), err
}

func isSignedFor(publicKey, given, messageID string, at time.Time, body []byte) (bool, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(publicKey, "whpk_"))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false, errors.New("the public key is not 32 bytes in base64")
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(given, "v1a,"))
	if err != nil || !strings.HasPrefix(given, "v1a,") {
		return false, nil
	}
	signed := append([]byte(fmt.Sprintf("%s.%d.", messageID, at.Unix())), body...)
	return ed25519.Verify(key, signed, signature), nil
}
