import { afterAll, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { driveToTheEnd } from './drive-to-the-end.ts';
import { expectAgreement, expectAllClosed } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { MONEY_PATHS } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';

/** One webhook in so many meets its worker's end, at a point that moves on with each. */
const EVERY = 19;
const PURCHASES = 48;
const UNDER_WAY = 12;

const rig = await faultRig();
const underWay = slots(UNDER_WAY);
afterAll(async () => {
  await rig.stop();
});

test('workers die at every point of a delivery, and receivers refuse: each event arrives, and nothing else', async () => {
  let kills: Promise<unknown> = Promise.resolve();
  const points = ['before the answer', 'instead of the answer', 'after the answer'] as const;
  let dies = 0;
  rig.webhooks.passage = async ({ id }) => {
    const n = rig.webhooks.received.length;
    // A second failure of the same one would cost five minutes.
    if (rig.webhooks.received.filter((each) => each.id === id).length > 1) return 204;
    if (n % EVERY !== 0) return n % 11 === 0 ? 503 : 204;
    const point = points[dies % points.length];
    dies += 1;
    const kill = (): Promise<unknown> => (kills = kills.then(() => rig.worker.killAndStart()));
    switch (point) {
      case 'before the answer':
        await kill();
        return 204;
      case 'instead of the answer':
        void kill();
        return 'cut';
      case 'after the answer':
      case undefined:
        setTimeout(() => void kill(), 2);
        return 204;
      default:
        return point satisfies never;
    }
  };
  const paths = [...JOURNEYS, ...MONEY_PATHS];
  await Promise.all(
    Array.from({ length: PURCHASES }, (_, n) => {
      const path = paths[n % paths.length];
      if (path === undefined) throw new Error('there are no paths');
      return underWay(async () => {
        // Whether a path ends as it says, whatever is done to it, is asked elsewhere: here only what was published of it.
        await performPath(rig, path, `hook-${n}`).catch(() => undefined);
        await driveToTheEnd(rig, `hook-${n}`);
      });
    }),
  );
  rig.webhooks.passage = () => Promise.resolve(204);
  await kills;
  expect(rig.worker.deaths.length).toBeGreaterThanOrEqual(points.length);
  const evidence = await gatherEvidence(rig);
  expect(new Set(evidence.published?.feed.map(({ type }) => type)).size).toBeGreaterThan(8);
  expectAllClosed(evidence);
  expectAgreement(evidence);
  leaveNumbers(inject('summaryFolder'), 'webhooks', {
    purchases: evidence.lives.length,
    workersKilled: rig.worker.deaths.length,
  });
});
