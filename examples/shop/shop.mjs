// The order service's port (src/orders/openapi.json) as a shop in memory, to copy. A real shop keeps every map in its
// database, and writes the answer to a key in the transaction that moves the money. `smsAt`: `null`, or an instant.
//   node examples/shop/shop.mjs
//   npm run check-shop -- http://127.0.0.1:8000 --token secret --purchases examples/shop/purchases.json --yes
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';

const { PORT = '8000', ORDER_SERVICE_TOKEN = 'secret' } = process.env;
const STATUS = { cancelled: 'cancelled', completed: 'completed', completed_without_sms: 'completed' };
const { purchases } = JSON.parse(readFileSync(new URL('purchases.json', import.meta.url), 'utf8'));
const activations = new Map();
for (const { activationId, is, smsAt = null } of purchases) {
  activations.set(activationId, { status: STATUS[is] ?? 'active', smsAt });
}
const payments = new Map(purchases.map(({ purchaseId, price }) => [`refund:${purchaseId}`, price]));
const bought = new Set(purchases.map(({ purchaseId }) => purchaseId));
const kept = new Map(); // by Idempotency-Key, for ever: what was asked and what was answered

/** Every act, by the first part of its path. */
const ACTS = {
  activations(key, body, activation) {
    if (activation.status === 'active' && activation.smsAt === null) activation.status = 'cancelled';
    const result = activation.status === 'active' ? 'sms_received' : activation.status;
    return { result, smsAt: activation.smsAt };
  },
  refunds(key, { amount, currency }) {
    const paid = payments.get(key); // by the key: a replacement asks for the refund of what was paid for
    const isPrice = paid?.amount === amount && paid.currency === currency;
    const refund = { refundId: randomUUID(), status: isPrice ? 'confirmed' : 'refused', amount, currency };
    return isPrice ? refund : { ...refund, reason: 'not the price that was paid' };
  },
  replacements(key, { purchaseId, price, service, country }) {
    if (!bought.has(purchaseId)) return { result: 'refused', reason: 'no such purchase' };
    const activation = { activationId: randomUUID(), phoneNumber: '+447700900123', service, country };
    const purchase = { purchaseId: randomUUID(), activation, price, purchasedAt: new Date().toISOString() };
    activations.set(activation.activationId, { status: 'active', smsAt: null });
    bought.add(purchase.purchaseId);
    return { result: 'issued', purchase };
  },
};

/** The status and the body. */
function answer({ method, url, headers }, body) {
  if (headers.authorization !== `Bearer ${ORDER_SERVICE_TOKEN}`) return [401];
  const [, what, id] = url.split('/').map(decodeURIComponent);
  const found = what === 'activations' ? activations.get(id) : kept.get(id)?.answer;
  if (method === 'GET') return found ? [200, found] : [404];
  if (!Object.hasOwn(ACTS, what) || (what === 'activations' && !found)) return [404];
  const key = headers['idempotency-key'];
  const asked = JSON.stringify([url, body]);
  const before = kept.get(key);
  if (before) return before.asked === asked ? [200, before.answer] : [409];
  const given = ACTS[what](key, body, found);
  // Refused is not final: the same key may be paid later.
  if (![given.status, given.result].includes('refused')) kept.set(key, { asked, answer: given });
  return [200, given];
}

createServer(async (request, response) => {
  let [status, body = {}] = [400];
  try {
    let text = '';
    for await (const chunk of request) text += chunk;
    [status, body = {}] = answer(request, text === '' ? undefined : JSON.parse(text));
  } catch {
    // Not JSON, or the sender has gone: nothing has happened.
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(Number(PORT), '127.0.0.1', function () {
  process.stdout.write(`ready shop http://127.0.0.1:${this.address().port}\n`);
});
