package standardwebhooks

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The vector that the libraries of Standard Webhooks are tested with.
const (
	secret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	other     = "whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludA=="
	messageID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	timestamp = "1614265330"
	body      = `{"test": 2432232314}`
	signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var at = time.Unix(1614265330, 0)

func headers(id, timestamp, signature string) http.Header {
	header := http.Header{}
	header.Set("webhook-id", id)
	header.Set("webhook-timestamp", timestamp)
	header.Set("webhook-signature", signature)
	return header
}

func TestSignsAsTheSpecificationDoes(t *testing.T) {
	signed, err := Sign(secret, messageID, at, []byte(body))
	if err != nil || signed != signature {
		t.Fatalf("signed %q, %v", signed, err)
	}
}

func TestTakesWhatWasSignedWithinFiveMinutes(t *testing.T) {
	several := "v1a,xyz v1,AAAA " + signature
	for _, signatures := range []string{signature, several} {
		for _, now := range []time.Time{at.Add(-tolerance), at, at.Add(tolerance)} {
			id, err := Verify([]string{other, secret}, headers(messageID, timestamp, signatures), []byte(body), now)
			if err != nil || id != messageID {
				t.Errorf("%s at %s: %q, %v", signatures, now, id, err)
			}
		}
	}
}

func TestTakesWhatAPrivateKeyHasSigned(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key := "whpk_" + base64.StdEncoding.EncodeToString(public)
	signed := ed25519.Sign(private, []byte(messageID+"."+timestamp+"."+body))
	several := signature + " v1a," + base64.StdEncoding.EncodeToString(signed)
	signed[0] ^= 1
	altered := signature + " v1a," + base64.StdEncoding.EncodeToString(signed)
	for signatures, expected := range map[string]error{
		several:   nil,
		signature: ErrNotVerified,
		strings.Replace(several, "v1a,", "v1,", 1): ErrNotVerified,
		altered: ErrNotVerified,
	} {
		_, err := Verify([]string{key}, headers(messageID, timestamp, signatures), []byte(body), at)
		if !errors.Is(err, expected) {
			t.Errorf("%s: %v", signatures, err)
		}
	}
	if _, err := Verify([]string{key[:20]}, headers(messageID, timestamp, several), []byte(body), at); err == nil || errors.Is(err, ErrNotVerified) {
		t.Errorf("a key that is cut off: %v", err)
	}
}

func TestRefusesEverythingElse(t *testing.T) {
	good := headers(messageID, timestamp, signature)
	for why, refused := range map[string]struct {
		secret string
		header http.Header
		body   string
		now    time.Time
	}{
		"another secret":    {other, good, body, at},
		"another body":      {secret, good, `{"test": 2432232315}`, at},
		"another id":        {secret, headers("msg_other", timestamp, signature), body, at},
		"another timestamp": {secret, headers(messageID, "1614265331", signature), body, at},
		"no timestamp":      {secret, headers(messageID, "soon", signature), body, at},
		"another version":   {secret, headers(messageID, timestamp, strings.Replace(signature, "v1,", "v2,", 1)), body, at},
		"no signature":      {secret, http.Header{}, body, at},
		"too early":         {secret, good, body, at.Add(-tolerance - time.Second)},
		"too late":          {secret, good, body, at.Add(tolerance + time.Second)},
	} {
		if _, err := Verify([]string{refused.secret}, refused.header, []byte(refused.body), refused.now); !errors.Is(err, ErrNotVerified) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
