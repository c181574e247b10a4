// Owner of a step: a call to the order service, its waits, and `settleByHand`.
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../src/contract/activities.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { SettleByHand, StepName } from '../src/contract/updates.ts';
import { nearlyAll } from '../src/policy/limits.ts';
import { askEarlyAt, TRIES, type EarlyCalls } from '../src/policy/steps.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { requestsNearlyUsedUp } from './inbox.ts';
import { changed, keepStatement, note } from './journal.ts';
import type { Fixed, Life, Writable } from './life.ts';
import type { RequestRule } from './rules.ts';
import { stepOf, type Stage, type StageWithStep } from './stage.ts';
import { markRunning, markSuspended, waitFor } from './waiting.ts';
import { nowOf } from './runtime.ts';

/** A call to the order service that the purchase has to make. */
export interface Step {
  readonly name: StepName;
  /** Absent while the call is being made, the back-offs of the activity included: acts by hand are answered `busy`. */
  readonly wait?: StepWait;
  readonly early: Fixed<EarlyCalls>;
  /** Set by `refundUpdated`: the next call is made at this instant at the latest. */
  readonly earlyAt?: Instant;
}

export interface StepWait {
  readonly wakeAt: Instant;
  readonly kind: 'retry' | 'poll';
  /** What support has sent about the step. */
  readonly hand?: Fixed<SettleByHand>;
}

/** The step that a stage has, if it has one. */
export interface MayHaveStep {
  readonly step?: Step;
}

// One try is two HTTP calls at most (the call, and a look-up if its answer is lost), each bounded by 18 s, and a ledger
// that fails within 7.5 s if it hangs.
// Ten minutes and seven tries bridge a deployment of the order service. Then the step raises attention, and is tried again
// later (`src/policy/steps.ts`).
export const ORDER_SERVICE = {
  startToCloseTimeout: '45 s',
  scheduleToCloseTimeout: '10 min',
  retry: {
    initialInterval: TRIES.firstMs,
    backoffCoefficient: TRIES.factor,
    maximumInterval: TRIES.longestMs,
  },
} as const;

/** `detail`: what was wrong, for a person, in our own words or as a code. */
export type CallOutcome<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'unavailable' | 'unexpected_answer'; detail?: string };

export function beginStep(stage: StageWithStep, name: StepName): Step {
  const step: Step = { name, early: { asked: 0 } };
  (stage as Writable<MayHaveStep>).step = step;
  return step;
}

export function endStep(life: Life, stage: StageWithStep): void {
  delete (stage as Writable<MayHaveStep>).step;
  changed(life);
}

/** Runs one activity of a step. Its failure is returned, not thrown, so that it never ends the purchase. */
export async function callOutside<T>(life: Life, call: () => Promise<T>): Promise<CallOutcome<T>> {
  markSuspended(life, { in: 'call', wakes: () => false });
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return whatFailed(error);
  } finally {
    markRunning(life);
  }
}

/** Long enough for a list of fields, short enough for a line of the queue. */
const LONGEST_DETAIL = 200;

function whatFailed({ cause }: ActivityFailure): Exclude<CallOutcome<never>, { ok: true }> {
  // When the time is up between two tries, the failure is a time-out, and its cause is the failure of the last try.
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

/** Waits until the next try is due, support settles the step, or `over`. Returns what support has sent, if anything. */
export async function waitInStep(
  life: Life,
  step: Step,
  wakeAt: Instant,
  kind: StepWait['kind'],
  over: () => boolean = () => false,
): Promise<SettleByHand | undefined> {
  const own = step as Writable<Step>;
  const wait: StepWait = { wakeAt: Math.min(wakeAt, step.earlyAt ?? wakeAt), kind };
  own.wait = wait;
  changed(life);
  await waitFor(life, {
    over: () => wait.hand !== undefined || over(),
    deadline: () => wait.wakeAt,
    summary: `${step.name}: next try`,
  });
  delete own.wait;
  return wait.hand;
}

/** Brings the next call forward. `false`: it is brought forward already. */
export function askEarly(life: Life, step: Step): boolean {
  if (step.earlyAt !== undefined) return false;
  const at = askEarlyAt(step.early, nowOf(life));
  (step as Writable<Step>).earlyAt = at;
  const wait: Writable<StepWait> | undefined = step.wait;
  if (wait) wait.wakeAt = Math.min(wait.wakeAt, at);
  return true;
}

/** Ends what `askEarly` has asked for, because any call serves it. Whether this call is made for that reason. */
export function beginCall(life: Life, step: Step): boolean {
  const { earlyAt } = step;
  delete (step as Writable<Step>).earlyAt;
  const now = nowOf(life);
  if (earlyAt === undefined || earlyAt > now) return false;
  (step as Writable<Step>).early = { asked: step.early.asked + 1, lastAt: now };
  return true;
}

/** The step that support can settle now, or why there is none. */
function settleable(stage: Stage): { step: Step; wait: StepWait } | Refusal {
  const step = stepOf(stage);
  if (step === undefined) return refusal('not_now', null, 'No step can be settled now: none is under way.');
  if (step.wait === undefined || step.wait.hand !== undefined) {
    const message = `The step ${step.name} is being tried right now: look again in ten minutes.`;
    return refusal('busy', null, message, { helps: { changesWith: ['call_ended'] } });
  }
  return { step, wait: step.wait };
}

function notSettleable(stage: Stage): Refusal | undefined {
  const found = settleable(stage);
  return 'code' in found ? found : undefined;
}

export const settleByHand: RequestRule<'settleByHand'> = {
  elsewhere: { side: 'support', why: ({ stage }) => notSettleable(stage) },
  closed: (_life, stage) => notSettleable(stage),
  /** The next try comes by itself, so asking for one must not use up the last requests of support. */
  pointless(life, _stage, { action }) {
    if (action !== 'retry' || !requestsNearlyUsedUp(life, 'support')) return undefined;
    const soon = nearlyAll(life.terms.version, 'support');
    const message =
      `Support has sent ${soon} requests for this purchase: the step is tried again by itself, and retry is no ` +
      'longer accepted.';
    return refusal('too_many_requests', null, message);
  },
  take(life, stage, request) {
    const found = settleable(stage);
    if ('code' in found) return found;
    const { by, step: name, action, reference } = request;
    if (found.step.name !== name) {
      const message = `The step ${name} cannot be settled now: the step under way is ${found.step.name}.`;
      return refusal('not_now', null, message, { helps: { step: found.step.name } });
    }
    if (name === 'refund' && action === 'abandon') {
      return refusal(
        'not_allowed',
        null,
        'A refund is owed and cannot be abandoned: send retry, done, or returned_otherwise.',
      );
    }
    return () => {
      (found.wait as Writable<StepWait>).hand = request;
      const claim = 'claim' in stage ? stage.claim : undefined;
      keepStatement(life, claim, { by, kind: 'settled_by_hand', text: request.note, visibility: 'internal' });
      note(life, 'settled_by_hand', {
        actor: 'support',
        visibility: 'internal',
        data: { by: by.id, step: name, action, ...(reference === undefined ? {} : { reference }) },
      });
    };
  },
};
