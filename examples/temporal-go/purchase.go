package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

type object = map[string]any

// What this program reads of an answer. There is more in it, and later versions add to it.
type answer struct {
	Code         string  `json:"code"`
	RetryAt      *string `json:"retryAt"`
	Stage        string  `json:"stage"`
	ClaimID      string  `json:"claimId"`
	NextDeadline struct {
		Kind string `json:"kind"`
	} `json:"nextDeadline"`
}

// purchase is a workflow that is the life of one purchase.
type purchase struct {
	server     client.Client
	workflowID string
}

// open is safe to repeat by the purchase's id: what is open stays as it is.
func open(ctx context.Context, server client.Client, taskQueue, purchaseID string, order object) (purchase, error) {
	workflow, err := server.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       "purchase:" + purchaseID,
		TaskQueue:                taskQueue,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, "purchase", order)
	if err != nil {
		return purchase{}, err
	}
	return purchase{server, workflow.GetID()}, nil
}

func (p purchase) tell(ctx context.Context, event, eventID string) error {
	payload := object{"eventId": eventID, "occurredAt": time.Now().Format(time.RFC3339)}
	return p.server.SignalWorkflow(ctx, p.workflowID, "", event, payload)
}

// ask returns what the policy answers, refusals included. Nothing is filed without an answer, and a repeat under the same id
// does nothing twice.
func (p purchase) ask(ctx context.Context, update string, argument object, requestID string) (answer, error) {
	answered, err := p.askOnce(ctx, update, argument, requestID)
	if timeout := new(client.WorkflowUpdateServiceTimeoutOrCanceledError); errors.As(err, &timeout) {
		return p.askOnce(ctx, update, argument, requestID)
	}
	return answered, err
}

func (p purchase) askOnce(ctx context.Context, update string, argument object, requestID string) (answered answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	handle, err := p.server.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID:   p.workflowID,
		UpdateID:     requestID,
		UpdateName:   update,
		Args:         []any{argument},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return answered, err
	}
	err = handle.Get(ctx, &answered)
	return answered, err
}

// wrongFields has the fields of a request that failed because it is malformed. Nil: it is another error.
func wrongFields(err error) (fields []string) {
	var failed *temporal.ApplicationError
	if !errors.As(err, &failed) || failed.Type() != "InvalidInput" {
		return nil
	}
	var problems []struct {
		Field string `json:"field"`
	}
	if err := failed.Details(&problems); err != nil {
		return nil
	}
	for _, problem := range problems {
		fields = append(fields, problem.Field)
	}
	return fields
}

// query asks again if it came between an event and its handling.
func (p purchase) query(ctx context.Context, into any, name string, arguments ...any) error {
	for {
		found, err := p.server.QueryWorkflow(ctx, p.workflowID, "", name, arguments...)
		if err == nil {
			return found.Get(into)
		}
		if !strings.Contains(err.Error(), "AskAgain") {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// result waits until the purchase has closed.
func (p purchase) result(ctx context.Context, into any) error {
	return p.server.GetWorkflow(ctx, p.workflowID, "").Get(ctx, into)
}
