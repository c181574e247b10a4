import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { DeadlineKind, PurchaseStatus, Stage, TimelineEntry } from '../../src/contract/status.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import { PAYLOAD_CONVERTER_PATH } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import { testRig, type TestRig } from './test-rig.ts';
import { arrived, untilPast, untilTimerFires, sharedAbsences } from './worker-away.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_outage' } as const;
const WHY = 'The code never worked, although I tried it three times.';
const SCREENSHOT = { evidenceId: 'screenshot-1', mediaType: 'image/png' };
const PRICE = { amount: 149, currency: 'EUR' };

/** A skipped clock stands still while a task waits, so the outage is real time: the tolerance has to be short. */
const LATE_MS = 300;

let rig: TestRig;
beforeAll(async () => {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('short-outage-purchase.ts', import.meta.url)),
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    logger: temporalLogger(createLog('warn')),
  });
  rig = await testRig({ bundle: { code } });
});
afterAll(async () => {
  await rig.stop();
});

const withWorkerAway = sharedAbsences(() => rig);

/** No worker runs when the next deadline is due, and for some time after it; meanwhile `during` happens. */
async function outageOverDeadline<T>(play: Play, during: () => Promise<T>): Promise<T> {
  const dueAt = Date.parse((await play.status()).nextDeadline?.at ?? '');
  const happened = await withWorkerAway(async () => {
    const workflow = { namespace: rig.namespace, workflowId: workflowIdOf(play.purchaseId) };
    const leftMs = dueAt - (await workflowNow(rig.temporal.workflowService, workflow));
    await untilTimerFires(rig, play.purchaseId, leftMs + 30 * SECOND_MS);
    await untilPast(rig, play.purchaseId, dueAt + LATE_MS);
    return during();
  });
  await play.idle();
  return happened;
}

const outage = (play: Play): Promise<void> => outageOverDeadline(play, () => Promise.resolve());

const extensions = ({ timeline }: PurchaseStatus): TimelineEntry[] =>
  timeline.filter(({ event }) => event === 'deadline_extended');

/** The instant 24 h after the task that came too late. */
const dayAfter = ({ at }: TimelineEntry): string => new Date(Date.parse(at) + DAY_MS).toISOString();

async function usedNumber(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  return play;
}

async function claimed(claimType: 'major_defect' | 'invalid_number', afterMs: number): Promise<Play> {
  const play = await usedNumber();
  await play.pass(afterMs);
  await play.customer('submitClaim', { claimType, reason: WHY });
  return play;
}

describe.concurrent('the claim window, whose end came during an outage of ours', () => {
  test('lasts until 24 hours after the late task, and says why', async () => {
    const play = await usedNumber();
    const { claimDeadline } = await play.status();
    await outage(play);
    const status = await play.status();
    const [extension, ...more] = extensions(status);
    if (!extension) throw new Error('it was not extended');
    expect(more).toEqual([]);
    expect(extension).toMatchObject({
      actor: 'system',
      visibility: 'public',
      data: { missed: claimDeadline, reason: 'outage' },
    });
    expect(status).toMatchObject({
      stage: 'claim_window',
      claimDeadline: dayAfter(extension),
      nextDeadline: { kind: 'window', at: dayAfter(extension) },
    });
    await play.pass(23 * HOUR_MS);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    expect(await play.status()).toMatchObject({ stage: 'in_remediation' });
  });

  test('is not extended a second time', async () => {
    const play = await usedNumber();
    await outage(play);
    await outage(play);
    const status = await play.status();
    expect(status).toMatchObject({ stage: 'closed', result: { outcome: 'fulfilled', clause: 'R1' } });
    expect(extensions(status)).toHaveLength(1);
  });

  test('takes a claim that waited through the outage, and says why', async () => {
    const play = await usedNumber();
    const { claimDeadline } = await play.status();
    const { answers } = await outageOverDeadline(play, () =>
      arrived(() =>
        rig.returns.submitClaim(play.purchaseId, { by: CUSTOMER, claimType: 'major_defect', reason: WHY }),
      ),
    );
    expect(await answers).toMatchObject([{ accepted: true, stage: 'in_remediation' }]);
    const status = await play.status();
    expect(extensions(status)).toMatchObject([{ data: { missed: claimDeadline, reason: 'outage' } }]);
    expect(status.claims).toMatchObject([{ status: 'open' }]);
  });

  test('stays over if a claim was open when it ended', async () => {
    const play = await claimed('major_defect', 4 * DAY_MS);
    await play.pass(2 * DAY_MS);
    await play.support('decideClaim', {
      decision: 'reject',
      clause: 'X1',
      note: 'The API was called wrongly.',
    });
    const status = await play.status();
    expect(status.result).toMatchObject({ outcome: 'closed_without_remedy', clause: 'X1' });
    expect(extensions(status)).toEqual([]);
  });

  test('opens for 24 hours if it was over before it could open', async () => {
    const play = await openPlay(rig);
    // Every day the order service says: come again tomorrow.
    const retryAt = new Date(Date.now() + 365 * DAY_MS).toISOString();
    const repaired = play.fault('cancel', { kind: 'too_early', retryAt });
    await play.pass(21 * MINUTE_MS);
    await play.pass(6 * DAY_MS);
    const { claimDeadline } = await play.status();
    repaired();
    play.fault('cancel', { kind: 'sms_during_cancel' }, 1);
    await play.support('settleByHand', { step: 'cancel', action: 'retry', note: 'Ask now.' });
    const status = await play.status();
    const [extension] = extensions(status);
    if (!extension) throw new Error('it was not extended');
    expect(extension.data).toEqual({ missed: claimDeadline, reason: 'outage' });
    expect(status).toMatchObject({ stage: 'claim_window', claimDeadline: dayAfter(extension) });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
  });
});

interface Right {
  kind: DeadlineKind;
  stage: Stage;
  /** To the last deadline before the one that ends the right. */
  until: () => Promise<Play>;
  use: (play: Play) => Promise<unknown>;
  used: Stage;
}

const rights: Right[] = [
  {
    kind: 'evidence',
    stage: 'needs_evidence',
    async until() {
      const play = await claimed('invalid_number', 4 * DAY_MS);
      await play.pass(30 * HOUR_MS);
      return play;
    },
    use: (play) => play.customer('addEvidence', { evidence: [SCREENSHOT] }),
    used: 'in_review',
  },
  {
    kind: 'access',
    stage: 'access_requested',
    async until() {
      const play = await claimed('major_defect', HOUR_MS);
      await play.support('requestAccess', { what: 'Read access to the log of the web host.' });
      await play.pass(11 * DAY_MS);
      return play;
    },
    use: (play) => play.customer('answerAccess', { granted: true }),
    used: 'in_remediation',
  },
  {
    kind: 'dispute',
    stage: 'remedied',
    async until() {
      const play = await claimed('major_defect', HOUR_MS);
      await play.support('reportRemediation', { outcome: 'done', summary: 'The route was repaired.' });
      return play;
    },
    use: (play) => play.customer('disputeRemediation', { reason: 'It still fails.' }),
    used: 'in_remediation',
  },
  {
    kind: 'choice',
    stage: 'awaiting_choice',
    async until() {
      const play = await claimed('major_defect', HOUR_MS);
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
      await play.pass(11 * DAY_MS);
      return play;
    },
    use: (play) => play.customer('chooseRemedy', { remedy: 'replacement' }),
    used: 'closed',
  },
];

describe.concurrent.each(rights)(
  'the right that ends with the deadline $kind',
  ({ kind, stage, until, use, used }) => {
    test('lasts 24 hours more after an outage of ours, and can be used', async () => {
      const play = await until();
      const before = await play.status();
      expect(before.nextDeadline).toMatchObject({ kind });
      await outage(play);
      const status = await play.status();
      const [extension] = extensions(status);
      if (!extension) throw new Error('it was not extended');
      expect(extension.data).toEqual({ missed: before.nextDeadline?.at, reason: 'outage' });
      expect(status).toMatchObject({ stage, nextDeadline: { kind, at: dayAfter(extension) } });
      await play.pass(23 * HOUR_MS);
      await use(play);
      expect((await play.status()).stage).toBe(used);
    });

    test('ends with the second outage', async () => {
      const play = await until();
      await outage(play);
      await outage(play);
      const status = await play.status();
      expect(status.stage).not.toBe(stage);
      expect(status.claims).not.toMatchObject([{ status: 'open' }]);
      expect(extensions(status)).toHaveLength(1);
    });
  },
);

test.concurrent('the seller’s own deadline is not extended: a remediation that is late through our outage is owed', async () => {
  const play = await claimed('major_defect', HOUR_MS);
  await outage(play);
  const status = await play.status();
  expect(status.stage).toBe('awaiting_choice');
  expect(extensions(status)).toEqual([]);
  await play.customer('chooseRemedy', { remedy: 'refund' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});

test.concurrent('a choice offered again after a replacement could not be had is extended anew', async () => {
  const play = await claimed('major_defect', HOUR_MS);
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
  await play.pass(11 * DAY_MS);
  await outage(play);
  play.fault('replacement', { kind: 'out_of_stock' }, 1);
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  await play.pass(2 * DAY_MS + HOUR_MS);
  await outage(play);
  const status = await play.status();
  const [, second] = extensions(status);
  if (!second) throw new Error('it was not extended a second time');
  expect(status).toMatchObject({
    stage: 'awaiting_choice',
    nextDeadline: { kind: 'choice', at: dayAfter(second) },
  });
  await play.customer('chooseRemedy', { remedy: 'refund' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});
