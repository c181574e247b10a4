import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { publishDueSoon } from '../../src/feed/due-soon.ts';
import { startFeedWriter } from '../../src/feed/feed-writer.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';

const SOON = { timeout: 60_000, interval: 50 };

// One of its own: with a clock that is ahead, every claim of the ledger is due soon.
let rig: TestRig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(() => rig.stop());

/** A purchase with a claim, and the instant at which its deadline ends. */
async function claimed(): Promise<{ play: Play; endsAt: number }> {
  const play = await openPlay(rig);
  await play.sms();
  const reason = 'The code never worked, although I tried it three times.';
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  const { nextDeadline } = await play.status();
  return { play, endsAt: Date.parse(nextDeadline?.at ?? '') };
}

const dueSoonOf = (plays: readonly Play[]) =>
  rig.ledger
    .selectFrom('events')
    .select(['purchase_id', 'at'])
    .where('type', '=', 'claim.due_soon')
    .where(
      'purchase_id',
      'in',
      plays.map(({ purchaseId }) => purchaseId),
    )
    .orderBy('sequence')
    .execute();

/** What looks out in every worker, by this clock. */
const lookOut = (now: number, published: () => void = () => undefined) =>
  startFeedWriter(
    {
      ledger: rig.ledger,
      service: rig.temporal.workflowService,
      namespace: rig.namespace,
      log: { warn: () => undefined },
      now: () => new Date(now),
    },
    published,
  );

test('a worker publishes by itself that a claim ends within a day, also an hour before its end, once; not of one that has ended', async () => {
  const first = await claimed();
  const second = await claimed();
  expect(second.endsAt).toBeGreaterThan(first.endsAt);
  const plays = [first.play, second.play];
  const [one, other] = plays.map(({ purchaseId }) => purchaseId);
  const dayBefore = ({ endsAt }: { endsAt: number }) => new Date(endsAt - 24 * HOUR_MS);

  // The first one ends in just that millisecond.
  const published = vi.fn<() => void>();
  const late = lookOut(first.endsAt, published);
  await vi.waitFor(async () => expect(await dueSoonOf(plays)).toHaveLength(1), SOON);
  await late.stop();
  expect(published).toHaveBeenCalled();
  expect(await dueSoonOf(plays)).toEqual([{ purchase_id: other, at: dayBefore(second) }]);

  const lookOuts = [lookOut(first.endsAt - HOUR_MS), lookOut(first.endsAt - HOUR_MS)];
  await vi.waitFor(async () => expect(await dueSoonOf(plays)).toHaveLength(2), SOON);
  await Promise.all(lookOuts.map((each) => each.stop()));
  expect(await dueSoonOf(plays)).toEqual([
    { purchase_id: other, at: dayBefore(second) },
    { purchase_id: one, at: dayBefore(first) },
  ]);
});

test('however many claims end within a day, of all of them it is published, a few at a time', async () => {
  const all = [await claimed(), await claimed(), await claimed()];
  const now = new Date(Math.max(...all.map(({ endsAt }) => endsAt)) - HOUR_MS);
  const parts = { ledger: rig.ledger, service: rig.temporal.workflowService, namespace: rig.namespace };
  await vi.waitFor(async () => {
    await publishDueSoon(parts, { now, atATime: 2 });
    const published = (await dueSoonOf(all.map(({ play }) => play))).map((each) => each.purchase_id);
    expect(published.toSorted()).toEqual(all.map(({ play }) => play.purchaseId).toSorted());
  }, SOON);
  expect(await publishDueSoon(parts, { now, atATime: 2 })).toBe(0);
});
