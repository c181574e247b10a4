/** The calls of the order service, by name. */
export const ORDER_CALLS = [
  'cancel',
  'lookUpActivation',
  'refund',
  'lookUpRefund',
  'replacement',
  'lookUpReplacement',
] as const;

export type OrderCall = (typeof ORDER_CALLS)[number];

/**
 * No usable answer: the connection was refused, reset or timed out, or the status is one that can change without us
 * (5xx, 429, 408, 401, 403). Whether the act happened is not known.
 */
export class Unavailable extends Error {
  override name = 'Unavailable';
  readonly call: OrderCall;
  /** What was wrong, for a person: `status 503`, `ECONNREFUSED`. */
  readonly detail: string;
  /** The order service's `Retry-After`, in ms. The caller bounds it. */
  readonly retryAfterMs: number | undefined;

  /** `what`: a status or a code of the system. Never a text that the other side wrote. */
  constructor(call: OrderCall, what: string, { retryAfterMs }: { retryAfterMs?: number | undefined } = {}) {
    super(`The order service gave no answer to ${call}: ${what}.`);
    this.call = call;
    this.detail = what;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A field of an answer that is wrong. `field`: its path, like `purchase.price.amount`. `right`: what it has to be. */
export interface WrongField {
  field: string;
  right: string;
}

/** An answer that the port does not allow. Whether the act happened is not known. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer';
  readonly call: OrderCall;
  /** What was wrong, for a person: `the field status is not one of confirmed, pending, refused`. */
  readonly detail: string;
  /** The fields that are wrong. Empty: the status is, or the whole body. */
  readonly fields: readonly WrongField[];

  /** `what`: the status or the field that is wrong and what would be right. Never what was in it. */
  constructor(call: OrderCall, what: string, fields: readonly WrongField[] = []) {
    super(`The order service's answer to ${call} cannot be used: ${what}.`);
    this.call = call;
    this.detail = what;
    this.fields = fields;
  }
}

/** Whether the order service gave no answer that can be used. */
export const isBrokenCall = (error: unknown): error is Unavailable | UnexpectedAnswer =>
  error instanceof Unavailable || error instanceof UnexpectedAnswer;
