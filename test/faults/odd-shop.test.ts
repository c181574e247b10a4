import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import type { OrderCall } from '../../src/orders/broken-calls.ts';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { MONEY_PATHS, type MoneyPath } from './money-paths.ts';
import type { HttpAnswer } from './order-wire.ts';
import { perPurchase } from './per-purchase.ts';
import { performPath } from './perform-path.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';
import { CUT, type Passage } from './wire.ts';

/** Longer than the worker waits for an answer (18 s). */
const TOO_LATE_MS = 22_000;

const rig = await faultRig();
const trouble = perPurchase(rig);
const underWay = slots(24);
afterAll(async () => {
  await rig.stop();
});

const CALLS: { call: OrderCall; path: string; wrongTypes: object }[] = [
  { call: 'cancel', path: 'timeout', wrongTypes: { result: 1, smsAt: false } },
  { call: 'refund', path: 'timeout', wrongTypes: { refundId: 7, status: 'confirmed' } },
  { call: 'lookUpRefund', path: 'refund-answer-lost', wrongTypes: { refundId: 'x', status: ['confirmed'] } },
  { call: 'replacement', path: 'defect-replacement', wrongTypes: { result: 'issued', purchase: 'p1' } },
];

const json = (body: unknown): HttpAnswer => ({ status: 200, body: JSON.stringify(body) });
const status = (code: number, headers: Record<string, string> = {}): HttpAnswer => ({
  status: code,
  headers,
  body: '{}',
});

/** What the first answer is instead. The effect is had where `effect` says so. */
const ODDITIES: {
  name: string;
  effect: boolean;
  answer: (wrong: object) => HttpAnswer | Promise<HttpAnswer | 'cut'>;
}[] = [
  { name: 'late, the effect had', effect: true, answer: () => delay(TOO_LATE_MS, CUT) },
  { name: 'never, the effect had', effect: true, answer: () => new Promise(() => undefined) },
  { name: 'never, nothing done', effect: false, answer: () => new Promise(() => undefined) },
  {
    name: 'with a page of HTML',
    effect: true,
    answer: () => ({ status: 200, contentType: 'text/html', body: '<p>Welcome.</p>' }),
  },
  { name: 'with wrong types', effect: true, answer: json },
  {
    name: 'with a word that is not agreed',
    effect: true,
    answer: () => json({ result: 'perhaps', status: 'paid', refundId: 'x' }),
  },
  { name: 'with a list', effect: true, answer: () => json([]) },
  {
    name: 'with half a JSON',
    effect: true,
    answer: () => ({ status: 200, body: '{"refundId":"rf_1","status":"conf' }),
  },
  { name: 'with nothing', effect: true, answer: () => ({ status: 200, body: '' }) },
  { name: 'with a body of 300 kB', effect: true, answer: () => json({ result: 'x'.repeat(300_000) }) },
  { name: 'with 302 to elsewhere', effect: false, answer: () => status(302, { location: '/elsewhere' }) },
  { name: 'with 307 to elsewhere', effect: true, answer: () => status(307, { location: '/elsewhere' }) },
  { name: 'with 401', effect: false, answer: () => status(401) },
  { name: 'with 404', effect: false, answer: () => status(404) },
  { name: 'with 409', effect: true, answer: () => status(409) },
  { name: 'with 429', effect: false, answer: () => status(429, { 'retry-after': '3' }) },
  { name: 'with 500', effect: true, answer: () => status(500) },
];

const path = (name: string): MoneyPath => {
  const found = [...JOURNEYS, ...MONEY_PATHS].find((each) => each.name === name);
  if (!found) throw new Error(`there is no path ${name}`);
  return found;
};

const ODD = CALLS.flatMap(({ call, path: name, wrongTypes }) =>
  ODDITIES.map((odd, n) => ({ call, path: path(name), odd, wrongTypes, id: `${call}-${n}` })),
);

test.concurrent.each(ODD)(
  '$call answered $odd.name: $path.name ends as it says',
  async ({ call, path: played, odd, wrongTypes, id }) => {
    let troubled = 0;
    const orders: Passage<HttpAnswer> = async ({ kind }, forward) => {
      if (kind !== call || troubled > 0) return forward();
      troubled += 1;
      if (odd.effect) await forward().catch(() => undefined);
      return odd.answer(wrongTypes);
    };
    trouble(id, { orders });
    expect(await underWay(() => performPath(rig, played, id))).toEqual(played.expected);
    expect(troubled).toBe(1);
  },
);

test.concurrent.each([...JOURNEYS, ...MONEY_PATHS])(
  'every request reaches the shop twice: $name ends as it says, no money moves twice',
  async (played) => {
    const id = `twice-${played.name}`;
    trouble(id, {
      async orders(_call, forward) {
        const first = forward().catch(() => undefined);
        const second = await forward();
        await first;
        return second;
      },
    });
    expect(await underWay(() => performPath(rig, played, id))).toEqual(played.expected);
  },
);

test('at the end all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'odd shop', { purchases: evidence.lives.length });
  expectAgreement(evidence);
});
