import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import type { Life, Step } from './life.ts';

// One try is two HTTP calls at most (the call, and a look-up if its answer is lost), each bounded by 18 s, and a ledger
// that fails within 7.5 s if it hangs.
// Ten minutes and seven tries bridge a deployment of the order service; then a person is told, and the step
// comes again (`src/policy/steps.ts`).
const ORDER_SERVICE = {
  startToCloseTimeout: '45 s',
  scheduleToCloseTimeout: '10 min',
  retry: { initialInterval: '2 s', backoffCoefficient: 3, maximumInterval: '3 min' },
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

export type CallOutcome<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'unavailable' | 'unexpected_answer' };

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
    const { cause } = error;
    const odd = cause instanceof ApplicationFailure && cause.type === 'UnexpectedAnswer';
    return { ok: false, reason: odd ? 'unexpected_answer' : 'unavailable' };
  } finally {
    delete life.rest;
  }
}
