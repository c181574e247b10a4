// The cancel at the order service. R2 and C1 pay by its answer; any other remedy only has it tried.
import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { CancelAnswer, PurchaseActivities } from '../src/contract/activities.ts';
import type { Facts } from '../src/policy/facts.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { askAgainAt, retryDelayMs, tooEarlyForLong, TOO_EARLY_TOO_LONG_MS } from '../src/policy/steps.ts';
import { awaitAtEnd } from './waiting.ts';
import { clearAttention, needAttention, note } from './journal.ts';
import type { Life } from './life.ts';
import { keepCancelAnswer, mailDelay, markCancelTried } from './money.ts';
import { report, reportNoSms } from './order.ts';
import type { ReturningByItself, ReturningUnlessSms } from './stage.ts';
import { beginStep, callOutside, endStep, ORDER_SERVICE, waitInStep, type Step } from './step.ts';
import { nowOf } from './runtime.ts';

const { cancelActivation, lookUpActivation } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Activation at the order service',
});

/** The stages whose money waits for the answer to a cancel. */
type StageWithCancel = ReturningByItself | ReturningUnlessSms;

/**
 * Asks the order service to cancel until `judge` accepts an answer. `judge` gets the facts as they are when the answer
 * has arrived, so an SMS that was reported during the call counts. One that is reported after the refund call does not.
 */
export async function cancelUntilAnswered<V extends string>(
  life: Life,
  stage: StageWithCancel,
  judge: (answer: CancelAnswer, facts: Facts) => V | 'ask_again',
): Promise<V> {
  const known = verdictOfEarlierCancel(life, judge);
  if (known !== undefined) return known;
  const step = beginStep(stage, 'cancel');
  let failures = 0;
  let tooEarlySince: Instant | undefined;
  for (let asked = 1; ; asked += 1) {
    const before = { ...life.facts };
    const called = await callOutside(life, () => cancelActivation(activation(life)));
    if (called.ok) recordAnswer(life, called.value);
    const answer = called.ok ? called.value : reportedSince(before, life.facts);
    const verdict = answer && judge(answer, life.facts);
    if (answer && verdict !== undefined && verdict !== 'ask_again')
      return decided(life, stage, answer, verdict);

    let wakeAt: number;
    if (called.ok) {
      failures = 0;
      tooEarlySince ??= nowOf(life);
      if (!raiseTooEarly(life, stage, tooEarlySince)) clearAttention(life, 'cancel');
      const retryAt = called.value.retryAt === undefined ? undefined : Date.parse(called.value.retryAt);
      const againAt = askAgainAt(retryAt, nowOf(life), asked);
      // By the time alone, and not by whether anybody was notified: earlier code notified nobody and waited until
      // `againAt`, and a replay has to find the same timer.
      wakeAt = tooEarlyForLong(tooEarlySince, nowOf(life))
        ? againAt
        : Math.min(againAt, tooEarlySince + TOO_EARLY_TOO_LONG_MS);
    } else {
      failures += 1;
      needAttention(life, 'cancel', called.reason, called);
      if (stage.why === 'no_sms') mailDelay(life, 'cancel', 'R2');
      wakeAt = nowOf(life) + retryDelayMs(failures);
    }
    const settled = await settledMeanwhile(life, step, wakeAt);
    if (settled) {
      const meanwhile = judge(settled, life.facts);
      if (meanwhile !== 'ask_again') return decided(life, stage, settled, meanwhile);
    }
  }
}

/** What follows from the answer to an earlier cancel, if there is one that decides. */
export function verdictOfEarlierCancel<V extends string>(
  { money, facts }: Life,
  judge: (answer: CancelAnswer, facts: Facts) => V | 'ask_again',
): V | undefined {
  if (money.cancelAnswer === undefined) return undefined;
  const known = judge(money.cancelAnswer, facts);
  return known === 'ask_again' ? undefined : known;
}

/** After a day of `too_early`: raises attention, and for R2 mails the customer. Whether it is that late. */
function raiseTooEarly(life: Life, stage: StageWithCancel, since: Instant): boolean {
  // Earlier code notified nobody, so its histories have no mail here.
  if (!tooEarlyForLong(since, nowOf(life)) || !life.runtime.patched('too-early-told')) return false;
  needAttention(life, 'cancel', 'too_early');
  if (stage.why === 'no_sms') mailDelay(life, 'cancel', 'R2');
  return true;
}

const activation = (life: Life): { purchaseId: string; activationId: string } => ({
  purchaseId: life.order.purchaseId,
  activationId: life.order.activation.activationId,
});

function decided<V>(life: Life, stage: StageWithCancel, answer: CancelAnswer, verdict: V): V {
  keepCancelAnswer(life, answer);
  clearAttention(life, 'cancel');
  endStep(life, stage);
  return verdict;
}

function noteAnswer(life: Life, { result, smsAt }: CancelAnswer): void {
  // What it says of an SMS can decide a claim, so it is on record beside the result.
  const said = smsAt === undefined ? {} : { smsCame: smsAt !== null };
  note(life, 'cancel_answered', { actor: 'service', data: { result, ...said } });
}

/** Puts on record what an answer says of SMS, completion and cancellation, as events would. */
function recordAnswer(life: Life, answer: CancelAnswer): void {
  noteAnswer(life, answer);
  if (typeof answer.smsAt === 'string') report(life, 'smsAt', Date.parse(answer.smsAt));
  switch (answer.result) {
    case 'cancelled':
      report(life, 'cancelledAt', nowOf(life));
      return;
    case 'sms_received':
      report(life, 'smsAt', nowOf(life));
      return;
    case 'completed':
      report(life, 'completedAt', nowOf(life));
      if (answer.smsAt === null) reportNoSms(life);
      return;
    case 'not_cancellable':
    case 'too_early':
      return;
    default:
      answer.result satisfies never;
  }
}

/** Waits for the next try. Returns an answer if an event of the order service, or support, settles the step before. */
async function settledMeanwhile(life: Life, step: Step, wakeAt: number): Promise<CancelAnswer | undefined> {
  const before = { ...life.facts };
  const reported = (): CancelAnswer | undefined => reportedSince(before, life.facts);
  const hand = await waitInStep(life, step, wakeAt, 'retry', () => reported() !== undefined);
  if (hand?.action === 'done') return cancelledByHand(life);
  if (hand?.action === 'abandon') return abandoned(life);
  return reported();
}

/** The answer that the events since `before` amount to, if they amount to one. */
function reportedSince(before: Facts, { smsAt, completedAt }: Facts): CancelAnswer | undefined {
  const completed = completedAt !== undefined;
  if (smsAt !== undefined && before.smsAt === undefined) {
    return { result: completed ? 'completed' : 'sms_received' };
  }
  return completed && before.completedAt === undefined ? { result: 'completed' } : undefined;
}

/**
 * Support says that the activation is cancelled. Looks it up, and believes support unless the order service says that it
 * was completed or that an SMS came. `undefined`: it could not be looked up.
 */
async function cancelledByHand(life: Life): Promise<CancelAnswer | undefined> {
  const found = await callOutside(life, () => lookUpActivation(activation(life)));
  if (!found.ok) return undefined;
  const { status, smsAt } = found.value ?? {};
  const result =
    status === 'completed' ? 'completed' : typeof smsAt === 'string' ? 'sms_received' : 'cancelled';
  const answer: CancelAnswer = smsAt === undefined ? { result } : { result, smsAt };
  recordAnswer(life, answer);
  return answer;
}

/** Support gives the cancel up: it counts as if an SMS had come, so that no money goes back unless a person decides so. */
function abandoned(life: Life): CancelAnswer {
  const answer: CancelAnswer = { result: 'sms_received' };
  recordAnswer(life, answer);
  return answer;
}

/** Tries the cancel once for a remedy that does not depend on it. Does not wait for the answer, which is only noted. */
export function tryCancelOnce(life: Life): void {
  const { cancelAnswer, cancelTriedOnce } = life.money;
  const over = cancelAnswer && !['sms_received', 'too_early'].includes(cancelAnswer.result);
  if (over || cancelTriedOnce) return;
  markCancelTried(life);
  const tried = cancelActivation(activation(life)).then(
    (answer) => noteAnswer(life, answer),
    (error: unknown) => {
      if (!(error instanceof ActivityFailure)) throw error;
      note(life, 'cancel_unanswered', { visibility: 'internal' });
    },
  );
  awaitAtEnd(life, tried);
}
