import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { patience } from './patience.ts';
import { leaveNumbers } from './summary.ts';

const QUESTIONS = 10;
/** The server waits a second for a dead worker before it gives a task to another one: they come within that. */
const BETWEEN_MS = 50;

const rig = await faultRig();
const heir = rig.workerIn({});
afterAll(async () => {
  await heir.stop();
  await rig.stop();
});

test('an event keeps its instant, though its worker was killed and another one was asked before it had the event’s task', async () => {
  const play = await openPlay(rig, { purchaseId: 'early' }, patience(rig, { sitsOutBackOffs: true }));
  await heir.start();
  await rig.worker.kill();
  const sentAt = Date.now();
  const first = rig.returns.status(play.purchaseId);
  await rig.returns.smsReceived(play.purchaseId, rig.sandbox.shop.deliverSms(play.purchaseId));
  const questions = [first];
  for (let n = 1; n < QUESTIONS; n += 1) {
    await delay(BETWEEN_MS);
    questions.push(rig.returns.status(play.purchaseId));
  }
  const instants = new Set<string | undefined>();
  for (const answer of [...(await Promise.all(questions)), await rig.returns.status(play.purchaseId)]) {
    const { timeline } = answer.found ? answer.status : { timeline: [] };
    instants.add(timeline.find(({ event }) => event === 'sms_received')?.at);
  }
  const [at, ...others] = [...instants].filter((each) => each !== undefined);
  expect(others).toEqual([]);
  expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(sentAt);
});

test('at the end all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'early questions', {
    purchases: evidence.lives.length,
    workersKilled: rig.worker.deaths.length,
  });
  expectAgreement(evidence);
});
