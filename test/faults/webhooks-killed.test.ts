import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import { startPostgres } from '../../dev/postgres/start-postgres.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import {
  actsOf,
  EFFECTS_OF_ACTS,
  effectsIn,
  sendAct,
  type Acknowledged,
  type Act,
} from '../web/api/acts-of-a-service.ts';
import { driveToTheEnd } from './drive-to-the-end.ts';
import { expectAgreement, expectAllClosed } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { killableServer } from './killable-server.ts';
import { programLife } from './program-life.ts';
import { leaveNumbers } from './summary.ts';

/** Written at the same time. */
const PURCHASES = 10;
/** Of the acts of a purchase so many are done before the first kill, and the others while parts die. */
const ACTS_BEFORE = 3;
const AGAIN_MS = 500;
/** One webhook in so many meets the end of a part. */
const EVERY = 4;
const POINTS = ['before the answer', 'instead of the answer', 'after the answer'] as const;

// Both of the test's own, and both keep what they have acknowledged: they are going to be killed.
const [server, postgres] = await Promise.all([killableServer(), startPostgres({ env: process.env })]);
const rig = await faultRig({ temporalAddress: server.address, databaseUrl: postgres.url });
const api = programLife('src/cli/api.ts', {
  TEMPORAL_ADDRESS: server.address,
  TEMPORAL_NAMESPACE: rig.namespace,
  DATABASE_URL: postgres.url,
});
await api.start();
const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
let databasesStruck = 0;

afterAll(async () => {
  await api.stop();
  await rig.stop();
  await server.stop();
  await postgres.stop();
});

const PARTS: readonly (() => Promise<void>)[] = [
  () => api.killAndStart(),
  () => server.killAndStart(),
  async () => {
    databasesStruck += 1;
    await postgres.halt('SIGKILL');
    await postgres.resume();
  },
];
/** Each part at each point. */
const STRIKES = POINTS.flatMap((point) => PARTS.map((killAndStart) => ({ point, killAndStart })));

/** A 500 says that something here is broken. While a part is away the answer is a 503. */
const faults: Acknowledged[] = [];

/** Repeats an act, under the same key, until it is answered. */
async function acknowledged(act: Act): Promise<Acknowledged> {
  for (;;) {
    const answer = await sendAct({ url: api.address(), token }, act).catch(() => undefined);
    if (answer?.status === 500) faults.push(answer);
    if (answer !== undefined && answer.status < 500) return answer;
    await delay(AGAIN_MS);
  }
}

test('API, Temporal server and database are killed with kill -9 under writes and at every point of a delivery: every acknowledged act is there once', async () => {
  let came = 0;
  let kills: Promise<void> = Promise.resolve();
  let begins: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begins = resolve));
  const strikes = [...STRIKES];
  rig.calm = () => kills;
  rig.webhooks.passage = async ({ id }) => {
    // A second failure of the same one would cost five minutes.
    if (rig.webhooks.received.filter((each) => each.id === id).length > 1) return 204;
    came += 1;
    const next = came % EVERY === 0 ? strikes.shift() : undefined;
    if (next === undefined) return 204;
    const { point, killAndStart } = next;
    const strike = (): Promise<void> => {
      begins();
      return (kills = kills.then(killAndStart));
    };
    switch (point) {
      case 'before the answer':
        await strike();
        return 204;
      case 'instead of the answer':
        void strike();
        return 'cut';
      case 'after the answer':
        setTimeout(() => void strike(), 2);
        return 204;
      default:
        return point satisfies never;
    }
  };
  const orders = Array.from({ length: PURCHASES }, () => rig.sandbox.shop.buy({}));
  const answers = await Promise.all(
    orders.map(async (order) => {
      const statuses: number[] = [];
      for (const [n, act] of actsOf(order).entries()) {
        if (n === ACTS_BEFORE) await begun;
        statuses.push((await acknowledged(act)).status);
      }
      return statuses;
    }),
  );
  expect(answers.flat().filter((status) => status >= 300)).toEqual([]);
  expect(faults).toEqual([]);
  await Promise.all(orders.map(({ purchaseId }) => driveToTheEnd(rig, purchaseId)));
  await kills;
  expect(strikes).toEqual([]);
  for (const { purchaseId } of orders) {
    const found = await rig.returns.status(purchaseId);
    expect(effectsIn(found.found ? found.status.timeline : [])).toEqual([...EFFECTS_OF_ACTS]);
  }
});

test('at the end a receiver that takes each webhook-id once has exactly what the timelines say, and all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'webhooks killed', {
    purchases: evidence.lives.length,
    apisKilled: api.deaths.length,
    serversKilled: server.kills(),
    databasesStruck,
  });
  expect([api.deaths.length, server.kills(), databasesStruck]).toEqual(PARTS.map(() => POINTS.length));
  expectAllClosed(evidence);
  expectAgreement(evidence);
});
