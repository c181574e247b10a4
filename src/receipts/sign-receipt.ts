import { sign } from 'node:crypto';
import type { ClaimReceipt } from '../contract/receipt.ts';
import type { ReceiptKeys } from './receipt-keys.ts';

/** The media type of a receipt, without `application/`. */
const TYPE = 'claim-receipt+jws';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWS in its compact form. The same document under the same key is always the same text. */
export function signReceipt(document: ClaimReceipt, { kid, key }: ReceiptKeys['signing']): string {
  const signed = `${encoded({ alg: 'EdDSA', kid, typ: TYPE })}.${encoded(document)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

/** What a receipt of ours says. */
export function documentIn(receipt: string): ClaimReceipt {
  const [, payload = ''] = receipt.split('.');
  // Sound: it was made by `signReceipt`.
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as ClaimReceipt;
}
