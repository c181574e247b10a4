// Package returnsapi is the HTTP API of InstaOTP returns, with the standard library only.
package returnsapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const tries = 5

// API is the service as one side sees it: a key is the shop's or support's. Without a key only signed events are sent.
type API struct {
	BaseURL string
	Key     string
}

// Problem says why the API has refused a request. Decide by its Code; later versions add fields and codes.
type Problem struct {
	Status      int        `json:"status"`
	Code        string     `json:"code"`
	Detail      string     `json:"detail"`
	RetryAt     *time.Time `json:"retryAt"`
	ChangesAt   *time.Time `json:"changesAt"`
	OpenClaimID string     `json:"openClaimId"`
}

func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

// Request is one call. Body is marshalled, but for []byte, such as what was signed, or a picture. Once is the Idempotency-Key of
// a write: whatever is repeated under it is done once.
type Request struct {
	Method, Path string
	Body         any
	Once         string
	Header       http.Header
}

// Call writes the answer's JSON to answer, unless that is nil. What was not filed (503) or came too soon (429) is repeated
// under the same key. The error is a *Problem if the API has refused the request.
func (a API) Call(request Request, answer any) error {
	content, isBytes := request.Body.([]byte)
	if !isBytes && request.Body != nil {
		var err error
		if content, err = json.Marshal(request.Body); err != nil {
			return err
		}
	}
	for n := 1; ; n++ {
		response, err := a.send(request, content)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return err
		}
		if response.StatusCode < 300 {
			if answer == nil {
				return nil
			}
			return json.Unmarshal(text, answer)
		}
		mayRepeat := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable
		if !mayRepeat || n == tries {
			problem := &Problem{}
			if err := json.Unmarshal(text, problem); err != nil {
				return fmt.Errorf("status %d: %w", response.StatusCode, err)
			}
			return problem
		}
		seconds, err := strconv.Atoi(response.Header.Get("retry-after"))
		if err != nil {
			seconds = 1
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}

func (a API) send(request Request, content []byte) (*http.Response, error) {
	sent, err := http.NewRequest(request.Method, a.BaseURL+request.Path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if content != nil {
		sent.Header.Set("content-type", "application/json")
	}
	for name, values := range request.Header {
		sent.Header[name] = values
	}
	if a.Key != "" {
		sent.Header.Set("authorization", "Bearer "+a.Key)
	}
	if request.Once != "" {
		sent.Header.Set("idempotency-key", request.Once)
	}
	client := http.Client{Timeout: 30 * time.Second}
	return client.Do(sent)
}
