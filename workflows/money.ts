// Owner of the money: what came of the cancel, the refund and the replacement, and the result.
import type { CancelAnswer, RefundAnswer, RefundSettlement } from '../src/contract/activities.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import { replacementKey } from '../src/contract/ids.ts';
import type { Outcome, PurchaseResult } from '../src/contract/purchase-result.ts';
import type { PurchaseId } from '../src/contract/scalars.ts';
import type { RefundStatus, RefundView, ReplacementStatus, ReplacementView } from '../src/contract/status.ts';
import { refundOwed } from '../src/policy/refund.ts';
import { iso, note } from './journal.ts';
import type { Fixed, Life, Writable } from './life.ts';
import { post } from './outbox.ts';
import { nowOf } from './runtime.ts';

export type Refund = Fixed<RefundView>;
export type Replacement = Fixed<ReplacementView>;

export interface MoneyRecord {
  /** The answer to a cancel by which it was decided whether money goes back. */
  readonly cancelAnswer?: Fixed<CancelAnswer>;
  /** The cancel was tried for a remedy that does not depend on it. */
  readonly cancelTriedOnce: boolean;
  readonly refund?: Refund;
  /** The customer has got the mail about a delay. */
  readonly delayMailed: boolean;
  /** The last one that was chosen. */
  readonly replacement?: Replacement;
  readonly replacementsChosen: number;
  readonly result?: Fixed<PurchaseResult>;
}

export const noMoney = (): MoneyRecord => ({
  cancelTriedOnce: false,
  delayMailed: false,
  replacementsChosen: 0,
});

const own = ({ money }: Life): Writable<MoneyRecord> => money;

export function keepCancelAnswer(life: Life, answer: CancelAnswer): void {
  own(life).cancelAnswer = answer;
}

export function markCancelTried(life: Life): void {
  own(life).cancelTriedOnce = true;
}

/** From now on the price of the original payment is owed. */
export function oweRefund(life: Life): Refund {
  const refund: Refund = { ...refundOwed(life.terms), status: 'intended' };
  own(life).refund = refund;
  return refund;
}

export function setRefundStatus(
  life: Life,
  refund: Refund,
  status: RefundStatus,
  answer?: Pick<RefundAnswer, 'refundId' | 'reason'>,
): void {
  const view = refund as Writable<Refund>;
  if (answer) view.refundId = answer.refundId;
  if (answer?.reason === undefined) delete view.reason;
  else view.reason = answer.reason;
  if (view.status === status) return;
  view.status = status;
  note(life, `refund_${status}`, { actor: status === 'sent' ? 'system' : 'service' });
}

export function confirmRefund(
  life: Life,
  refund: Refund,
  clause: ClauseId,
  { refundId, settled }: { refundId: string; settled?: RefundSettlement },
): void {
  const view = refund as Writable<Refund>;
  view.refundId = refundId;
  if (settled === 'by_hand') view.byHand = true;
  if (settled === 'returned_otherwise') view.returnedOtherwise = true;
  delete view.reason;
  view.status = 'confirmed';
  const { amount, currency } = view;
  const event = settled === 'returned_otherwise' ? 'refund_returned_otherwise' : 'refund_confirmed';
  note(life, event, { clause, data: { amount, currency, refundId } });
}

/** Mails the customer about a delay, once per purchase, whatever the cause. */
export function mailDelay(life: Life, step: 'cancel' | 'refund', clause: ClauseId): void {
  if (life.money.delayMailed) return;
  own(life).delayMailed = true;
  post(life, { template: 'refund_delayed', clause, amount: life.terms.price, step });
}

/** C3a. The customer has chosen one more replacement. */
export function addReplacement(life: Life): Replacement {
  const n = life.money.replacementsChosen + 1;
  const replacement: Replacement = { key: replacementKey(life.order.purchaseId, n), status: 'intended' };
  own(life).replacementsChosen = n;
  own(life).replacement = replacement;
  return replacement;
}

export function setReplacementStatus(
  life: Life,
  replacement: Replacement,
  status: ReplacementStatus,
  purchaseId?: PurchaseId,
): void {
  const view = replacement as Writable<Replacement>;
  if (purchaseId !== undefined) view.purchaseId = purchaseId;
  if (view.status === status) return;
  view.status = status;
  note(life, `replacement_${status}`, { clause: 'C3a', data: { key: view.key } });
}

/** Sets the result. Nothing changes it afterwards. */
export function decideResult(life: Life, outcome: Outcome, clause: ClauseId): PurchaseResult {
  const { refund, replacement } = life.money;
  const result: PurchaseResult = {
    outcome,
    clause,
    // Copies: these two stay as they are now, whatever happens to the money's own.
    ...(refund ? { refund: { ...refund } } : {}),
    ...(outcome === 'replaced' && replacement ? { replacement: { ...replacement } } : {}),
    closedAt: iso(nowOf(life)),
  };
  own(life).result = result;
  return result;
}
