import proto from '@temporalio/proto';
import {
  ApplicationFailure,
  QueryNotRegisteredError,
  WorkflowFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import { isRefusedOpening } from '../../client/closed-purchase.ts';
import { workflowIdOf } from '../../contract/ids.ts';
import type { Instant, PurchaseId } from '../../contract/scalars.ts';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import { askUntilAnswered } from '../../temporal/ask-until-answered.ts';
import { describe, nowIn, type Description } from '../../temporal/workflow-clock.ts';
import type { ReconcileParts } from './reconcile.ts';
import { failedWith, GRPC } from '../../temporal/grpc-status.ts';

const { WorkflowExecutionStatus } = proto.temporal.api.enums.v1;
const ANSWER_TIMEOUT_MS = 10_000;
/**
 * A workflow task at its fifth try counts as stuck. A try without an answer takes ten seconds; a worker that dies or a
 * deployment costs one or two tries.
 */
const STUCK_AT_ATTEMPT = 5;

/** How an execution ended otherwise than by completing. */
export type BadEnd = 'failed' | 'canceled' | 'terminated' | 'timed_out';

export type WorkflowState =
  | { is: 'missing' }
  /** `now`: by its own clock. */
  | { is: 'running'; snapshot: PurchaseSnapshot; now: Instant }
  /** Its workflow task fails again and again, so it cannot be asked. */
  | { is: 'stuck'; runId: string; historyLength: number }
  | { is: 'completed'; snapshot: PurchaseSnapshot }
  /** Its opening was refused because of these fields of the order, so it never became a purchase. */
  | { is: 'refused'; fields: string[]; runId: string }
  /** Without a snapshot if it ended before the purchase was opened. */
  | { is: 'ended'; how: BadEnd; runId: string; snapshot: PurchaseSnapshot | undefined };

/** The state of the last execution of a purchase, and its own snapshot. Throws what Temporal throws. */
export async function readWorkflow(
  { temporal }: Pick<ReconcileParts, 'temporal'>,
  purchaseId: PurchaseId,
): Promise<WorkflowState> {
  const workflowId = workflowIdOf(purchaseId);
  const inTime = <T>(call: () => Promise<T>): Promise<T> =>
    temporal.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, call);
  const { namespace } = temporal.options;
  const description = await inTime(() => describe(temporal.workflowService, { namespace, workflowId })).catch(
    (error: unknown) => {
      if (failedWith(error, GRPC.NOT_FOUND)) return undefined;
      throw error;
    },
  );
  if (description === undefined) return { is: 'missing' };
  const ask = (): Promise<PurchaseSnapshot> =>
    askUntilAnswered(
      temporal,
      () => temporal.workflow.getHandle(workflowId).query<PurchaseSnapshot>('snapshot'),
      { timeoutMs: ANSWER_TIMEOUT_MS },
    );
  const how = badEnd(description);
  if (how !== undefined) {
    const runId = description.workflowExecutionInfo?.execution?.runId ?? '';
    if (how === 'failed') {
      const run = temporal.workflow.getHandle(workflowId, runId, { followRuns: false });
      const fields = await inTime(() => fieldsRefused(run));
      if (fields !== undefined) return { is: 'refused', fields, runId };
    }
    return { is: 'ended', how, runId, snapshot: await ask().catch(unlessNeverOpened) };
  }
  if ((description.pendingWorkflowTask?.attempt ?? 0) >= STUCK_AT_ATTEMPT) {
    const { execution, historyLength } = description.workflowExecutionInfo ?? {};
    return { is: 'stuck', runId: execution?.runId ?? '', historyLength: Number(historyLength ?? 0) };
  }
  const snapshot = await ask();
  return description.workflowExecutionInfo?.status ===
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED
    ? { is: 'completed', snapshot }
    : { is: 'running', snapshot, now: nowIn(description) };
}

function badEnd({ workflowExecutionInfo }: Description): BadEnd | undefined {
  switch (workflowExecutionInfo?.status) {
    case WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED:
      return 'failed';
    case WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED:
      return 'canceled';
    case WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED:
      return 'terminated';
    case WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:
      return 'timed_out';
    default:
      return undefined;
  }
}

/** The SDK throws `QueryNotRegisteredError` for every query that a worker fails. Only the text shows a missing handler. */
function unlessNeverOpened(error: unknown): undefined {
  const isMissing =
    error instanceof QueryNotRegisteredError && error.message.includes('did not register a handler for');
  if (!isMissing) throw error;
  return undefined;
}

/**
 * The names of the fields because of which a failed execution refused its order; `input` stands for the whole order.
 * `undefined`: it failed for another reason. Throws what Temporal throws.
 */
async function fieldsRefused(failed: WorkflowHandle): Promise<string[] | undefined> {
  const failure: unknown = await failed.result().catch((error: unknown) => error);
  if (failure instanceof WorkflowFailedError)
    return isRefusedOpening(failure) ? fieldsIn(failure) : undefined;
  throw failure;
}

function fieldsIn({ cause }: WorkflowFailedError): string[] {
  const [problems] = (cause instanceof ApplicationFailure && cause.details) || [];
  if (!Array.isArray(problems)) return [];
  const fields = problems.map((problem: unknown) => fieldOf(problem) || 'input');
  return [...new Set(fields)];
}

function fieldOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null || !('field' in problem)) return undefined;
  return typeof problem.field === 'string' ? problem.field : undefined;
}
