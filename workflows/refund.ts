import type { RefundAnswer } from '../src/contract/activities.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { RefundStatus, RefundView } from '../src/contract/status.ts';
import { refundOwed } from '../src/policy/refund.ts';
import { PENDING_TOO_LONG_MS, pollAt, retryDelayMs } from '../src/policy/steps.ts';
import { callOutside, lookUpRefund, refund as sendRefund } from './calls.ts';
import { clearAttention, enterStage, needAttention, note, type Life, type Step } from './life.ts';
import { post } from './mails.ts';
import { beginStep, endStep, tellOfDelay, waitInStep } from './step.ts';

/** `nothing`: the order service knows no refund under the key. `failed`: it could not be asked. */
type Found = RefundAnswer | { status: 'nothing' } | { status: 'failed'; reason: string };

/**
 * Pays the price of the original payment back and returns when that is confirmed; it never gives up.
 * One key for the whole chain of replacements: however often and from wherever it is asked, it is paid once.
 */
export async function payBack(life: Life, clause: ClauseId): Promise<void> {
  const view: RefundView = { ...refundOwed(life.terms), status: 'intended' };
  const { key } = view;
  life.refund = view;
  enterStage(life, 'returning_funds');
  const step = beginStep(life, 'refund');
  let ask: 'pay' | 'look_up' = 'pay';
  let failures = 0;
  let polls = 0;
  let sentAt = Date.now();
  /** Once support has said that it paid by hand, nothing may call the refund any more. */
  let paidByHand: string | undefined;

  for (;;) {
    if (ask === 'pay' && polls === 0) sentAt = Date.now();
    const found: Found = ask === 'pay' ? await pay(life, step, view, clause) : await lookUp(life, step, key);
    if (found.status === 'confirmed') return confirmed(life, view, clause, { refundId: found.refundId });
    const nothingPaid = found.status === 'nothing' || found.status === 'refused';
    if (nothingPaid && paidByHand !== undefined)
      return confirmed(life, view, clause, { refundId: paidByHand, byHand: true });

    let wakeAt: number;
    if (found.status === 'pending') {
      failures = 0;
      clearAttention(life, 'refund');
      setStatus(life, view, 'pending', found);
      do polls += 1;
      while (pollAt(sentAt, polls) <= Date.now());
      if (Date.now() - sentAt >= PENDING_TOO_LONG_MS) tellOfDelay(life, clause);
      wakeAt = pollAt(sentAt, polls);
    } else {
      failures += 1;
      needAttention(life, 'refund', reasonOf(found));
      tellOfDelay(life, clause);
      if (found.status === 'refused') setStatus(life, view, 'refused', found);
      // Nothing found while it was pending, or no answer: whether money moved is not known.
      else if (view.status !== 'pending' || found.status === 'nothing') setStatus(life, view, 'unknown');
      wakeAt = Date.now() + retryDelayMs(failures);
    }

    const pending = found.status === 'pending';
    const hand = await waitInStep(life, step, wakeAt, pending ? 'poll' : 'retry');
    if (hand?.action === 'done') paidByHand = hand.reference;
    ask = nextQuestion(found.status, ask, hand?.action === 'retry', paidByHand !== undefined);
  }
}

/** What was pending once is looked up, unless it is gone and support asks for it anew. Paid by hand: never called. */
function nextQuestion(
  status: Found['status'],
  asked: 'pay' | 'look_up',
  retryByHand: boolean,
  paidByHand: boolean,
): 'pay' | 'look_up' {
  if (paidByHand || status === 'pending') return 'look_up';
  if (status === 'refused' || (status === 'nothing' && retryByHand)) return 'pay';
  return asked;
}

async function pay(life: Life, step: Step, view: RefundView, clause: ClauseId): Promise<Found> {
  setStatus(life, view, 'sent');
  const { purchaseId } = life.order;
  const { price, originalPurchaseId, depth } = life.terms;
  const called = await callOutside(life, step, () =>
    sendRefund({ key: view.key, purchaseId, originalPurchaseId, depth, price, reason: clause }),
  );
  return called.ok ? called.value : { status: 'failed', reason: called.reason };
}

async function lookUp(life: Life, step: Step, key: string): Promise<Found> {
  const called = await callOutside(life, step, () => lookUpRefund({ key }));
  if (!called.ok) return { status: 'failed', reason: called.reason };
  return called.value ?? { status: 'nothing' };
}

function reasonOf(found: Exclude<Found, { status: 'confirmed' | 'pending' }>): string {
  if (found.status === 'nothing') return 'unexpected_answer';
  if (found.status === 'refused') return `refused: ${found.reason ?? 'no reason given'}`;
  return 'reason' in found && found.reason !== undefined ? found.reason : 'unavailable';
}

function setStatus(life: Life, view: RefundView, status: RefundStatus, answer?: RefundAnswer): void {
  if (answer) view.refundId = answer.refundId;
  if (answer?.reason === undefined) delete view.reason;
  else view.reason = answer.reason;
  if (view.status === status) return;
  view.status = status;
  note(life, `refund_${status}`, { actor: status === 'sent' ? 'system' : 'service' });
}

function confirmed(
  life: Life,
  view: RefundView,
  clause: ClauseId,
  { refundId, byHand = false }: { refundId: string; byHand?: boolean },
): void {
  view.refundId = refundId;
  if (byHand) view.byHand = true;
  delete view.reason;
  view.status = 'confirmed';
  const { amount, currency } = view;
  note(life, 'refund_confirmed', { clause, data: { amount, currency, refundId } });
  clearAttention(life, 'refund');
  endStep(life);
  post(life, { template: 'funds_returned', clause, amount: { amount, currency }, refundId });
}
