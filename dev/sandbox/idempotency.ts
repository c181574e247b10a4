import { createHash } from 'node:crypto';
import { ownEntry, type ShopData } from './shop-data.ts';

export interface KeyedRequest {
  key: string;
  method: string;
  path: string;
  body: unknown;
}

/** `final`: the answer stays for ever. Otherwise the same key may get another answer later. */
export interface Effect {
  answer: object;
  final: boolean;
}

export type OnceAnswer = { ok: true; answer: object } | { ok: false; reason: 'other_body' };

/** Carries out a key once. A later request with the key gets the same answer, or is refused if it asks for something else. */
export function oncePerKey(shopData: ShopData, request: KeyedRequest, carryOut: () => Effect): OnceAnswer {
  const hash = hashOf(request);
  const known = ownEntry(shopData.requests, request.key);
  if (known !== undefined && known.hash !== hash) return { ok: false, reason: 'other_body' };
  if (known?.final !== undefined) return { ok: true, answer: known.final };
  const { answer, final } = carryOut();
  shopData.requests[request.key] = final ? { hash, final: answer } : { hash };
  return { ok: true, answer };
}

function hashOf({ method, path, body }: KeyedRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(body)]))
    .digest('hex');
}

/** The same fields in another order are the same request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}
