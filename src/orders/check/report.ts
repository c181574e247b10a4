import type { OrderCall } from '../broken-calls.ts';

/** One thing that is wrong with an answer of a shop. */
export interface Finding {
  /** What was done, e.g. `refund of t1, the same key again`. */
  play: string;
  call: OrderCall;
  /** The path of the field in the body, or `HTTP status`, `content-type`, `body`, `answer` if none came. */
  field: string;
  /** What came: a status, a value as JSON, or words for what is no value. */
  came: string;
  right: string;
  /** Where that is said: a path in this project, with an anchor. */
  document: string;
}

/** Something that was not asked, and why. */
export interface Unchecked {
  what: string;
  why: string;
}

export interface ShopReport {
  /** How many calls were made, or sets of calls where one was repeated because there was no answer. */
  calls: number;
  findings: Finding[];
  unchecked: Unchecked[];
}

/** Where a shop's engineer reads what is right. */
export const DOCUMENTS = {
  cancel: 'src/orders/openapi.json#/paths/~1activations~1{activationId}~1cancel/post',
  lookUpActivation: 'src/orders/openapi.json#/paths/~1activations~1{activationId}/get',
  refund: 'src/orders/openapi.json#/paths/~1refunds/post',
  lookUpRefund: 'src/orders/openapi.json#/paths/~1refunds~1{key}/get',
  replacement: 'src/orders/openapi.json#/paths/~1replacements/post',
  lookUpReplacement: 'src/orders/openapi.json#/paths/~1replacements~1{key}/get',
  token: 'src/orders/openapi.json#/components/responses/Unauthorized',
  otherRequest: 'src/orders/openapi.json#/components/responses/OtherRequest',
  retryAt: 'src/orders/openapi.json#/components/schemas/CancelAnswer/properties/retryAt',
  replacementRequest: 'src/orders/openapi.json#/components/schemas/ReplacementRequest',
  issued: 'src/orders/openapi.json#/components/schemas/Purchase',
  duties: 'docs/api.md#what-the-shop-implements',
  once: 'docs/adr/0006-money-is-asked-for-by-key.md',
  amount: 'docs/adr/0018-a-refund-counts-only-as-asked.md',
  smsAt: 'docs/adr/0020-silence-about-an-sms-decides-nothing.md',
} as const satisfies Record<OrderCall, string> & Record<string, string>;

/** A value in a line for a person; of one that was not there, that it was left out. */
export function shown(value: unknown): string {
  const json = value === undefined ? 'left out' : JSON.stringify(value);
  return json.length <= 120 ? json : `${json.slice(0, 119)}…`;
}
