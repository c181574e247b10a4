import type { ActivationRecord, CancelAnswer, RefundAnswer, RefundCall } from '../contract/activities.ts';
import type { ActivationId, Money, PurchaseId } from '../contract/scalars.ts';

export interface CancelRequest {
  /** `cancel:<purchaseId>`. */
  key: string;
  activationId: ActivationId;
}

export interface IssueRequest {
  /** `replacement:<purchaseId>:<n>`. */
  key: string;
  /** The purchase to be replaced. */
  purchaseId: PurchaseId;
  /** The new one must cost the same. */
  price: Money;
  service: string;
  country: string;
}

/** `purchase`: the start input of the new purchase as the shop sent it, not checked yet. */
export type IssueAnswer =
  | { result: 'issued'; purchase: Readonly<Record<string, unknown>> }
  | { result: 'out_of_stock' }
  | { result: 'refused'; reason: string };

/**
 * What the shop does for us. Every call may be repeated: a key means one act, for ever.
 * Each throws `Unavailable` if there was no answer, and `UnexpectedAnswer` if the answer is none of those listed here.
 * In both cases the act may have happened.
 */
export interface OrderService {
  /** Ends the rental of a number, unless an SMS has come first. */
  cancel(request: CancelRequest): Promise<CancelAnswer>;
  /** `null`: the shop does not know it. */
  lookUpActivation(activationId: ActivationId): Promise<ActivationRecord | null>;
  /** Pays back once per key. */
  refund(request: RefundCall): Promise<RefundAnswer>;
  /** `null`: nothing happened under this key. */
  lookUpRefund(key: string): Promise<RefundAnswer | null>;
  /** Issues one new purchase per key. */
  issueReplacement(request: IssueRequest): Promise<IssueAnswer>;
  /** `null`: nothing happened under this key. */
  lookUpReplacement(key: string): Promise<IssueAnswer | null>;
}

/** The part of the shop that reconciliation is given. It reads and cannot move money. */
export type RefundRecords = Pick<OrderService, 'lookUpRefund'>;
