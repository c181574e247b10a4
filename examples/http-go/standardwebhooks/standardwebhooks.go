// Package standardwebhooks is Standard Webhooks 1.0: it signs the events that you send and verifies the webhooks that you
// receive.
package standardwebhooks

import (
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

// ErrNotVerified: it was not signed with one of the secrets, or not within the last five minutes. Answer 401.
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

// Verify returns the webhook-id, which you keep to see repeats. The body has to be the bytes as they came. There are two
// secrets while one replaces the other. The error is ErrNotVerified, or says that a secret cannot be read.
func Verify(secrets []string, header http.Header, body []byte, now time.Time) (string, error) {
	messageID := header.Get("webhook-id")
	seconds, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	if err != nil || messageID == "" {
		return "", ErrNotVerified
	}
	at := time.Unix(seconds, 0)
	if now.Sub(at).Abs() > tolerance {
		return "", ErrNotVerified
	}
	for _, secret := range secrets {
		expected, err := Sign(secret, messageID, at, body)
		if err != nil {
			return "", err
		}
		// A sender that changes its secret sends several signatures.
		for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
			if hmac.Equal([]byte(given), []byte(expected)) {
				return messageID, nil
			}
		}
	}
	return "", ErrNotVerified
}
