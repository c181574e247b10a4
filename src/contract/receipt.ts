import type { ClauseId } from './clause-id.ts';
import type { ClaimId, Money, PurchaseId, Timestamp } from './scalars.ts';
import type { Actor, ClaimStatus } from './status.ts';
import type { ClaimType } from './updates.ts';

/** A claim as it was filed. */
export interface FiledClaim {
  at: Timestamp;
  claimType: ClaimType;
  /** `service`: on the customer's behalf. */
  by: Actor;
}

/** What the order service has reported about the activation, or answered when it was asked to cancel it. */
export interface ReportOnRecord {
  /** When the purchase had it. */
  at: Timestamp;
  event: 'sms_received' | 'activation_completed' | 'activation_cancelled' | 'cancel_answered';
  /** Of `cancel_answered`. */
  result?: string;
  /** Of `cancel_answered`, where the answer says it. */
  smsCame?: boolean;
}

/** What the records said. */
export interface RecordOfClaim {
  /** When the claim was filed, the oldest first. It is judged by this. */
  whenFiled: ReportOnRecord[];
  /** From then until the claim ended. A claim that was filed while money was going back is judged by this too. */
  since: ReportOnRecord[];
}

/** A step of the claim after its filing. */
export interface StepOfClaim {
  at: Timestamp;
  /** An event of the timeline, such as `access_requested`. */
  event: string;
  by: Actor;
  clause?: ClauseId;
  /** Only words of ours, numbers and instants, such as `until`. */
  details?: Record<string, string | number | boolean>;
}

/** How the claim ended. */
export interface DecisionOnClaim {
  at: Timestamp;
  status: Exclude<ClaimStatus, 'open'>;
  /** The type that it was decided as: support may have moved it to another one. */
  claimType: ClaimType;
  /** Which side decided. `system`: the policy by itself, by the record or by a deadline. */
  by: Actor;
  /** Absent if the claim was withdrawn. */
  clause?: ClauseId;
}

/** This claim led to nothing. */
export interface NothingOwed {
  kind: 'none';
}

export interface MoneyReturned {
  kind: 'refund';
  price: Money;
  /** When its return was confirmed. A failure that the order service reports later is not in a receipt. */
  at: Timestamp;
  /**
   * `order_service`: it confirmed the refund. `by_hand`: support paid. `returned_otherwise`: support says that it came back by
   * a chargeback, a wallet or a bank.
   */
  confirmedBy: 'order_service' | 'by_hand' | 'returned_otherwise';
  /** The order service's. */
  refundId?: string;
}

export interface NumberReplaced {
  kind: 'replacement';
  /** When it was issued. */
  at: Timestamp;
  /** The new purchase. */
  purchaseId: PurchaseId;
}

/** What became of the money. */
export type MoneyOfClaim = NothingOwed | MoneyReturned | NumberReplaced;

/**
 * What a receipt says: what was filed, what the records said, what was decided by which clause of which text, by which
 * side, and what became of the money. Always the same for one claim. No personal data, and nobody's words.
 */
export interface ClaimReceipt {
  /** Counts the forms of this document. */
  version: 1;
  purchaseId: PurchaseId;
  claimId: ClaimId;
  purchasedAt: Timestamp;
  price: Money;
  policy: {
    version: string;
    /** That of `GET /v1/policies/{version}`, in hex. */
    sha256: string;
  };
  filed: FiledClaim;
  record: RecordOfClaim;
  /**
   * Pieces of evidence in the claim when it ended.
   * @asType integer
   */
  evidence: number;
  /** What happened in the claim, its end included. */
  course: StepOfClaim[];
  decision: DecisionOnClaim;
  money: MoneyOfClaim;
}

/** A receipt, and what it says. */
export interface SignedReceipt {
  /** A JSON Web Signature in its compact form (RFC 7515), by Ed25519. Its key is in `/.well-known/jwks.json`. */
  receipt: string;
  /** The payload of `receipt`, to read it. Only the payload is signed. */
  document: ClaimReceipt;
}
