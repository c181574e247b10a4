import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { openPlay } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';

type Payload = temporal.api.common.v1.IPayload;
type Failure = temporal.api.failure.v1.IFailure;

const {
  HistoryEventFilterType,
  UpdateWorkflowExecutionLifecycleStage,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} = proto.temporal.api.enums.v1;

/** What an update came to. `failure`: the purchase would not look at it. */
export type RawAnswer =
  | { answer: unknown }
  | { failure: { type: string; message: string; details: unknown[] } };

/** Speaks to purchases as a client in any language does: with JSON and the names of the contract, nothing else. */
export interface RawMessages {
  start(taskQueue: string, workflowType: string, purchaseId: string, order: unknown): Promise<void>;
  /** No payload at all if `payloads` is empty. */
  signal(purchaseId: string, name: string, ...payloads: Payload[]): Promise<void>;
  update(purchaseId: string, name: string, payloads: Payload[], updateId?: string): Promise<RawAnswer>;
  query(purchaseId: string, name: string): Promise<unknown>;
  /** The result of a purchase that has closed. Waits for it. */
  result(purchaseId: string): Promise<unknown>;
}

export const payload = (encoding: string, data: string | Uint8Array): Payload => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(data),
});

export const json = (value: unknown): Payload => payload('json/plain', JSON.stringify(value));

function read(payloads: Payload[] | null | undefined): unknown[] {
  return (payloads ?? []).map(({ metadata, data }) => {
    const encoding = Buffer.from(metadata?.['encoding'] ?? []).toString();
    if (encoding !== 'json/plain') throw new Error(`the purchase answers in ${encoding}`);
    return JSON.parse(Buffer.from(data ?? []).toString()) as unknown;
  });
}

function failed(failure: Failure): RawAnswer {
  const { type, details } = failure.applicationFailureInfo ?? {};
  return {
    failure: { type: type ?? '', message: failure.message ?? '', details: read(details?.payloads) },
  };
}

const execution = (purchaseId: string): { workflowId: string } => ({ workflowId: workflowIdOf(purchaseId) });

export function rawMessages({ temporal: client, namespace }: RunningRig): RawMessages {
  const service = client.workflowService;
  return {
    async start(taskQueue, workflowType, purchaseId, order) {
      await service.startWorkflowExecution({
        namespace,
        requestId: randomUUID(),
        workflowId: workflowIdOf(purchaseId),
        workflowType: { name: workflowType },
        taskQueue: { name: taskQueue },
        input: { payloads: [json(order)] },
        workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
      });
    },
    async signal(purchaseId, signalName, ...payloads) {
      await service.signalWorkflowExecution({
        namespace,
        requestId: randomUUID(),
        workflowExecution: execution(purchaseId),
        signalName,
        input: { payloads },
      });
    },
    async update(purchaseId, name, payloads, updateId = randomUUID()) {
      const { outcome } = await service.updateWorkflowExecution({
        namespace,
        workflowExecution: execution(purchaseId),
        waitPolicy: {
          lifecycleStage:
            UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
        },
        request: { meta: { updateId, identity: 'raw' }, input: { name, args: { payloads } } },
      });
      if (outcome?.failure) return failed(outcome.failure);
      return { answer: read(outcome?.success?.payloads)[0] };
    },
    async query(purchaseId, queryType) {
      const { queryResult } = await service.queryWorkflow({
        namespace,
        execution: execution(purchaseId),
        query: { queryType },
      });
      return read(queryResult?.payloads)[0];
    },
    async result(purchaseId) {
      const { history } = await service.getWorkflowExecutionHistory({
        namespace,
        execution: execution(purchaseId),
        waitNewEvent: true,
        historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
      });
      const last = history?.events?.at(-1);
      return read(last?.workflowExecutionCompletedEventAttributes?.result?.payloads)[0];
    },
  };
}

/** Where this rig's worker looks for purchases. */
export async function taskQueueOf(rig: RunningRig): Promise<string> {
  const { purchaseId } = await openPlay(rig);
  const { taskQueue } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).describe();
  return taskQueue;
}
