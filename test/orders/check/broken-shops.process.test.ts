import { expect, test } from 'vitest';
import type { Finding } from '../../../src/orders/check/report.ts';
import { check, examplePurchases, namesOf, startExample, type Change } from './example-shop.ts';

interface BrokenShop {
  fault: string;
  changes: readonly Change[];
  /** `<call> <field>` of all that is found. */
  found: string[];
  /** One of the findings, as far as it matters. */
  says?: Partial<Finding>;
}

const KEPT = 'if (before) return before.asked === asked ? [200, before.answer] : [409];';
const KNOWN = "if (method === 'GET') return found ? [200, found] : [404];";
const CANCELLED = 'return { result, smsAt: activation.smsAt };';
const PAID = "status: isPrice ? 'confirmed' : 'refused', amount, currency };";
const PURCHASED_AT = 'purchasedAt: new Date().toISOString() };';
const ISSUED = 'const purchase = { purchaseId: randomUUID(), activation, price,';
const ACTIVATION =
  "const activation = { activationId: randomUUID(), phoneNumber: '+447700900123', service, country };";
const ANSWERED = '[status, body = {}] = answer(request,';

const SHOPS: BrokenShop[] = [
  {
    fault: 'acts again for a key that it has answered',
    changes: [[KEPT, '']],
    found: [
      'refund refundId',
      'lookUpRefund refundId',
      'refund HTTP status',
      'replacement purchase.purchaseId',
      'lookUpReplacement purchase.purchaseId',
      'replacement HTTP status',
    ],
  },
  {
    fault: 'pays again for a key that it has answered, and looks up the last refund',
    changes: [
      [
        KEPT,
        "if (before && what !== 'refunds') return before.asked === asked ? [200, before.answer] : [409];",
      ],
    ],
    found: ['refund refundId', 'lookUpRefund refundId', 'refund HTTP status'],
  },
  {
    fault: 'gives the first answer to the same key with another amount',
    changes: [[KEPT, 'if (before) return [200, before.answer];']],
    found: ['refund HTTP status', 'replacement HTTP status'],
    says: { came: '200', right: '409' },
  },
  {
    fault: 'answers a repeated refund as refused, because it was paid',
    changes: [
      [
        KEPT,
        "if (before) return before.asked === asked ? [200, { ...before.answer, ...(what === 'refunds' ? { status: 'refused' } : {}) }] : [409];",
      ],
    ],
    found: ['refund status'],
    says: { came: '"refused"', right: '"confirmed", after the first answer' },
  },
  {
    fault: 'knows a refund that nobody has asked for',
    changes: [
      [
        KNOWN,
        "if (method === 'GET') return found ? [200, found] : what === 'refunds' ? [200, { refundId: 'rf_0', status: 'pending' }] : [404];",
      ],
    ],
    found: ['lookUpRefund HTTP status'],
  },
  {
    fault: 'answers 200 with nothing to a look-up of an unknown key',
    changes: [[KNOWN, "if (method === 'GET') return [200, found ?? {}];"]],
    found: [
      'lookUpActivation HTTP status',
      'lookUpRefund HTTP status',
      'lookUpReplacement HTTP status',
      'lookUpRefund refundId',
      'lookUpReplacement result',
    ],
    says: { came: '200', right: '404' },
  },
  {
    fault: 'finds nothing under a key because it leaves the path encoded',
    changes: [["url.split('/').map(decodeURIComponent)", "url.split('/')"]],
    found: ['lookUpRefund HTTP status', 'lookUpReplacement HTTP status'],
  },
  {
    fault: 'forgets smsAt in the answer to a cancel',
    changes: [[CANCELLED, 'return { result };']],
    found: ['cancel smsAt'],
    says: { came: 'left out', right: 'null: no SMS came' },
  },
  {
    fault: 'forgets smsAt in the look-up of an activation',
    changes: [[KNOWN, KNOWN.replace('[200, found]', '[200, { ...found, smsAt: undefined }]')]],
    found: ['lookUpActivation smsAt'],
    says: { came: 'left out', right: '"2026-03-01T10:01:00.000Z"' },
  },
  {
    fault: 'says null where an SMS came',
    changes: [[CANCELLED, 'return { result, smsAt: null };']],
    found: ['cancel smsAt'],
    says: { came: 'null', right: '"2026-03-01T10:01:00.000Z"' },
  },
  {
    fault: 'writes local time without an offset',
    changes: [[CANCELLED, "return { result, smsAt: activation.smsAt && '2026-03-01 11:01:00' };"]],
    found: ['cancel smsAt'],
    says: {
      came: '"2026-03-01 11:01:00"',
      right: 'an instant with an offset (RFC 3339), e.g. 2026-03-01T10:00:00Z',
    },
  },
  {
    fault: 'writes local time as UTC',
    changes: [[CANCELLED, "return { result, smsAt: activation.smsAt && '2026-03-01T11:01:00Z' };"]],
    found: ['cancel smsAt'],
    says: { came: '"2026-03-01T11:01:00Z"', right: '"2026-03-01T10:01:00.000Z"' },
  },
  {
    fault: 'cancels although an SMS has come',
    changes: [
      [
        "if (activation.status === 'active' && activation.smsAt === null)",
        "if (activation.status === 'active')",
      ],
    ],
    found: ['cancel result', 'lookUpActivation status'],
  },
  {
    fault: 'says cancelled and leaves the activation active',
    changes: [
      [CANCELLED, CANCELLED],
      ["activation.status = 'cancelled';", "return { result: 'cancelled', smsAt: null };"],
    ],
    found: ['lookUpActivation status'],
  },
  {
    fault: 'cancels what does not exist',
    changes: [
      [
        "if (!Object.hasOwn(ACTS, what) || (what === 'activations' && !found)) return [404];",
        "if (what === 'activations' && !found) return [200, { result: 'cancelled', smsAt: null }];",
      ],
    ],
    found: ['cancel HTTP status'],
  },
  {
    fault: 'pays for a purchase that does not exist, and any amount',
    changes: [
      ['const isPrice = paid?.amount === amount && paid.currency === currency;', 'const isPrice = true;'],
    ],
    found: ['refund status'],
  },
  {
    fault: 'replaces a purchase that does not exist',
    changes: [["if (!bought.has(purchaseId)) return { result: 'refused', reason: 'no such purchase' };", '']],
    found: ['replacement result'],
  },
  {
    fault: 'writes the amount as a text',
    changes: [[PAID, PAID.replace('amount,', 'amount: String(amount),')]],
    found: ['refund amount', 'lookUpRefund amount'],
    says: { came: '"149"', right: 'a whole number' },
  },
  {
    fault: 'writes the amount in major units',
    changes: [[PAID, PAID.replace('amount,', 'amount: amount / 100,')]],
    found: ['refund amount', 'lookUpRefund amount'],
    says: { came: '1.49', right: 'a whole number' },
  },
  {
    fault: 'pays back less than was asked for',
    changes: [[PAID, PAID.replace('amount,', 'amount: amount - 30,')]],
    found: ['refund amount', 'lookUpRefund amount'],
    says: { came: '119', right: '149, as asked for, in minor units' },
  },
  {
    fault: 'pays back in another currency',
    changes: [[PAID, PAID.replace('currency }', "currency: 'USD' }")]],
    found: ['refund currency', 'lookUpRefund currency'],
    says: { came: '"USD"', right: '"EUR", as asked for' },
  },
  {
    fault: 'has a word of its own for a refund that is paid',
    changes: [[PAID, PAID.replace("'confirmed'", "'succeeded'")]],
    found: ['refund status', 'lookUpRefund status'],
    says: { came: '"succeeded"', right: 'one of confirmed, pending, refused' },
  },
  {
    fault: 'refuses the refund that a replacement asks for',
    changes: [
      ['const paid = payments.get(key);', 'const paid = payments.get(`refund:${arguments[1].purchaseId}`);'],
    ],
    found: ['refund status'],
    says: { came: '"refused"', right: '"confirmed" or "pending"' },
  },
  {
    fault: 'refuses a field that it does not know',
    changes: [
      [
        "const key = headers['idempotency-key'];",
        "const key = headers['idempotency-key'];\n  if (body && 'checkShop' in body) return [422];",
      ],
    ],
    found: ['refund HTTP status'],
    says: { came: '422', right: '200: the field checkShop of the request is ignored' },
  },
  {
    fault: 'sells the replacement at another price',
    changes: [[ISSUED, ISSUED.replace('price,', 'price: { ...price, amount: price.amount + 50 },')]],
    found: ['replacement purchase.price.amount', 'lookUpReplacement purchase.price.amount'],
    says: { came: '199', right: '149, as asked for' },
  },
  {
    fault: 'gives the replacement the id of the purchase',
    changes: [[ISSUED, ISSUED.replace('purchaseId: randomUUID()', 'purchaseId')]],
    found: ['replacement purchase.purchaseId', 'lookUpReplacement purchase.purchaseId'],
    says: { came: '"t5"', right: 'another one than that of the replaced purchase' },
  },
  {
    fault: 'sells the replacement anew at each look-up',
    changes: [
      [
        KNOWN,
        "if (method === 'GET' && found?.purchase) return [200, { ...found, purchase: { ...found.purchase, purchasedAt: new Date(Date.now() + 1_000).toISOString() } }];\n  " +
          KNOWN,
      ],
    ],
    found: ['lookUpReplacement purchase.purchasedAt', 'replacement purchase.purchasedAt'],
  },
  {
    fault: 'writes a number without its plus',
    changes: [[ACTIVATION, ACTIVATION.replace("'+44", "'44")]],
    found: [
      'replacement purchase.activation.phoneNumber',
      'lookUpReplacement purchase.activation.phoneNumber',
    ],
    says: { came: '"447700900123"', right: 'an E.164 number: + and 7 to 15 digits' },
  },
  {
    fault: 'replaces with a number of another country',
    changes: [[ACTIVATION, ACTIVATION.replace('country }', "country: 'DE' }")]],
    found: ['replacement purchase.activation.country', 'lookUpReplacement purchase.activation.country'],
  },
  {
    fault: 'does not know the activation of its own replacement',
    changes: [["activations.set(activation.activationId, { status: 'active', smsAt: null });", '']],
    found: ['lookUpActivation HTTP status'],
  },
  {
    fault: 'takes the instant of the first purchase for that of the replacement',
    changes: [[PURCHASED_AT, "purchasedAt: '2026-03-01T10:00:00Z' };"]],
    found: ['replacement purchase.purchasedAt', 'lookUpReplacement purchase.purchasedAt'],
  },
  {
    fault: 'has a clock that is two hours ahead',
    changes: [[PURCHASED_AT, 'purchasedAt: new Date(Date.now() + 7_200_000).toISOString() };']],
    found: ['replacement purchase.purchasedAt', 'lookUpReplacement purchase.purchasedAt'],
  },
  {
    fault: 'asks for no token',
    changes: [['if (headers.authorization !== `Bearer ${ORDER_SERVICE_TOKEN}`) return [401];', '']],
    found: [
      'lookUpActivation HTTP status',
      'lookUpRefund HTTP status',
      'lookUpReplacement HTTP status',
      'cancel HTTP status',
      'refund HTTP status',
      'replacement HTTP status',
    ],
    says: { came: '404', right: '401' },
  },
  {
    fault: 'answers 404 to a wrong token',
    changes: [['return [401];', 'return [404];']],
    found: [
      'lookUpActivation HTTP status',
      'lookUpRefund HTTP status',
      'lookUpReplacement HTTP status',
      'cancel HTTP status',
      'refund HTTP status',
      'replacement HTTP status',
    ],
  },
  {
    fault: 'calls its JSON text',
    changes: [["'application/json'", "'text/plain'"]],
    found: [
      'refund content-type',
      'replacement content-type',
      'lookUpActivation content-type',
      'cancel content-type',
      'lookUpRefund content-type',
      'lookUpReplacement content-type',
    ],
    says: { came: 'text/plain', right: 'application/json' },
  },
  {
    fault: 'answers a page for people',
    changes: [['.end(JSON.stringify(body))', ".end(status === 200 ? '<h1>Done</h1>' : '')"]],
    found: ['lookUpActivation body'],
  },
  {
    fault: 'redirects its writes',
    changes: [
      [
        ANSWERED,
        "[status] = [302];\n    if (request.method === 'GET') [status, body = {}] = answer(request,",
      ],
    ],
    found: ['cancel HTTP status', 'refund HTTP status', 'replacement HTTP status', 'lookUpActivation status'],
  },
  {
    fault: 'is away for every refund',
    changes: [
      [
        "const key = headers['idempotency-key'];",
        "const key = headers['idempotency-key'];\n  if (what === 'refunds') return [503];",
      ],
    ],
    found: ['refund HTTP status'],
    says: { came: '503', right: '200' },
  },
];

test.concurrent.for(SHOPS)('a shop that $fault is told so', async ({ changes, found, says }, context) => {
  const report = await check(await startExample(context, ...changes), examplePurchases());
  expect(namesOf(report)).toEqual(found);
  if (says !== undefined) expect(report.findings).toContainEqual(expect.objectContaining(says));
});

test.concurrent('a shop that acts twice for two requests at the same time is told so', async (context) => {
  const url = await startExample(
    context,
    ['let text =', "const seen = kept.get(request.headers['idempotency-key']);\n    let text ="],
    [
      ANSWERED,
      `await new Promise((resolve) => setTimeout(resolve, 40));\n    request.seen = seen;\n    ${ANSWERED}`,
    ],
    ['method, url, headers }', 'method, url, headers, seen }'],
    ['const before = kept.get(key);', 'const before = seen;'],
  );
  const { findings } = await check(url, examplePurchases());
  // Which of the two was kept is chance, and so is what the later answers differ from.
  const atOnce = findings.filter(({ play }) => play.endsWith(', twice at the same time'));
  expect(atOnce.map(({ play, call, field }) => ({ play, call, field }))).toEqual([
    { play: 'refund of t3, twice at the same time', call: 'refund', field: 'refundId' },
    {
      play: 'replacement of t7, twice at the same time',
      call: 'replacement',
      field: 'purchase.purchaseId',
    },
  ]);
});

test.concurrent('a shop that says more than it is asked, and in another zone, is right', async (context) => {
  const url = await startExample(
    context,
    ['.end(JSON.stringify(body))', '.end(JSON.stringify({ ...body, requestId: randomUUID() }))'],
    [KNOWN, 'if (found?.purchase) found.purchase.stock = randomUUID();\n  ' + KNOWN],
    [
      CANCELLED,
      "return { result, smsAt: activation.smsAt?.replace('T10:01:00Z', 'T12:01:00+02:00') ?? null };",
    ],
  );
  const report = await check(url, examplePurchases());
  expect(report).toEqual({ calls: 105, findings: [], unchecked: [] });
});

test.concurrent('what could not be played after a wrong answer is listed as not checked', async (context) => {
  const lost = ["activations.set(activation.activationId, { status: 'active', smsAt: null });", ''] as const;
  const { unchecked } = await check(await startExample(context, lost), examplePurchases());
  expect(unchecked).toEqual(
    ['t5', 't6', 't7'].map((purchaseId) => ({
      what: `replacement of ${purchaseId}: all that follows`,
      why: 'its answer cannot be used',
    })),
  );
});
