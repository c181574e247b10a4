import { randomInt } from 'node:crypto';
import { afterAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { openPlay, type Play } from '../../src/demo/play.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import { imbalances } from './books-balance.ts';
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

const PURCHASES = 200;
const UNDER_WAY = 24;
const MOST_ACTS = 8;
/** The worker dies before the n-th act of all. */
const KILLS = 4;

const seed = Number(process.env['FAULT_SEED'] ?? randomInt(1_000_000));
process.stdout.write(`FAULT_SEED=${seed}\n`);

const rig = await faultRig();
const trouble = perPurchase(rig);
const underWay = slots(UNDER_WAY);
const killsAt = new Set(
  Array.from({ length: KILLS }, (_, n) => randomSource(seed + n).below((PURCHASES * MOST_ACTS) / 4)),
);
let actsSoFar = 0;
let killing: Promise<void> = Promise.resolve();
afterAll(async () => {
  await rig.stop();
});

function maybeKill(): void {
  actsSoFar += 1;
  if (killsAt.has(actsSoFar)) killing = killing.then(() => rig.worker.killAndStart());
}

/** The next mails of a purchase meet these. */
type MailTrouble = '451' | '550' | 'cut before' | 'cut after';

async function nextAct(random: RandomSource, play: Play, mails: MailTrouble[]): Promise<Act> {
  const dice = random.below(100);
  if (dice < 15) return shopTrouble(random);
  if (dice < 25) {
    const kind = random.oneOf(['451', '451', '550', 'cut before', 'cut after'] as const);
    const times = 1 + random.below(3);
    const act = async (): Promise<void> => void mails.push(...Array.from({ length: times }, () => kind));
    return { line: `mail ${kind}, ${times} times`, act };
  }
  if (dice < 45) return shopEvent(random);
  const status = await play.status();
  if (dice < 75) return request(random, status);
  const workflow = { namespace: rig.namespace, workflowId: workflowIdOf(play.purchaseId) };
  return passTime(random, status, await workflowNow(rig.temporal.workflowService, workflow));
}

/** One life by the dice, then everything is mended and driven to its end. */
async function live(purchaseId: string, random: RandomSource, plan: string[]): Promise<void> {
  const mails: MailTrouble[] = [];
  trouble(purchaseId, {
    async mails(_call, forward) {
      const met = mails.shift();
      if (met === '451' || met === '550') return `${met} not now\r\n`;
      if (met === 'cut before') return CUT;
      const answer = await forward();
      return met === 'cut after' ? CUT : answer;
    },
  });
  const price = { amount: 1 + random.below(5_000), currency: random.oneOf(['EUR', 'USD', 'JPY'] as const) };
  const policyVersion = random.chance(30) ? 'sandbox-short' : undefined;
  plan.push(`buy ${JSON.stringify({ price, policyVersion })}`);
  const play = await openPlay(rig, { purchaseId, price, policyVersion }, patience(rig));
  for (let left = 2 + random.below(MOST_ACTS - 1); left > 0; left -= 1) {
    maybeKill();
    const { line, act } = await nextAct(random, play, mails);
    plan.push(line);
    await act(play);
  }
  plan.push('all is mended');
  mails.length = 0;
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
    throw new Error(`FAULT_SEED=${seed} ${purchaseId}:\n  ${plan.join('\n  ')}`, { cause: error });
  }
});

test('at the end the books balance', async () => {
  await killing;
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'random', {
    purchases: evidence.lives.length,
    workersKilled: rig.worker.deaths.length,
    seed,
  });
  const open = evidence.lives.filter(({ state }) => state !== 'closed');
  expect(open.map(({ purchaseId, state }) => `${purchaseId} ${state}`)).toEqual([]);
  const wrong = imbalances(evidence);
  const plans = lives
    .filter(({ purchaseId }) => wrong.some((line) => line.includes(purchaseId)))
    .map(({ purchaseId, plan }) => `${purchaseId}:\n  ${plan.join('\n  ')}`);
  expect(wrong, `FAULT_SEED=${seed}\n${plans.join('\n')}`).toEqual([]);
});
