import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Fault } from '../../../dev/sandbox/faults.ts';
import { randomId } from '../../../dev/sandbox/new-ids.ts';
import type { Sandbox } from '../../../dev/sandbox/sandbox.ts';
import { movesOf } from '../../../src/orders/check/moves.ts';
import { DOCUMENTS } from '../../../src/orders/check/report.ts';
import {
  KIND_NAMES,
  kindOf,
  readTestPurchases,
  type KindName,
  type TestPurchase,
} from '../../../src/orders/check/test-purchases.ts';
import { openSandbox } from '../../dev/sandbox/open-sandbox.ts';
import { check, namesOf } from './example-shop.ts';

const price = { amount: 149, currency: 'EUR' };

const open = (): Promise<Sandbox> => openSandbox({ now: Date.now, newId: randomId });

/** What has to happen in the sandbox to a purchase of this kind before and during the check. */
const FAULTS: { [K in KindName]?: Pick<Fault, 'call'> & { kind: Fault['kind']; reason?: string } } = {
  too_early: { call: 'cancel', kind: 'too_early' },
  not_cancellable: { call: 'cancel', kind: 'not_cancellable' },
  refund_pending: { call: 'refund', kind: 'pending' },
  refund_refused: { call: 'refund', kind: 'refused', reason: 'account closed' },
  out_of_stock: { call: 'replacement', kind: 'out_of_stock' },
  replacement_refused: { call: 'replacement', kind: 'refused', reason: 'closed today' },
};

/** Buys a purchase and brings it into the state. */
function bought({ shop, faults }: Sandbox, is: KindName, n = 1): TestPurchase {
  const purchaseId = `${is}_${n}`;
  const { activation } = shop.buy({ purchaseId, price });
  const { sms, status } = kindOf(is);
  const smsAt = sms ? shop.deliverSms(purchaseId).occurredAt : undefined;
  if (status === 'completed') shop.complete(purchaseId);
  if (status === 'cancelled') shop.cancel(purchaseId);
  const fault = FAULTS[is];
  // Sound: each kind of the table has the fields that it needs.
  if (fault) faults.add({ ...fault, purchaseId, times: 'until_cleared' } as Fault);
  const { activationId, service, country } = activation;
  return { purchaseId, activationId, price, service, country, is, ...(smsAt === undefined ? {} : { smsAt }) };
}

const everyKind = (sandbox: Sandbox): TestPurchase[] =>
  KIND_NAMES.flatMap((is) => kindOf(is).manners.map((_, index) => bought(sandbox, is, index + 1)));

test('the sandbox’s shop is right in every state, and pays once per key what was announced', async () => {
  const sandbox = await open();
  const purchases = everyKind(sandbox);
  const report = await check(sandbox.orderServiceUrl, { purchases }, sandbox.token);
  expect(report.findings).toEqual([]);
  expect(report.unchecked).toEqual([]);
  expect(movesOf(purchases)).toEqual({
    cancels: 13,
    refunds: 7,
    sums: [{ amount: 7 * 149, currency: 'EUR' }],
    replacements: 5,
  });
  // Of the seven one is pending and one refused; one of the five was given back and paid back by its own key.
  expect(sandbox.shopData.balances).toEqual({ EUR: { paidIn: 13 * 149, paidOut: 5 * 149 } });
  expect(Object.values(sandbox.shopData.purchases).filter(({ issuedUnder }) => issuedUnder)).toHaveLength(3);
});

test('without leave to move money nothing happens in the shop, and what was left out is listed', async () => {
  const sandbox = await open();
  const purchases = [bought(sandbox, 'waiting'), bought(sandbox, 'completed')];
  const before = structuredClone(sandbox.shopData);
  const report = await check(
    sandbox.orderServiceUrl,
    { purchases, never: KIND_NAMES.filter((name) => name !== 'waiting') },
    sandbox.token,
    false,
  );
  expect(sandbox.shopData).toEqual(before);
  expect(report.findings).toEqual([]);
  expect(report.unchecked).toEqual([
    { what: 'acts on what does not exist', why: 'it may only look up' },
    { what: 'waiting_1 (waiting): its cancel and refund', why: 'it may only look up' },
    { what: 'completed_1 (completed): its cancel and replacement', why: 'it may only look up' },
    {
      what: 'waiting (active, no SMS has come, and the shop cancels it by now), with the answer lost',
      why: 'only 1 such in the file',
    },
  ]);
});

test('a purchase that is not as the file says is not touched', async () => {
  const sandbox = await open();
  const purchase = { ...bought(sandbox, 'completed'), is: 'waiting' as const };
  const report = await check(sandbox.orderServiceUrl, { purchases: [purchase] }, sandbox.token);
  expect(namesOf(report)).toEqual(['lookUpActivation status']);
  expect(report.findings[0]).toEqual({
    play: 'activation of completed_1, looked up before anything else',
    call: 'lookUpActivation',
    field: 'status',
    came: '"completed"',
    right: '"active": the file says waiting, and a purchase serves for one run',
    document: 'src/orders/openapi.json#/paths/~1activations~1{activationId}/get',
  });
  expect(sandbox.shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
});

test('a purchase that has served in an earlier run is not paid back again', async () => {
  const sandbox = await open();
  const purchases = [bought(sandbox, 'cancelled')];
  await check(sandbox.orderServiceUrl, { purchases }, sandbox.token);
  const again = await check(sandbox.orderServiceUrl, { purchases }, sandbox.token);
  expect(namesOf(again)).toEqual(['lookUpRefund HTTP status']);
  expect(sandbox.shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
});

const FAULTY: { what: string; is: KindName; fault: Omit<Fault, 'times'>; found: string[] }[] = [
  {
    what: 'a cancel that is too early and names an instant that has been',
    is: 'too_early',
    fault: { call: 'cancel', kind: 'too_early', retryAt: '2026-03-01T10:00:00Z' } as Fault,
    found: ['cancel retryAt'],
  },
  {
    what: 'an answer that does not say whether an SMS came',
    is: 'waiting',
    fault: { call: 'cancel', kind: 'sms_unsaid' },
    found: ['cancel smsAt'],
  },
  {
    what: 'another amount at the look-up',
    is: 'waiting',
    fault: { call: 'lookUpRefund', kind: 'other_amount', amount: 14_900, currency: 'EUR' } as Fault,
    found: ['lookUpRefund amount'],
  },
  {
    what: 'a status that is none of the port',
    is: 'waiting',
    fault: { call: 'refund', kind: 'status', status: 500 } as Fault,
    found: ['refund HTTP status'],
  },
  {
    what: 'a connection that is closed each time',
    is: 'waiting',
    fault: { call: 'refund', kind: 'drop' },
    found: ['refund answer'],
  },
];

test.each(FAULTY)('$what is found', async ({ is, fault, found }) => {
  const sandbox = await open();
  const purchase = bought(sandbox, is);
  sandbox.faults.clear();
  const { purchaseId } = purchase;
  sandbox.faults.add({ ...fault, purchaseId, times: 'until_cleared' } as Fault);
  const report = await check(sandbox.orderServiceUrl, { purchases: [purchase] }, sandbox.token);
  expect(namesOf(report)).toEqual(found);
});

test('a shop that is away for a moment is asked again, and nothing is said of it', async () => {
  const sandbox = await open();
  const purchase = bought(sandbox, 'waiting');
  const { purchaseId } = purchase;
  const moment = { status: 503, retryAfter: '0', purchaseId, times: 1 } as const;
  for (const call of ['cancel', 'refund', 'lookUpRefund', 'lookUpActivation'] as const) {
    sandbox.faults.add({ ...moment, kind: 'status', call });
  }
  const report = await check(sandbox.orderServiceUrl, { purchases: [purchase] }, sandbox.token);
  expect(report.findings).toEqual([]);
  expect(sandbox.faults.list()).toEqual([]);
});

test('a file of test purchases is refused by field', () => {
  const purchase = { purchaseId: 't1', activationId: 'a1', price, service: 'Telegram', country: 'GB' };
  const read = readTestPurchases({
    purchases: [
      { ...purchase, is: 'waiting' },
      { ...purchase, is: 'lost', smsAt: '10:00' },
    ],
    never: ['sometimes'],
  });
  expect(!read.ok && read.problems.map(({ field }) => field)).toEqual([
    'purchases[1].is',
    'purchases[1].smsAt',
    'never[0]',
  ]);
  const twice = readTestPurchases({
    purchases: [
      { ...purchase, is: 'waiting' },
      { ...purchase, is: 'waiting' },
    ],
  });
  expect(twice).toEqual({
    ok: false,
    problems: [{ field: 'purchases[1].purchaseId', message: 'is there twice: each serves once' }],
  });
});

test.each(Object.entries(DOCUMENTS))('what a finding about %s points to is there', (_, document) => {
  const [file = '', anchor = ''] = document.split('#');
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json')) {
    const parts = anchor.split('/').slice(1);
    const found = parts.reduce<unknown>(
      (value, part) => (value as Record<string, unknown>)[part.replaceAll('~1', '/')],
      JSON.parse(text),
    );
    expect(found).toBeDefined();
  } else if (anchor !== '') {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    expect(anchors).toContain(anchor);
  }
});
