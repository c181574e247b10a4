/** A point in time in milliseconds since the Unix epoch, UTC. Used inside; never crosses a boundary. */
export type Instant = number;

/**
 * An instant on the wire, RFC 3339. Any offset is accepted, milliseconds in UTC (`Z`) are sent.
 * @format date-time
 */
export type Timestamp = string;

/** @pattern ^[A-Za-z0-9_-]{1,64}$ */
export type PurchaseId = string;

/** @pattern ^[A-Za-z0-9_-]{1,64}$ */
export type CustomerId = string;

/** @pattern ^[A-Za-z0-9_-]{1,64}$ */
export type ActivationId = string;

/** @pattern ^[A-Za-z0-9_-]{1,64}$ */
export type EvidenceId = string;

/**
 * `clm_<purchaseId>_<n>`, `n` counting the claims of one purchase from 1.
 * @pattern ^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$
 */
export type ClaimId = string;

/**
 * The sender's name for one event. The same id again is the same event.
 * @pattern ^[\x20-\x7e]{1,128}$
 */
export type EventId = string;

/**
 * An amount of money.
 * @example
 * const price: Money = { amount: 149, currency: 'EUR' }; // € 1.49
 */
export interface Money {
  /**
   * In minor units: cents for EUR, yen for JPY.
   * @minimum 1
   * @maximum 9007199254740991
   * @asType integer
   */
  amount: number;
  /**
   * ISO 4217, three capital letters.
   * @pattern ^[A-Z]{3}$
   */
  currency: string;
}
