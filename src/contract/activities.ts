import type { ClauseId } from './clause-id.ts';
import type { Mail, MailReceipt } from './mail.ts';
import type { Opening } from './opening.ts';
import type { Activation, Customer, Replaces } from './purchase-order.ts';
import type { ActivationId, Money, PurchaseId, Timestamp } from './scalars.ts';
import type { PurchaseSnapshot } from './snapshot.ts';

/** What the order service says to a cancel. */
export interface CancelAnswer {
  result: 'cancelled' | 'sms_received' | 'completed' | 'too_early' | 'not_cancellable';
  /** `too_early`: when to ask again. */
  retryAt?: Timestamp;
  /** When the SMS came. `null`: none came. Absent: the order service does not say. */
  smsAt?: Timestamp | null;
}

/** What the order service knows of an activation. */
export interface ActivationRecord {
  status: 'active' | 'cancelled' | 'completed';
  /** As in the answer to a cancel. */
  smsAt?: Timestamp | null;
}

/** What is sent to the order service to ask for a refund. */
export interface RefundCall {
  /** `refund:<originalPurchaseId>`. */
  key: string;
  /** The purchase that asks. */
  purchaseId: PurchaseId;
  /** The full price of the original payment. */
  price: Money;
  /** The clause that decided it. */
  reason: string;
}

export interface RefundRequest extends RefundCall {
  reason: ClauseId;
  originalPurchaseId: PurchaseId;
  /** Of the purchase that asks: 0 for the one that was paid for, n for the n-th replacement in a row. */
  depth: number;
  /** Absent in requests that were recorded before this field existed. */
  opening?: Opening;
}

export interface RefundAnswer {
  refundId: string;
  status: 'confirmed' | 'pending' | 'refused';
  reason?: string;
  /** Minor units, as the answer names them. Left out: what was asked for. */
  amount?: number;
  /** As the answer names it. Left out: what was asked for. */
  currency?: string;
  /** Set by our ledger, not by the order service: how support settled this refund. */
  settled?: RefundSettlement;
}

/** How support ended a refund: it paid, or the money came back another way. */
export type RefundSettlement = 'by_hand' | 'returned_otherwise';

/** Our ledger has the payment, or a refund of it, with this other amount. The order service was not asked. */
export interface RefundNotAsRecorded extends Money {
  status: 'not_as_recorded';
}

export interface ReplacementRequest {
  /** `replacement:<purchaseId>:<n>`. */
  key: string;
  purchaseId: PurchaseId;
  /** The price of the original payment: a replacement is of equal value. */
  price: Money;
  activation: Pick<Activation, 'service' | 'country'>;
  /** With the corrected contact, if there was a correction. */
  customer: Customer;
  replaces: Replaces;
  /** Absent in requests that were recorded before this field existed. */
  opening?: Opening;
}

/**
 * `issued`: the new purchase's workflow has been started. `refused`: by the order service, or because what it issued
 * cannot be used. `phoneNumber`: E.164; absent in answers that an earlier version recorded.
 */
export type ReplacementAnswer =
  | { result: 'issued'; purchaseId: PurchaseId; phoneNumber?: string }
  | { result: 'out_of_stock' }
  | { result: 'refused'; reason: string }
  | { result: 'price_differs' };

/** The first detail of the failure with which a try ends. */
export interface FailureDetails {
  /** What was wrong, for a person: `status 401`, `the field status is not one of …`. No text of another side. */
  detail: string;
}

/**
 * What the workflow asks of the world. Every call may be made again with the same arguments.
 * A failure of type `UnexpectedAnswer` means an answer outside the closed sets, `Unavailable` none at all.
 */
export interface PurchaseActivities {
  /** Cancels the activation at the order service. */
  cancelActivation(request: { purchaseId: PurchaseId; activationId: ActivationId }): Promise<CancelAnswer>;
  /** `null`: the order service does not know it. */
  lookUpActivation(request: { activationId: ActivationId }): Promise<ActivationRecord | null>;
  /**
   * Pays back. An answer that is lost or odd is looked up by its key before it is asked for again. Whether the answer
   * is about what was asked for is the workflow's to judge.
   */
  refund(request: RefundRequest): Promise<RefundAnswer | RefundNotAsRecorded>;
  /** `null`: nothing happened under this key. */
  lookUpRefund(request: { key: string }): Promise<RefundAnswer | null>;
  /** Has a replacement issued and starts its purchase. */
  issueReplacement(request: ReplacementRequest): Promise<ReplacementAnswer>;
  /** Looks for a replacement issued before and starts its purchase. `null`: none that can be used, its price included. */
  findReplacement(
    request: ReplacementRequest,
  ): Promise<{ purchaseId: PurchaseId; phoneNumber?: string } | null>;
  sendMail(mail: Mail): Promise<MailReceipt>;
  /** Writes the state of the purchase to the ledger. A late or repeated snapshot changes nothing. */
  recordPurchase(snapshot: PurchaseSnapshot): Promise<void>;
}
