// R2, C1, C2, C3a: the step that pays the money back.
import { proxyActivities } from '@temporalio/workflow';
import type { PurchaseActivities, RefundSettlement } from '../src/contract/activities.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { differenceWords, judgeRefund, type JudgedRefund } from '../src/policy/refund.ts';
import { DAY_MS } from '../src/policy/duration.ts';
import { nextPollAt, pendingTooLong, retryDelayMs } from '../src/policy/steps.ts';
import { clearAttention, needAttention } from './journal.ts';
import type { Life } from './life.ts';
import { oweRefund, setRefundStatus, confirmRefund, mailDelay, type Refund } from './money.ts';
import { openingOf } from './order.ts';
import { post } from './outbox.ts';
import { enterStage, type ReturningByItself, type ReturningForClaim } from './stage.ts';
import {
  beginCall,
  beginStep,
  callOutside,
  endStep,
  ORDER_SERVICE,
  waitInStep,
  type CallOutcome,
} from './step.ts';
import { nowOf } from './runtime.ts';

const { refund: sendRefund, lookUpRefund } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Refund of the original payment',
});

type Unanswered = Exclude<CallOutcome<never>, { ok: true }>;

/** `nothing`: the order service knows no refund under the key. `failed`: it could not be asked. */
type Found = JudgedRefund | { status: 'nothing' } | ({ status: 'failed' } & Omit<Unanswered, 'ok'>);

/**
 * Pays the price of the original payment back and returns when that is confirmed; it never gives up. The whole chain of
 * replacements has one key, so however often and by whichever purchase it is asked for, it is paid once.
 */
export async function payBack(
  life: Life,
  stage: ReturningByItself | ReturningForClaim,
  clause: ClauseId,
): Promise<void> {
  const refund = oweRefund(life);
  enterStage(life, stage);
  const step = beginStep(stage, 'refund');
  /** For when the money is back. */
  const paid = (found: { refundId: string; settled?: RefundSettlement }): void => {
    confirmRefund(life, refund, clause, found);
    clearAttention(life, 'refund');
    endStep(life, stage);
    mailReturned(life, refund, clause, found);
  };
  let ask: 'pay' | 'look_up' = 'pay';
  let failures = 0;
  let wakeAt = nowOf(life);
  let sentAt = nowOf(life);
  let mailed: PendingMail | undefined;
  /** Once support has said that it paid by hand, nothing may call the refund any more. */
  let paidByHand: string | undefined;

  for (;;) {
    const early = beginCall(life, step);
    if (ask === 'pay') sentAt = nowOf(life);
    const found: Found = ask === 'pay' ? await pay(life, refund, clause) : await lookUp(life, refund);
    if (found.status === 'confirmed') return paid(found);
    if (paidByHand !== undefined && leavesItToSupport(found))
      return paid({ refundId: paidByHand, settled: 'by_hand' });

    if (found.status === 'pending') {
      failures = 0;
      setRefundStatus(life, refund, 'pending', found);
      mailed ??= mailPending(life, refund, clause);
      watchPending(life, clause, sentAt, mailed);
      wakeAt = nextPollAt(sentAt, nowOf(life));
    } else {
      // A call ahead of schedule does not move the next one of the schedule.
      if (!early || wakeAt <= nowOf(life)) {
        failures += 1;
        wakeAt = nowOf(life) + retryDelayMs(failures);
      }
      raise(life, refund, found);
      mailDelay(life, 'refund', clause);
      if (found.status === 'refused') setRefundStatus(life, refund, 'refused', found);
      // Whether money moved is not known. A pending refund of which no answer came is still pending.
      else if (refund.status !== 'pending' || found.status !== 'failed')
        setRefundStatus(life, refund, 'unknown');
    }

    const pending = found.status === 'pending';
    const hand = await waitInStep(life, step, wakeAt, pending ? 'poll' : 'retry');
    if (hand?.action === 'done') paidByHand = hand.reference;
    // Nothing is called any more: the money is back, and a call could only pay it a second time.
    if (hand?.action === 'returned_otherwise')
      return paid({ refundId: hand.reference, settled: 'returned_otherwise' });
    ask = nextCall(found, ask, hand?.action === 'retry', paidByHand !== undefined);
  }
}

/** When a pending refund is mailed: `at_once`, as `refund_pending`; by earlier code `after_a_day`, as `refund_delayed`. */
type PendingMail = 'at_once' | 'after_a_day';

/** Mails the customer that the refund is pending, which is no delay. */
function mailPending(life: Life, { amount, currency }: Refund, clause: ClauseId): PendingMail {
  if (!life.runtime.patched('refund-pending-told')) return 'after_a_day';
  post(life, { template: 'refund_pending', clause, amount: { amount, currency } });
  return 'at_once';
}

/** Raises attention and mails the customer if the refund has been pending for too long. Polling goes on. */
function watchPending(life: Life, clause: ClauseId, sentAt: Instant, mailed: PendingMail): void {
  const now = nowOf(life);
  const tooLong = pendingTooLong(life.terms.version, sentAt, now);
  if (tooLong) needAttention(life, 'refund', 'pending_long');
  else clearAttention(life, 'refund');
  if (tooLong || (mailed === 'after_a_day' && now - sentAt >= DAY_MS)) mailDelay(life, 'refund', clause);
}

/** Whether no refund in the amount asked for is found: then it counts that support says it was paid. */
function leavesItToSupport({ status }: Found): boolean {
  return status === 'nothing' || status === 'refused' || status === 'differs';
}

/**
 * A refund that the order service has is looked up. One that it has refused is asked for again. So is one of which it
 * knows nothing, or another amount, if support sends `retry`. After a payment by hand it is only looked up.
 */
function nextCall(
  found: Found,
  asked: 'pay' | 'look_up',
  retryByHand: boolean,
  paidByHand: boolean,
): 'pay' | 'look_up' {
  if (paidByHand) return 'look_up';
  switch (found.status) {
    case 'confirmed':
    case 'pending':
      return 'look_up';
    case 'refused':
      return 'pay';
    case 'nothing':
      return retryByHand ? 'pay' : asked;
    case 'differs':
      return retryByHand || found.by === 'ledger' ? 'pay' : 'look_up';
    case 'failed':
      return asked;
    default:
      return found satisfies never;
  }
}

async function pay(life: Life, refund: Refund, clause: ClauseId): Promise<Found> {
  setRefundStatus(life, refund, 'sent');
  const { purchaseId } = life.order;
  const { price, originalPurchaseId, depth } = life.terms;
  const called = await callOutside(life, () =>
    sendRefund({
      key: refund.key,
      purchaseId,
      originalPurchaseId,
      depth,
      price,
      reason: clause,
      opening: openingOf(life),
    }),
  );
  return called.ok ? judgeRefund(refund, called.value) : { status: 'failed', ...called };
}

async function lookUp(life: Life, refund: Refund): Promise<Found> {
  const called = await callOutside(life, () => lookUpRefund({ key: refund.key }));
  if (!called.ok) return { status: 'failed', ...called };
  return called.value === null ? { status: 'nothing' } : judgeRefund(refund, called.value);
}

/** Puts before support why the refund is neither there nor on its way. */
function raise(life: Life, refund: Refund, found: Exclude<Found, { status: 'confirmed' | 'pending' }>): void {
  switch (found.status) {
    case 'nothing': {
      const detail = 'the order service knows no refund under this key';
      return needAttention(life, 'refund', 'unexpected_answer', { detail });
    }
    case 'refused':
      return needAttention(life, 'refund', `refused: ${found.reason ?? 'no reason given'}`);
    case 'differs': {
      const detail = differenceWords(refund, found.found);
      return needAttention(life, 'refund', 'amount_differs', { detail });
    }
    case 'failed':
      return needAttention(life, 'refund', found.reason, found);
    default:
      found satisfies never;
  }
}

function mailReturned(
  life: Life,
  { amount, currency }: Refund,
  clause: ClauseId,
  { refundId, settled }: { refundId: string; settled?: RefundSettlement },
): void {
  post(life, {
    template: 'funds_returned',
    clause,
    amount: { amount, currency },
    refundId,
    ...(settled === 'returned_otherwise' ? { returnedOtherwise: true } : {}),
  });
}
