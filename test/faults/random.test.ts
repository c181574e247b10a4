import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import { expectAllClosed, expectAgreement } from './expect-agreement.ts';
import { driveToTheEnd } from './drive-to-the-end.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { patience } from './patience.ts';
import { perPurchase } from './per-purchase.ts';
import { passTime, request, shopEvent, shopTrouble, type Act } from './random-acts.ts';
import { randomSource, type RandomSource } from './random-source.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';
import { CUT } from './wire.ts';

const PURCHASES = 1_000;
/** Most of them wait for what was lost with a worker. */
const UNDER_WAY = 64;
const MOST_ACTS = 5;
/** The worker dies before the n-th act of all. */
const KILLS = 6;
/** So does the way to the database, for a moment. */
const CUTS = 6;
/** Longer than a snapshot is tried for. */
const AWAY_MS = 4_000;

const seed = Number(process.env['FAULT_SEED'] ?? randomInt(1_000_000));
process.stdout.write(`FAULT_SEED=${seed}\n`);

const rig = await faultRig();
const trouble = perPurchase(rig);
const underWay = slots(UNDER_WAY);
/** Acts of all, in their order, before which something happens to all. */
const actsBefore = (times: number, from: number): ReadonlySet<number> =>
  new Set(Array.from({ length: times }, (_, n) => randomSource(from + n).below((PURCHASES * MOST_ACTS) / 2)));
const killsAt = actsBefore(KILLS, seed);
const cutsAt = actsBefore(CUTS, seed + KILLS);
let actsSoFar = 0;
let cuts = 0;
let striking: Promise<void> = Promise.resolve();
afterAll(async () => {
  await rig.stop();
});

function maybeStrike(): void {
  actsSoFar += 1;
  if (killsAt.has(actsSoFar)) striking = striking.then(() => rig.worker.killAndStart());
  if (cutsAt.has(actsSoFar)) striking = striking.then(cutDatabase);
}

/** What is being written is not, and for a while nothing can be. */
async function cutDatabase(): Promise<void> {
  cuts += 1;
  await rig.database.down();
  await delay(AWAY_MS);
  await rig.database.up();
}

/** The next mails of a purchase meet these. */
type MailTrouble = '451' | '550' | 'cut before' | 'cut after';

/** The next trouble of a purchase with what is outside. */
interface Ahead {
  mails: MailTrouble[];
  /** Writes that are done, and of which the worker does not hear. */
  unheardWrites: number;
}

async function nextAct(random: RandomSource, play: Play, ahead: Ahead): Promise<Act> {
  const drawn = random.below(100);
  if (drawn < 15) return shopTrouble(random);
  if (drawn < 25) {
    const kind = random.oneOf(['451', '451', '550', 'cut before', 'cut after'] as const);
    const times = 1 + random.below(3);
    const act = async (): Promise<void> =>
      void ahead.mails.push(...Array.from({ length: times }, () => kind));
    return { line: `mail ${kind}, ${times} times`, act };
  }
  if (drawn < 30) {
    const times = 1 + random.below(4);
    const act = async (): Promise<void> => void (ahead.unheardWrites = times);
    return { line: `ledger unheard, ${times} times`, act };
  }
  if (drawn < 48) return shopEvent(random);
  const status = await play.status();
  if (drawn < 77) return request(random, status);
  const workflow = { namespace: rig.namespace, workflowId: workflowIdOf(play.purchaseId) };
  return passTime(random, status, await workflowNow(rig.temporal.workflowService, workflow));
}

/** One random life, then everything is mended and driven to its end. */
async function live(purchaseId: string, random: RandomSource, plan: string[]): Promise<void> {
  const ahead: Ahead = { mails: [], unheardWrites: 0 };
  trouble(purchaseId, {
    async writes(_call, tell) {
      if (ahead.unheardWrites === 0) return tell();
      ahead.unheardWrites -= 1;
      return CUT;
    },
    async mails(_call, forward) {
      const met = ahead.mails.shift();
      if (met === '451') return '451 not now\r\n';
      if (met === '550') return '550 5.1.1 no such user\r\n';
      if (met === 'cut before') return CUT;
      const answer = await forward();
      return met === 'cut after' ? CUT : answer;
    },
  });
  const price = { amount: 1 + random.below(5_000), currency: random.oneOf(['EUR', 'USD', 'JPY'] as const) };
  const policyVersion = random.chance(30) ? 'sandbox-short' : undefined;
  plan.push(`buy ${JSON.stringify({ price, policyVersion })}`);
  const play = await openPlay(
    rig,
    { purchaseId, price, policyVersion },
    patience(rig, { sitsOutBackOffs: false }),
  );
  for (let left = 1 + random.below(MOST_ACTS); left > 0; left -= 1) {
    maybeStrike();
    const { line, act } = await nextAct(random, play, ahead);
    plan.push(line);
    await act(play);
  }
  plan.push('all is mended');
  ahead.mails.length = 0;
  ahead.unheardWrites = 0;
  rig.sandbox.faults.clear(purchaseId);
  await driveToTheEnd(rig, purchaseId);
}

const lives = Array.from({ length: PURCHASES }, (_, n) => ({
  purchaseId: `random-${seed}-${n}`,
  random: randomSource(seed * 1_000 + n),
  plan: [] as string[],
}));

test.concurrent.each(lives)('$purchaseId comes to an end', async ({ purchaseId, random, plan }) => {
  try {
    await underWay(() => live(purchaseId, random, plan));
    const { status } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).describe();
    expect(status.name).toBe('COMPLETED');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`FAULT_SEED=${seed} ${purchaseId}: ${why}\n  ${plan.join('\n  ')}`, { cause: error });
  }
});

test('at the end all records agree', async () => {
  await striking;
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'random', {
    purchases: evidence.lives.length,
    workersKilled: rig.worker.deaths.length,
    databasesStruck: cuts,
    seed,
  });
  expectAllClosed(evidence);
  expectAgreement(evidence, (wrong) => [
    `FAULT_SEED=${seed}`,
    ...lives
      .filter(({ purchaseId }) => wrong.some((line) => line.includes(purchaseId)))
      .map(({ purchaseId, plan }) => `${purchaseId}:\n  ${plan.join('\n  ')}`),
  ]);
});
