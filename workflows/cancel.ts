import { ActivityFailure, patched } from '@temporalio/workflow';
import type { CancelAnswer } from '../src/contract/activities.ts';
import type { Facts } from '../src/policy/facts.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { askAgainAt, retryDelayMs, tooEarlyForLong, TOO_EARLY_TOO_LONG_MS } from '../src/policy/steps.ts';
import { beside } from './beside.ts';
import { callOutside, cancelActivation, lookUpActivation } from './calls.ts';
import { clearAttention, needAttention, note, type Life, type Step } from './life.ts';
import { beginStep, endStep, tellOfDelay, waitInStep } from './step.ts';

/**
 * Cancels at the order service until its answer decides. `judge` is asked with the facts as they are at that moment,
 * so an SMS that arrives meanwhile has its say. An SMS after the refund call comes too late: the refund stands.
 */
export async function cancelUntilAnswered<V extends string>(
  life: Life,
  judge: (answer: CancelAnswer, facts: Facts) => V | 'ask_again',
): Promise<V> {
  if (life.cancelAnswer) {
    const known = judge(life.cancelAnswer, life.facts);
    if (known !== 'ask_again') return known;
  }
  const step = beginStep(life, 'cancel');
  let failures = 0;
  let tooEarlySince: Instant | undefined;
  for (let asked = 1; ; asked += 1) {
    const before = { ...life.facts };
    const called = await callOutside(life, step, () => cancelActivation(activation(life)));
    if (called.ok) record(life, called.value);
    const answer = called.ok ? called.value : reportedSince(before, life.facts);
    const verdict = answer && judge(answer, life.facts);
    if (answer && verdict !== undefined && verdict !== 'ask_again') return decided(life, answer, verdict);

    let wakeAt: number;
    if (called.ok) {
      failures = 0;
      tooEarlySince ??= Date.now();
      if (!tellOfTooEarly(life, tooEarlySince)) clearAttention(life, 'cancel');
      const retryAt = called.value.retryAt === undefined ? undefined : Date.parse(called.value.retryAt);
      const againAt = askAgainAt(retryAt, Date.now(), asked);
      // Also where the code before this told nobody: it waited here, and a life of its day must wait as well.
      wakeAt = tooEarlyForLong(tooEarlySince, Date.now())
        ? againAt
        : Math.min(againAt, tooEarlySince + TOO_EARLY_TOO_LONG_MS);
    } else {
      failures += 1;
      needAttention(life, 'cancel', called.reason, called);
      if (life.returningByItself) tellOfDelay(life, 'cancel', 'R2');
      wakeAt = Date.now() + retryDelayMs(failures);
    }
    const settled = await settledMeanwhile(life, step, wakeAt);
    if (settled) {
      const meanwhile = judge(settled, life.facts);
      if (meanwhile !== 'ask_again') return decided(life, settled, meanwhile);
    }
  }
}

/** Nobody would look at a purchase that the order service puts off day after day. */
function tellOfTooEarly(life: Life, since: Instant): boolean {
  // A life that was put off for longer under the code before this told nobody, and its mail has no place in its history.
  if (!tooEarlyForLong(since, Date.now()) || !patched('too-early-told')) return false;
  needAttention(life, 'cancel', 'too_early');
  if (life.returningByItself) tellOfDelay(life, 'cancel', 'R2');
  return true;
}

const activation = (life: Life): { purchaseId: string; activationId: string } => ({
  purchaseId: life.order.purchaseId,
  activationId: life.order.activation.activationId,
});

function decided<V>(life: Life, answer: CancelAnswer, verdict: V): V {
  life.cancelAnswer = answer;
  clearAttention(life, 'cancel');
  endStep(life);
  return verdict;
}

/** An answer is a report like any other: what it says goes on record. */
function record(life: Life, answer: CancelAnswer): void {
  const { facts } = life;
  note(life, 'cancel_answered', { actor: 'service', data: { result: answer.result } });
  if (typeof answer.smsAt === 'string') facts.smsAt ??= Date.parse(answer.smsAt);
  switch (answer.result) {
    case 'cancelled':
      facts.cancelledAt ??= Date.now();
      return;
    case 'sms_received':
      facts.smsAt ??= Date.now();
      return;
    case 'completed':
      facts.completedAt ??= Date.now();
      if (answer.smsAt === null) facts.noSmsCame = true;
      return;
    case 'not_cancellable':
    case 'too_early':
      return;
    default:
      answer.result satisfies never;
  }
}

/** Waits for the next try; a report of the order service or a person may settle the step before. */
async function settledMeanwhile(life: Life, step: Step, wakeAt: number): Promise<CancelAnswer | undefined> {
  const before = { ...life.facts };
  const reported = (): CancelAnswer | undefined => reportedSince(before, life.facts);
  const hand = await waitInStep(life, step, wakeAt, 'retry', () => reported() !== undefined);
  if (hand?.action === 'done') return foundOrSaid(life, step);
  if (hand?.action === 'abandon') return abandoned(life);
  return reported();
}

/** What the order service has reported since says as much as an answer. */
function reportedSince(before: Facts, { smsAt, completedAt }: Facts): CancelAnswer | undefined {
  const completed = completedAt !== undefined;
  if (smsAt !== undefined && before.smsAt === undefined) {
    return { result: completed ? 'completed' : 'sms_received' };
  }
  return completed && before.completedAt === undefined ? { result: 'completed' } : undefined;
}

/** Support says it is cancelled: what the order service knows comes first, then support's word stands. */
async function foundOrSaid(life: Life, step: Step): Promise<CancelAnswer | undefined> {
  const found = await callOutside(life, step, () => lookUpActivation(activation(life)));
  if (!found.ok) return undefined;
  const { status, smsAt } = found.value ?? {};
  const result =
    status === 'completed' ? 'completed' : typeof smsAt === 'string' ? 'sms_received' : 'cancelled';
  const answer: CancelAnswer = smsAt === undefined ? { result } : { result, smsAt };
  record(life, answer);
  return answer;
}

function abandoned(life: Life): CancelAnswer {
  const answer: CancelAnswer = { result: 'sms_received' };
  record(life, answer);
  return answer;
}

/** Beside a refund or a replacement that was decided otherwise: tried once, its answer only noted. */
export function cancelBeside(life: Life): void {
  const over = life.cancelAnswer && !['sms_received', 'too_early'].includes(life.cancelAnswer.result);
  if (over || life.cancelTriedBeside) return;
  life.cancelTriedBeside = true;
  life.runningBeside += 1;
  const tried = cancelActivation(activation(life))
    .then(
      ({ result }) => note(life, 'cancel_answered', { actor: 'service', data: { result } }),
      (error: unknown) => {
        if (!(error instanceof ActivityFailure)) throw error;
        note(life, 'cancel_unanswered', { visibility: 'internal' });
      },
    )
    .finally(() => {
      life.runningBeside -= 1;
    });
  beside(life, tried);
}
