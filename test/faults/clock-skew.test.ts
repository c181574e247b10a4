import assert from 'node:assert';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, test, vi } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { openPlay } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { MONEY_PATHS } from './money-paths.ts';
import { patience } from './patience.ts';
import { performPath } from './perform-path.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';
import type { ProgramLife } from './program-life.ts';

const SHIFTED_CLOCK = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));
const UNDER_WAY = 24;

const rig = await faultRig();
await rig.worker.stop();
const workerAt = (skewMs: number): ProgramLife =>
  rig.workerIn({ NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`, FAULT_CLOCK_SKEW_MS: String(skewMs) });
const ahead = workerAt(HOUR_MS);
const behind = workerAt(-HOUR_MS);
const underWay = slots(UNDER_WAY);

afterAll(async () => {
  await ahead.stop();
  await behind.stop();
  await rig.stop();
});

/** A worker writes by itself, a moment later. */
const SOON = { timeout: 30_000, interval: 100 };

/** By how much the clock of whoever wrote the purchase last differs from ours, in whole hours. */
async function recordedAhead(purchaseId: string): Promise<number> {
  const { recorded_at: at } = await rig.ledger
    .selectFrom('purchases')
    .select('recorded_at')
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();
  return Math.round((at.getTime() - Date.now()) / HOUR_MS);
}

test('a purchase that goes to and fro between hosts two hours apart: no deadline moves, no snapshot is refused', async () => {
  await ahead.start();
  const play = await openPlay(
    rig,
    { purchaseId: 'skew-to-and-fro' },
    patience(rig, { sitsOutBackOffs: true }),
  );
  const opened = Date.parse(play.order.purchasedAt);
  const at = (ms: number): string => new Date(ms).toISOString();
  expect((await play.status()).nextDeadline).toEqual({ kind: 'sms', at: at(opened + 20 * MINUTE_MS) });
  await vi.waitFor(async () => expect(await recordedAhead(play.purchaseId)).toBe(1), SOON);

  await ahead.stop();
  await behind.start();
  await play.sms();
  await play.completed();
  expect((await play.status()).nextDeadline).toEqual({ kind: 'window', at: at(opened + 5 * DAY_MS) });
  await vi.waitFor(async () => expect(await recordedAhead(play.purchaseId)).toBe(-1), SOON);

  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The code never worked, although I tried it three times.',
  });
  const filedAt = Date.parse((await play.status()).claim?.filedAt ?? '');
  // An hour more or less would be the worker's; the rest is what the acts took.
  expect(Math.abs(filedAt - Date.now())).toBeLessThan(HOUR_MS / 2);

  await behind.stop();
  await ahead.start();
  expect((await play.status()).nextDeadline).toEqual({
    kind: 'remediation',
    at: at(filedAt + 5 * DAY_MS),
  });
  await play.pass(5 * DAY_MS + MINUTE_MS);
  await play.customer('chooseRemedy', { remedy: 'refund' });
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
  await vi.waitFor(async () => expect(await recordedAhead(play.purchaseId)).toBe(1), SOON);
  await ahead.stop();
});

test('a host that is an hour behind opens the replacements that the shop issues by a right clock', async () => {
  const path = MONEY_PATHS.find(({ name }) => name === 'replacement-chain');
  assert(path);
  await behind.start();
  expect(await performPath(rig, path, 'skew-behind')).toEqual(path.expected);
  await vi.waitFor(async () => expect(await recordedAhead('skew-behind')).toBe(-1), SOON);
  await ahead.start();
});

describe('two workers side by side, an hour ahead and an hour behind', () => {
  test.concurrent.each([...JOURNEYS, ...MONEY_PATHS])('$name ends as it says', async (path) => {
    expect(await underWay(() => performPath(rig, path, `skew-${path.name}`))).toEqual(path.expected);
  });
});

test('at the end all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'clock skew', { purchases: evidence.lives.length });
  expectAgreement(evidence);
});
