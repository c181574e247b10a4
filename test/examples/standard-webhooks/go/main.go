// Verifies webhooks and signs events by one of two libraries: the official one, or that of examples/http-go. It reads and
// writes what the program in Python does.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	example "example.org/a-shop-over-http/standardwebhooks"
	official "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

type asked struct {
	Library string `json:"library"`
	Verify  []struct {
		Secret  string            `json:"secret"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"verify"`
	Sign []struct {
		Secret    string `json:"secret"`
		ID        string `json:"id"`
		Timestamp int64  `json:"timestamp"`
		Body      string `json:"body"`
	} `json:"sign"`
}

type library struct {
	verify func(secret string, header http.Header, body []byte) error
	sign   func(secret, id string, at time.Time, body []byte) (string, error)
}

var libraries = map[string]library{
	"official": {
		func(secret string, header http.Header, body []byte) error {
			webhook, err := official.NewWebhook(secret)
			if err != nil {
				return err
			}
			return webhook.Verify(body, header)
		},
		func(secret, id string, at time.Time, body []byte) (string, error) {
			webhook, err := official.NewWebhook(secret)
			if err != nil {
				return "", err
			}
			return webhook.Sign(id, at, body)
		},
	},
	"example": {
		func(secret string, header http.Header, body []byte) error {
			_, err := example.Verify([]string{secret}, header, body, time.Now())
			return err
		},
		example.Sign,
	},
}

func main() {
	var given asked
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	by := libraries[given.Library]
	verdicts, signatures := []string{}, []string{}
	for _, each := range given.Verify {
		header := http.Header{}
		for name, value := range each.Headers {
			header.Set(name, value)
		}
		verdict := "verified"
		if err := by.verify(each.Secret, header, []byte(each.Body)); err != nil {
			verdict = err.Error()
		}
		verdicts = append(verdicts, verdict)
	}
	for _, each := range given.Sign {
		signature, err := by.sign(each.Secret, each.ID, time.Unix(each.Timestamp, 0), []byte(each.Body))
		if err != nil {
			log.Fatal(err)
		}
		signatures = append(signatures, signature)
	}
	answer := map[string][]string{"verify": verdicts, "sign": signatures}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		log.Fatal(err)
	}
}
