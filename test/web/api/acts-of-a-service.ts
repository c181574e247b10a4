import { claimIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../../src/contract/purchase-order.ts';

/** One write of an order service over HTTP. */
export interface Act {
  method: 'PUT' | 'POST';
  path: string;
  body: object;
  /** Absent: the act has an id of its own. */
  once?: string;
}

export interface Acknowledged {
  status: number;
  replayed: boolean;
  body: unknown;
}

const WHY = 'The code never worked, although I tried it three times.';

/** What a service does with one purchase, in this order. */
export function actsOf(order: PurchaseOrder): readonly Act[] {
  const { purchaseId } = order;
  const at = `/v1/purchases/${purchaseId}`;
  const first = `/v1/claims/${claimIdOf(purchaseId, 1)}`;
  const claim = { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId: 'e1' }] };
  const write = (path: string, name: string, body: object): Act => ({
    method: 'POST',
    path,
    body,
    once: `${name}-${purchaseId}`,
  });
  return [
    { method: 'PUT', path: at, body: order },
    { method: 'POST', path: `${at}/events`, body: { type: 'smsReceived', eventId: 'sms-1' } },
    write(`${at}/claims`, 'first', claim),
    write(`${first}/evidence`, 'more', { evidence: [{ evidenceId: 'e2' }] }),
    write(`${first}/withdrawal`, 'back', {}),
    write(`${at}/claims`, 'second', claim),
  ];
}

/** What the timeline says of these acts, if each has happened once. */
export const EFFECTS_OF_ACTS = [
  'purchase_opened',
  'sms_received',
  'claim_filed',
  'evidence_added',
  'claim_withdrawn',
  'claim_filed',
] as const;

/** Those entries of a timeline that such acts leave. */
export function effectsIn(timeline: readonly { event: string }[]): string[] {
  const known: ReadonlySet<string> = new Set(EFFECTS_OF_ACTS);
  return timeline.map(({ event }) => event).filter((event) => known.has(event));
}

/** Sends an act once. Rejects if no answer comes. */
export async function sendAct(
  { url, token }: { url: string; token: string },
  { method, path, body, once }: Act,
): Promise<Acknowledged> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(once === undefined ? {} : { 'idempotency-key': once }),
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    replayed: response.headers.get('idempotent-replayed') === 'true',
    body: await response.json(),
  };
}
