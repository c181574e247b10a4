import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { FailureDetails, PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import { TRIES } from '../src/policy/steps.ts';
import type { Life, Step } from './life.ts';

// One try is two HTTP calls at most (the call, and a look-up if its answer is lost), each bounded by 18 s, and a ledger
// that fails within 7.5 s if it hangs.
// Ten minutes and seven tries bridge a deployment of the order service; then a person is told, and the step
// comes again (`src/policy/steps.ts`).
const ORDER_SERVICE = {
  startToCloseTimeout: '45 s',
  scheduleToCloseTimeout: '10 min',
  retry: {
    initialInterval: TRIES.firstMs,
    backoffCoefficient: TRIES.factor,
    maximumInterval: TRIES.longestMs,
  },
} as const;

export const { cancelActivation, lookUpActivation } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Activation at the order service',
});

export const { refund, lookUpRefund } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Refund of the original payment',
});

export const { issueReplacement, findReplacement } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Replacement of equal value (C3a)',
});

// A mail server that is away for a night must not lose a mail; one that is away for two days has lost its turn.
export const { sendMail } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '60 s',
  scheduleToCloseTimeout: '48 h',
  retry: { initialInterval: '5 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});

/** Mails have slots of their own (`worker/mail-worker.ts`). A queue is no part of a command's identity: no patch is needed. */
export const fromMailQueue = (summary: string): { summary: string; taskQueue: string } => ({
  summary,
  taskQueue: mailTaskQueueOf(workflowInfo().taskQueue),
});

// Within the workflow task, which lives 10 s: a ledger that hangs must not cost the task, nor money more than this.
// The number of tries is what ends them: the SDK does not look at the time in all between two of them.
export const { recordPurchase } = proxyLocalActivities<PurchaseActivities>({
  startToCloseTimeout: '2 s',
  scheduleToCloseTimeout: '5 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 2 },
});

// Only at the end, and only if the ledger is behind. After a week the reconciliation is left to bring it up to date.
export const { recordPurchase: recordPurchaseForLong } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '7 d',
  retry: { initialInterval: '5 s', backoffCoefficient: 2, maximumInterval: '15 min' },
  summary: 'The ledger was behind',
});

/** `detail`: what was wrong, for a person, in our own words or as a code. */
export type CallOutcome<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'unavailable' | 'unexpected_answer'; detail?: string };

/** Runs one bounded activity of a step. Its failure is an outcome, never the end of the purchase. */
export async function callOutside<T>(
  life: Life,
  step: Step,
  call: () => Promise<T>,
): Promise<CallOutcome<T>> {
  step.phase = 'calling';
  life.rest = { in: 'call', wakes: () => false };
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return whatFailed(error);
  } finally {
    delete life.rest;
  }
}

/** Long enough for a list of fields, short enough for a line of the queue. */
const LONGEST_DETAIL = 200;

function whatFailed({ cause }: ActivityFailure): Exclude<CallOutcome<never>, { ok: true }> {
  // Time that is up between two tries hides the failure of the last one behind its own.
  const last = cause instanceof TimeoutFailure ? (cause.cause ?? cause) : cause;
  if (!(last instanceof ApplicationFailure)) {
    return { ok: false, reason: 'unavailable', detail: 'no try ended in time' };
  }
  const reason = last.type === 'UnexpectedAnswer' ? 'unexpected_answer' : 'unavailable';
  // Failures of a version before this one have no details.
  const details = last.details?.[0] as Partial<FailureDetails> | null | undefined;
  const { detail } = details ?? {};
  return typeof detail === 'string'
    ? { ok: false, reason, detail: detail.slice(0, LONGEST_DETAIL) }
    : { ok: false, reason };
}
