// The cancel at the order service, which gates the money (R2, C1) or is tried beside it (C2, C3a).
import { ActivityFailure, patched, proxyActivities } from '@temporalio/workflow';
import type { CancelAnswer, PurchaseActivities } from '../src/contract/activities.ts';
import type { Facts } from '../src/policy/facts.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { askAgainAt, retryDelayMs, tooEarlyForLong, TOO_EARLY_TOO_LONG_MS } from '../src/policy/steps.ts';
import { besideAndAwaited } from './waiting.ts';
import { clearAttention, needAttention, note } from './journal.ts';
import type { Life } from './life.ts';
import { cancelDecided, tellOfDelay, triesCancelBeside } from './money.ts';
import { report, reportNoSms } from './order.ts';
import type { ReturningByItself, ReturningUnlessSms } from './stage.ts';
import { beginStep, callOutside, endStep, ORDER_SERVICE, waitInStep, type Step } from './step.ts';

const { cancelActivation, lookUpActivation } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Activation at the order service',
});

/** The stages whose money waits for the answer to a cancel. */
type StageWithCancel = ReturningByItself | ReturningUnlessSms;

/**
 * Cancels at the order service until its answer decides. `judge` is asked with the facts as they are at that moment,
 * so an SMS that arrives meanwhile has its say. An SMS after the refund call comes too late: the refund stands.
 */
export async function cancelUntilAnswered<V extends string>(
  life: Life,
  stage: StageWithCancel,
  judge: (answer: CancelAnswer, facts: Facts) => V | 'ask_again',
): Promise<V> {
  const { cancelAnswer } = life.money;
  if (cancelAnswer) {
    const known = judge(cancelAnswer, life.facts);
    if (known !== 'ask_again') return known;
  }
  const step = beginStep(stage, 'cancel');
  let failures = 0;
  let tooEarlySince: Instant | undefined;
  for (let asked = 1; ; asked += 1) {
    const before = { ...life.facts };
    const called = await callOutside(life, () => cancelActivation(activation(life)));
    if (called.ok) record(life, called.value);
    const answer = called.ok ? called.value : reportedSince(before, life.facts);
    const verdict = answer && judge(answer, life.facts);
    if (answer && verdict !== undefined && verdict !== 'ask_again')
      return decided(life, stage, answer, verdict);

    let wakeAt: number;
    if (called.ok) {
      failures = 0;
      tooEarlySince ??= Date.now();
      if (!tellOfTooEarly(life, stage, tooEarlySince)) clearAttention(life, 'cancel');
      const retryAt = called.value.retryAt === undefined ? undefined : Date.parse(called.value.retryAt);
      const againAt = askAgainAt(retryAt, Date.now(), asked);
      // Also where the code before this told nobody: it waited here, and a life of its day must wait as well.
      wakeAt = tooEarlyForLong(tooEarlySince, Date.now())
        ? againAt
        : Math.min(againAt, tooEarlySince + TOO_EARLY_TOO_LONG_MS);
    } else {
      failures += 1;
      needAttention(life, 'cancel', called.reason, called);
      if (stage.why === 'no_sms') tellOfDelay(life, 'cancel', 'R2');
      wakeAt = Date.now() + retryDelayMs(failures);
    }
    const settled = await settledMeanwhile(life, step, wakeAt);
    if (settled) {
      const meanwhile = judge(settled, life.facts);
      if (meanwhile !== 'ask_again') return decided(life, stage, settled, meanwhile);
    }
  }
}

/** Nobody would look at a purchase that the order service puts off day after day. */
function tellOfTooEarly(life: Life, stage: StageWithCancel, since: Instant): boolean {
  // A life that was put off for longer under the code before this told nobody, and its mail has no place in its history.
  if (!tooEarlyForLong(since, Date.now()) || !patched('too-early-told')) return false;
  needAttention(life, 'cancel', 'too_early');
  if (stage.why === 'no_sms') tellOfDelay(life, 'cancel', 'R2');
  return true;
}

const activation = (life: Life): { purchaseId: string; activationId: string } => ({
  purchaseId: life.order.purchaseId,
  activationId: life.order.activation.activationId,
});

function decided<V>(life: Life, stage: StageWithCancel, answer: CancelAnswer, verdict: V): V {
  cancelDecided(life, answer);
  clearAttention(life, 'cancel');
  endStep(life, stage);
  return verdict;
}

/** An answer is a report like any other: what it says goes on record. */
function record(life: Life, answer: CancelAnswer): void {
  note(life, 'cancel_answered', { actor: 'service', data: { result: answer.result } });
  if (typeof answer.smsAt === 'string') report(life, 'smsAt', Date.parse(answer.smsAt));
  switch (answer.result) {
    case 'cancelled':
      report(life, 'cancelledAt', Date.now());
      return;
    case 'sms_received':
      report(life, 'smsAt', Date.now());
      return;
    case 'completed':
      report(life, 'completedAt', Date.now());
      if (answer.smsAt === null) reportNoSms(life);
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
  if (hand?.action === 'done') return foundOrSaid(life);
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
async function foundOrSaid(life: Life): Promise<CancelAnswer | undefined> {
  const found = await callOutside(life, () => lookUpActivation(activation(life)));
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
  const { cancelAnswer, cancelTriedBeside } = life.money;
  const over = cancelAnswer && !['sms_received', 'too_early'].includes(cancelAnswer.result);
  if (over || cancelTriedBeside) return;
  triesCancelBeside(life);
  const tried = cancelActivation(activation(life)).then(
    ({ result }) => note(life, 'cancel_answered', { actor: 'service', data: { result } }),
    (error: unknown) => {
      if (!(error instanceof ActivityFailure)) throw error;
      note(life, 'cancel_unanswered', { visibility: 'internal' });
    },
  );
  besideAndAwaited(life, tried);
}
