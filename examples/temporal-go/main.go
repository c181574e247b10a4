// A purchase through Temporal, from the opening to the refund: the shop's side, and support's.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
)

// Who asks. An order service may act for its customers.
var (
	shop    = object{"kind": "service", "id": "a-shop"}
	support = object{"kind": "support", "id": "agent-7"}
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	server, err := client.Dial(client.Options{HostPort: os.Getenv("TEMPORAL_ADDRESS"), Namespace: os.Getenv("TEMPORAL_NAMESPACE")})
	if err != nil {
		return err
	}
	defer server.Close()

	// Somebody buys a number. Your shop has the order from its own database.
	order, purchaseID, err := buy(os.Getenv("SANDBOX"))
	if err != nil {
		return err
	}
	taskQueue, isNamed := os.LookupEnv("TASK_QUEUE")
	if !isNamed {
		taskQueue = "instaotp-returns"
	}
	purchase, err := open(ctx, server, taskQueue, purchaseID, order)
	if err != nil {
		return err
	}
	var status answer
	if err := purchase.query(ctx, &status, "status"); err != nil {
		return err
	}
	fmt.Println("opened", status.Stage)

	claim := object{
		"by": shop, "claimType": "invalid_number", "evidence": []object{{"evidenceId": "screenshot-1"}},
		"reason": "The service says that this number is not valid.",
	}
	// While the SMS can still come a claim is refused. The answer says why, and from when on it would be taken.
	early, err := purchase.ask(ctx, "submitClaim", claim, "claim-early")
	if err != nil {
		return err
	}
	fmt.Println("refused", early.Code, map[bool]string{true: "until an instant", false: "for good"}[early.RetryAt != nil])

	// What is malformed is no answer but a failure that names each field.
	_, err = purchase.ask(ctx, "submitClaim", object{"by": shop, "claimType": "broken", "reason": claim["reason"]}, "claim-broken")
	fields := wrongFields(err)
	if fields == nil {
		return fmt.Errorf("not refused as malformed: %w", err)
	}
	fmt.Println("malformed", strings.Join(fields, " "))

	if err := purchase.tell(ctx, "smsReceived", "sms-1"); err != nil {
		return err
	}
	filed, err := purchase.ask(ctx, "submitClaim", claim, "claim-1")
	if err != nil {
		return err
	}
	fmt.Println("filed", filed.Stage, filed.NextDeadline.Kind)

	// With the id of the claim it decides no other one, should this one be withdrawn meanwhile.
	decision := object{"by": support, "claimId": filed.ClaimID, "decision": "approve", "note": "The screenshot shows it."}
	var preview struct {
		Follows struct {
			Money struct {
				Kind string `json:"kind"`
			} `json:"money"`
		} `json:"follows"`
	}
	question := object{"update": "decideClaim", "argument": decision, "at": time.Now().Format(time.RFC3339)}
	if err := purchase.query(ctx, &preview, "preview", question); err != nil {
		return err
	}
	fmt.Println("would be", preview.Follows.Money.Kind)
	decided, err := purchase.ask(ctx, "decideClaim", decision, "decision-1")
	if err != nil {
		return err
	}
	fmt.Println("decided", decided.Stage)

	var result struct{ Outcome, Clause string }
	if err := purchase.result(ctx, &result); err != nil {
		return err
	}
	fmt.Println(result.Outcome, "by", result.Clause)
	return nil
}

func buy(sandbox string) (order object, purchaseID string, err error) {
	sale, err := http.Post(sandbox+"/sandbox/purchases", "application/json", strings.NewReader("{}"))
	if err != nil {
		return nil, "", err
	}
	defer sale.Body.Close()
	err = json.NewDecoder(sale.Body).Decode(&order)
	purchaseID, _ = order["purchaseId"].(string)
	return order, purchaseID, err
}
