// Checks the receipt of a decision offline, and prints what it says: receipt receipt.json jwks.json
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
)

// Key is one of the published keys.
type Key struct{ Kid, X string }

func main() {
	var answer struct{ Receipt string }
	var published struct{ Keys []Key }
	if len(os.Args) != 3 {
		log.Fatal("usage: receipt receipt.json jwks.json")
	}
	if err := read(os.Args[1], &answer); err != nil {
		log.Fatal(err)
	}
	if err := read(os.Args[2], &published); err != nil {
		log.Fatal(err)
	}
	payload, err := checked(answer.Receipt, published.Keys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(payload))
}

func read(path string, value any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, value)
}

// checked returns what the receipt says if one of the keys has signed it.
func checked(receipt string, keys []Key) ([]byte, error) {
	parts := strings.Split(receipt, ".")
	if len(parts) != 3 {
		return nil, errors.New("this is no receipt")
	}
	decoded := make([][]byte, len(parts))
	for n, part := range parts {
		bytes, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return nil, err
		}
		decoded[n] = bytes
	}
	var header struct{ Kid string }
	if err := json.Unmarshal(decoded[0], &header); err != nil {
		return nil, err
	}
	for _, key := range keys {
		x, err := base64.RawURLEncoding.DecodeString(key.X)
		if key.Kid != header.Kid || err != nil || len(x) != ed25519.PublicKeySize {
			continue
		}
		if ed25519.Verify(x, []byte(parts[0]+"."+parts[1]), decoded[2]) {
			return decoded[1], nil
		}
	}
	return nil, errors.New("none of these keys has signed this")
}
