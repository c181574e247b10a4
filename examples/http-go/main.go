// A purchase over HTTP, from the opening to the refund: the shop's side, with a signed event, and support's.
package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"example.org/a-shop-over-http/returnsapi"
	"example.org/a-shop-over-http/standardwebhooks"
)

// What this program reads of an answer. There is more in it, and later versions add to it.
type answer struct {
	Already      bool   `json:"already"`
	Stage        string `json:"stage"`
	ClaimID      string `json:"claimId"`
	NextDeadline struct {
		Kind string `json:"kind"`
	} `json:"nextDeadline"`
	Result *struct {
		Outcome string `json:"outcome"`
		Clause  string `json:"clause"`
	} `json:"result"`
}

type preview struct {
	Status  int `json:"status"`
	Follows struct {
		Money struct {
			Kind string `json:"kind"`
		} `json:"money"`
	} `json:"follows"`
}

const screenshot = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAAC0lEQVQI12Ng" +
	"AAEAAAYAAWb0yWwAAAAASUVORK5CYII="

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	api := os.Getenv("API")
	shop := returnsapi.API{BaseURL: api, Key: os.Getenv("SHOP")}
	support := returnsapi.API{BaseURL: api, Key: os.Getenv("SUPPORT")}

	// Somebody buys a number. Your shop has the order from its own database.
	order, purchaseID, err := buy(os.Getenv("SANDBOX"))
	if err != nil {
		return err
	}
	purchase := "/v1/purchases/" + purchaseID

	// Safe to repeat by its id.
	var opened answer
	if err := shop.Call(returnsapi.Request{Method: "PUT", Path: purchase, Body: order}, &opened); err != nil {
		return err
	}
	fmt.Println("opened", map[bool]string{true: "before", false: "now"}[opened.Already])

	// The customer's screenshot, as the body itself. A claim takes it by its id.
	picture, err := base64.StdEncoding.DecodeString(screenshot)
	if err != nil {
		return err
	}
	var uploaded struct {
		EvidenceID string `json:"evidenceId"`
	}
	upload := returnsapi.Request{Method: "POST", Path: purchase + "/evidence", Once: "screenshot-" + purchaseID, Body: picture,
		Header: http.Header{"Content-Type": {"image/png"}}}
	if err := shop.Call(upload, &uploaded); err != nil {
		return err
	}

	claim := func(once string) (filed answer, err error) {
		err = shop.Call(returnsapi.Request{Method: "POST", Path: purchase + "/claims", Once: once, Body: map[string]any{
			"claimType": "invalid_number",
			"evidence":  []map[string]string{{"evidenceId": uploaded.EvidenceID}},
			"reason":    "The service says that this number is not valid.",
		}}, &filed)
		return filed, err
	}

	// While the SMS can still come a claim is refused. The answer says why, and from when on it would be taken.
	var problem *returnsapi.Problem
	if _, err := claim("claim-early-" + purchaseID); err == nil {
		return errors.New("the early claim was taken")
	} else if !errors.As(err, &problem) {
		return err
	}
	until := "for good"
	if problem.RetryAt != nil {
		until = "until an instant"
	}
	fmt.Println("refused", problem.Status, problem.Code, until)

	if err := reportSMS(api, purchaseID); err != nil {
		return err
	}

	// The refusal is the answer to the first key for good, so this is another request, with a key of its own.
	filed, err := claim("claim-" + purchaseID)
	if err != nil {
		return err
	}
	fmt.Println("filed", filed.Stage, filed.NextDeadline.Kind)

	decision := map[string]any{"decision": "approve", "note": "The screenshot shows it."}
	path := "/v1/claims/" + filed.ClaimID + "/decision"
	var tried preview
	if err := support.Call(returnsapi.Request{Method: "POST", Path: path + "?preview=true", Body: decision}, &tried); err != nil {
		return err
	}
	fmt.Println("would be", tried.Status, tried.Follows.Money.Kind)
	var decided answer
	if err := support.Call(returnsapi.Request{Method: "POST", Path: path, Body: decision, Once: "decision-" + filed.ClaimID}, &decided); err != nil {
		return err
	}
	fmt.Println("decided", decided.Stage)

	for {
		var seen answer
		if err := shop.Call(returnsapi.Request{Method: "GET", Path: purchase}, &seen); err != nil {
			return err
		}
		if seen.Stage == "closed" && seen.Result != nil {
			fmt.Println(seen.Result.Outcome, "by", seen.Result.Clause)
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// reportSMS sends an event as a system does that holds no key: signed instead, which holds for five minutes.
func reportSMS(api, purchaseID string) error {
	body, err := json.Marshal(map[string]any{
		"type": "smsReceived",
		"data": map[string]string{"purchaseId": purchaseID},
	})
	if err != nil {
		return err
	}
	eventID, now := "sms-"+purchaseID, time.Now()
	signature, err := standardwebhooks.Sign(os.Getenv("SECRET"), eventID, now, body)
	if err != nil {
		return err
	}
	header := http.Header{}
	header.Set("webhook-id", eventID)
	header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	header.Set("webhook-signature", signature)
	request := returnsapi.Request{Method: "POST", Path: "/v1/events", Body: body, Header: header}
	return returnsapi.API{BaseURL: api}.Call(request, nil)
}

func buy(sandbox string) (order map[string]any, purchaseID string, err error) {
	sale, err := http.Post(sandbox+"/sandbox/purchases", "application/json", strings.NewReader("{}"))
	if err != nil {
		return nil, "", err
	}
	defer sale.Body.Close()
	if err := json.NewDecoder(sale.Body).Decode(&order); err != nil {
		return nil, "", err
	}
	purchaseID, _ = order["purchaseId"].(string)
	return order, purchaseID, nil
}
