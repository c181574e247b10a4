import type { Context } from 'hono';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import { isSignedBy } from '../../webhooks/signature.ts';
import { sendOrderEvent } from './events.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, NOT_FOUND, refuse, ProblemError } from './problems.ts';
import { bodyBytes, jsonOf, queryOf, saidTwice } from './read-request.ts';

/** How far the sender's clock may be from ours, in seconds. As Standard Webhooks recommends. */
const TOLERANCE_S = 300;

/**
 * Takes one event of the order service that is signed by Standard Webhooks 1.0, instead of sent with a key:
 * `{type, timestamp, data: {purchaseId, …}}`. The `webhook-id` is its `eventId`, so that it may be sent again. 202: stored.
 * 200: the purchase has closed, and the event is noted. 404: there is no such purchase (yet): send it again.
 */
export async function takeSignedEvent(context: ApiContext, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const bytes = await bodyBytes(c);
  const { caller, webhookId } = verified(context, c, bytes);
  const { type, timestamp, data } = jsonOf(bytes);
  const content = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined;
  if (content === undefined) {
    throw new ProblemError(
      malformed([{ field: 'data', message: 'is missing: send an object with purchaseId' }]),
    );
  }
  const { purchaseId, ...payload } = content as Record<string, unknown>;
  const whoActs = saidTwice(payload, { keyed: ['agent', 'by'], path: {} });
  if (whoActs.length > 0) {
    const message = 'is set by the signature: leave it out';
    throw new ProblemError(malformed(whoActs.map(({ field }) => ({ field: `data.${field}`, message }))));
  }
  const named = readWith(id, purchaseId);
  if (!named.ok)
    throw new ProblemError(malformed([{ field: 'data.purchaseId', message: `must be ${id.wanted}` }]));
  c.set('purchaseId', named.value);
  if (!(await context.scope.sees({ keyId: '', name: caller, role: 'service' }, named.value))) {
    throw new ProblemError(NOT_FOUND);
  }
  c.set('uncount', context.limitEvents(named.value));
  const event = { occurredAt: timestamp, ...payload, eventId: webhookId };
  return sendOrderEvent(context, c, { purchaseId: named.value, type, event, role: 'service', caller });
}

/** Who has signed it. Throws `ProblemError`, 401. */
function verified(
  { eventSecrets = [], now }: ApiContext,
  c: Context<ApiEnv>,
  bytes: Uint8Array,
): { caller: string; webhookId: string } {
  const webhookId = c.req.header('webhook-id') ?? '';
  const timestamp = c.req.header('webhook-timestamp') ?? '';
  const signatures = c.req.header('webhook-signature') ?? '';
  if (!/^[\x21-\x7e]{1,128}$/.test(webhookId) || webhookId.includes('.') || !/^\d{1,12}$/.test(timestamp)) {
    throw refuse(401, 'not_signed', howToSign(c, { timestamp, signatures }));
  }
  const signed = { id: webhookId, timestamp, body: bytes };
  const signer = eventSecrets.find(({ secret }) => isSignedBy(secret, signatures, signed));
  if (signer === undefined) {
    throw refuse(401, 'wrong_signature', 'No secret of EVENT_SECRETS has made this signature for this body.');
  }
  if (Math.abs(now().getTime() / 1000 - Number(timestamp)) > TOLERANCE_S) {
    throw refuse(
      401,
      'outside_tolerance',
      `The webhook-timestamp is more than ${TOLERANCE_S / 60} minutes from now: sign each try anew.`,
    );
  }
  return { caller: signer.caller, webhookId };
}

/** What is wrong with the headers, as far as they alone show it. It says nothing about any secret. */
function howToSign(
  c: Context<ApiEnv>,
  { timestamp, signatures }: { timestamp: string; signatures: string },
): string {
  if (/^\d{13,16}$/.test(timestamp)) {
    return 'The webhook-timestamp is in seconds since 1970, and this one has more digits, as one in milliseconds: sign the event anew with it.';
  }
  if (signatures === '' && c.req.header('authorization') !== undefined) {
    return 'This address takes no key: sign the event by Standard Webhooks, or send it with the key to POST /v1/purchases/{purchaseId}/events.';
  }
  return 'Sign the event by Standard Webhooks: webhook-id without a dot, webhook-timestamp and webhook-signature.';
}
