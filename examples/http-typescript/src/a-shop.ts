/** A purchase over HTTP, from the opening to the refund: the shop's side, with a signed event, and support's. */
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { components } from './returns-api.js';
import { answerOf, Refused, returnsApi } from './returns-client.js';
import { sign } from './standard-webhooks.js';

type Order = components['schemas']['OpenPurchase'] & { purchaseId: string };

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: npm start prints it`);
  return value;
}

const shop = returnsApi(setting('API'), setting('SHOP'));
const support = returnsApi(setting('API'), setting('SUPPORT'));

// Somebody buys a number. Your shop has the order from its own database.
const sale = await fetch(`${setting('SANDBOX')}/sandbox/purchases`, { method: 'POST', body: '{}' });
const { purchaseId, ...order } = (await sale.json()) as Order;
const path = { purchaseId };

// Safe to repeat by its id.
const opened = await answerOf(() =>
  shop.PUT('/v1/purchases/{purchaseId}', { params: { path }, body: order }),
);
console.log('opened', opened.already ? 'before' : 'now');

// The customer's screenshot, as the body itself. A claim takes it by its id.
const screenshot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAAC0lEQVQI12NgAAEAAAYAAWb0yWwAAAAASUVORK5CYII=',
  'base64',
);
const { evidenceId } = await answerOf(() =>
  shop.POST('/v1/purchases/{purchaseId}/evidence', {
    params: { path, header: { 'Idempotency-Key': `screenshot-${purchaseId}` } },
    headers: { 'Content-Type': 'image/png' },
    body: '',
    bodySerializer: () => screenshot,
  }),
);

const claim = (key: string) =>
  answerOf(() =>
    shop.POST('/v1/purchases/{purchaseId}/claims', {
      params: { path, header: { 'Idempotency-Key': key } },
      body: {
        claimType: 'invalid_number',
        evidence: [{ evidenceId }],
        reason: 'The service says that this number is not valid.',
      },
    }),
  );

// While the SMS can still come a claim is refused. The answer says why, and from when on it would be taken.
try {
  await claim(`claim-early-${purchaseId}`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  const { status, code, retryAt } = error.problem;
  console.log('refused', status, code, retryAt === undefined ? 'for good' : 'until an instant');
}

// An event of a system that holds no key: signed instead, which holds for five minutes. What is signed is what is sent.
const event = { type: 'smsReceived', data: { purchaseId } } as const;
const body = JSON.stringify(event);
const eventId = `sms-${purchaseId}`;
const timestamp = Math.floor(Date.now() / 1000);
const header = {
  'webhook-id': eventId,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': sign(setting('SECRET'), eventId, timestamp, body),
};
await answerOf(() =>
  returnsApi(setting('API')).POST('/v1/events', {
    params: { header },
    body: event,
    bodySerializer: () => body,
  }),
);

// The refusal is the answer to the first key for good, so this is another request, with a key of its own.
const filed = await claim(`claim-${purchaseId}`);
if ('preview' in filed || filed.claimId === undefined) throw new Error('an act is answered with its claim');
const { claimId } = filed;
console.log('filed', filed.stage, filed.nextDeadline?.kind);

const decision = { decision: 'approve', note: 'The screenshot shows it.' } as const;
const tried = await answerOf(() =>
  support.POST('/v1/claims/{claimId}/decision', {
    params: { path: { claimId }, query: { preview: true } },
    body: decision,
  }),
);
if ('preview' in tried) console.log('would be', tried.status, tried.follows?.money?.kind);

const decided = await answerOf(() =>
  support.POST('/v1/claims/{claimId}/decision', {
    params: { path: { claimId }, header: { 'Idempotency-Key': `decision-${claimId}` } },
    body: decision,
  }),
);
console.log('decided', 'stage' in decided ? decided.stage : 'not');

for (;;) {
  const { stage, result } = await answerOf(() =>
    shop.GET('/v1/purchases/{purchaseId}', { params: { path } }),
  );
  if (stage === 'closed' && result !== undefined) {
    console.log(result.outcome, 'by', result.clause);
    break;
  }
  await delay(200);
}
