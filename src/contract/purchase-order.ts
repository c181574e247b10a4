import type { ActivationId, CustomerId, Money, PurchaseId, Timestamp } from './scalars.ts';

/** Where the customer's mails go. */
export interface Contact {
  /**
   * @format email
   * @maxLength 254
   */
  email: string;
  /**
   * One line. Only shown: one that cannot be read is left out, and refuses nothing.
   * @minLength 1
   * @maxLength 200
   * @onlyShown
   */
  name?: string;
  /**
   * BCP 47, e.g. `de-AT`. Mails and the customer's pages are in its language where that is German, otherwise in
   * English; dates and amounts in them follow its region. Only shown: one that cannot be read is left out.
   * @maxLength 35
   * @onlyShown
   */
  locale?: string;
  /**
   * IANA zone, e.g. `Europe/Vienna`. Mails show deadlines in it and in UTC. Only shown: one that cannot be read is
   * left out.
   * @maxLength 64
   * @onlyShown
   */
  timeZone?: string;
}

export interface Customer extends Contact {
  customerId: CustomerId;
}

/** The rented number. */
export interface Activation {
  activationId: ActivationId;
  /**
   * E.164.
   * @pattern ^\+[1-9][0-9]{6,14}$
   */
  phoneNumber: string;
  /**
   * The service whose code the customer waits for.
   * @minLength 1
   * @maxLength 100
   * @trimmed
   * @oneLine
   */
  service: string;
  /**
   * ISO 3166-1 alpha-2.
   * @pattern ^[A-Z]{2}$
   */
  country: string;
}

/** The place of a replacement in its chain. Set by our own activity, never by a shop. */
export interface Replaces {
  /** The purchase that this one replaces. */
  purchaseId: PurchaseId;
  /** The first purchase of the chain: the only one that was paid for. */
  originalPurchaseId: PurchaseId;
  /**
   * 1 for the first replacement.
   * @minimum 1
   * @maximum 2
   * @asType integer
   */
  depth: number;
}

/**
 * Start input of the workflow `purchase`: its only argument.
 * @example
 * const order: PurchaseOrder = {
 *   purchaseId: 'p1',
 *   customer: { customerId: 'c1', email: 'ada@example.org', timeZone: 'Europe/Vienna' },
 *   activation: { activationId: 'a1', phoneNumber: '+431234567', service: 'chat', country: 'AT' },
 *   price: { amount: 149, currency: 'EUR' },
 *   purchasedAt: '2026-03-01T10:00:00Z',
 * };
 */
export interface PurchaseOrder {
  purchaseId: PurchaseId;
  customer: Customer;
  activation: Activation;
  price: Money;
  purchasedAt: Timestamp;
  /** If no SMS arrives by then, the funds return (R2). Default: 20 minutes after `purchasedAt`. */
  smsDeadline?: Timestamp;
  /** `2026-01` (default) or `sandbox-short`. */
  policyVersion?: string;
  replaces?: Replaces;
}
