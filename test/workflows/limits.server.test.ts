import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { By } from '../../src/contract/updates.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig, RunningRig } from '../../dev/rig/rig.ts';
import { readQueue } from '../../src/ledger/read/queue.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import { bundleOptions } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import { json, payload, rawMessages } from './raw-messages.ts';
import { PATIENT_MS, sharedRig, testRig } from './test-rig.ts';

const CUSTOMER: By = { kind: 'customer', id: 'cus_limits' };
const SUPPORT: By = { kind: 'support', id: 'agent_limits' };
const WHY = 'The code never worked, although I tried it three times.';
const PRICE = { amount: 149, currency: 'EUR' };
const notMoved = (clause: string | null): object => ({
  accepted: false,
  code: 'not_allowed',
  clause,
  message: expect.any(String),
});

async function trace(rig: RunningRig, play: Play): Promise<{ events: number; revision: number }> {
  await play.idle();
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).fetchHistory();
  const { revision } = await play.status();
  return { events: events?.length ?? 0, revision };
}

const mailsOf = (rig: RunningRig, { purchaseId }: Play): (string | null)[] =>
  rig.sandbox.inbox
    .messages()
    .filter((mail) => mail.purchaseId === purchaseId)
    .map(({ template }) => template);

async function invalidNumber(play: Play): Promise<void> {
  await play.sms();
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: WHY,
    evidence: [{ evidenceId: 'e1' }],
  });
}

/** Its workflow is that of a file. */
async function rigOf(file: URL): Promise<Rig> {
  const { workflowInterceptorModules = [], payloadConverterPath = '' } = bundleOptions(
    temporalLogger(createLog('warn')),
  );
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(file),
    workflowInterceptorModules,
    payloadConverterPath,
    logger: temporalLogger(createLog('warn')),
  });
  return testRig({ bundle: { code }, stickyTimeoutMs: PATIENT_MS });
}

describe.concurrent('with the caps of the policy', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await sharedRig();
  });

  test('what is known already is refused without a trace, however often it is sent', async () => {
    const play = await openPlay(rig);
    await invalidNumber(play);
    const { email } = play.order.customer;
    const before = await trace(rig, play);
    for (let n = 0; n < 30; n += 1) {
      const evidence = [{ evidenceId: 'e1' }, { evidenceId: 'e1' }];
      expect(await play.ask('addEvidence', CUSTOMER, { evidence })).toEqual(notMoved('C2'));
      expect(await play.ask('correctContact', SUPPORT, { email })).toEqual(notMoved(null));
      const same = { decision: 'reclassify', claimType: 'invalid_number', note: 'As it is.' } as const;
      expect(await play.ask('decideClaim', SUPPORT, same)).toEqual(notMoved(null));
    }
    const raw = await rawMessages(rig).update(play.purchaseId, 'addEvidence', [
      json({ by: CUSTOMER, evidence: [{ evidenceId: 'e1' }] }),
    ]);
    expect(raw).toMatchObject({ failure: { type: 'NothingNew', details: [{ code: 'not_allowed' }] } });
    expect(await trace(rig, play)).toEqual(before);
    // A piece that is new among known ones is taken.
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'e1' }, { evidenceId: 'e2' }] });
    await play.support('decideClaim', { decision: 'approve', note: 'I see it.' });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
  });

  /** A claim whose payload has exactly this many bytes, its encoding included. */
  const claimOf = (bytes: number) => {
    const claim = { by: CUSTOMER, claimType: 'major_defect', reason: WHY, unknown: '' };
    const padding = bytes - 'json/plain'.length - JSON.stringify(claim).length;
    return json({ ...claim, unknown: 'x'.repeat(padding) });
  };

  test('a request of more than 65,536 bytes is refused without a trace, 28 of 1.9 MB as well', async () => {
    const play = await openPlay(rig);
    await play.sms();
    const raw = rawMessages(rig);
    const before = await trace(rig, play);
    const tooLarge = {
      failure: {
        type: 'InvalidInput',
        details: [[{ field: '', message: expect.stringContaining('is larger than 65536 bytes') }]],
      },
    };
    for (let n = 0; n < 28; n += 1) {
      expect(await raw.update(play.purchaseId, 'submitClaim', [claimOf(1_900_000)])).toMatchObject(tooLarge);
    }
    expect(await raw.update(play.purchaseId, 'submitClaim', [claimOf(65_537)])).toMatchObject(tooLarge);
    const second = payload('binary/plain', new Uint8Array(65_000));
    expect(await raw.update(play.purchaseId, 'submitClaim', [claimOf(1_000), second])).toMatchObject(
      tooLarge,
    );
    expect(await trace(rig, play)).toEqual(before);
    const answer = await raw.update(play.purchaseId, 'submitClaim', [claimOf(65_536)]);
    expect(answer).toMatchObject({ answer: { accepted: true, stage: 'in_remediation' } });
  });

  test('the third replacement that cannot be had leaves the refund, and the customer is told', async () => {
    const play = await openPlay(rig);
    play.fault('replacement', { kind: 'out_of_stock' });
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
    for (let n = 1; n <= 2; n += 1) {
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      expect((await play.status()).stage).toBe('awaiting_choice');
    }
    await play.customer('chooseRemedy', { remedy: 'replacement' });
    const { result, claims } = await play.status();
    expect(result).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
    expect(claims).toMatchObject([{ status: 'approved', clause: 'C3a', remedy: 'refund' }]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    expect(mailsOf(rig, play)).toEqual([
      'remediation_started',
      'choice_offered',
      'replacement_unavailable',
      'replacement_unavailable',
      'claim_approved',
      'funds_returned',
    ]);
  });

  test('after 10 refusals of support a further one leaves no trace, and one in order is still taken', async () => {
    const play = await openPlay(rig);
    await play.sms();
    const access = { what: 'The log of the web host.' };
    for (let n = 0; n < 10; n += 1) {
      expect(await play.ask('requestAccess', SUPPORT, access)).toMatchObject({
        code: 'not_now',
        stage: 'claim_window',
      });
    }
    const before = await trace(rig, play);
    expect(await play.ask('requestAccess', SUPPORT, access)).toMatchObject({ code: 'too_many_refusals' });
    expect(await trace(rig, play)).toEqual(before);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await play.support('requestAccess', access);
  });

  test('a thousand signals put a purchase before support once, and it goes on', async () => {
    const play = await openPlay(rig);
    const raw = rawMessages(rig);
    for (let sent = 0; sent < 1_010; sent += 10) {
      await Promise.all(
        Array.from({ length: 10 }, () => raw.signal(play.purchaseId, 'nonsense', json(sent))),
      );
    }
    await play.idle();
    const { needsAttention, timeline } = await play.status();
    expect(needsAttention).toMatchObject([
      { step: 'purchase', reason: 'near_limit', detail: '1000 of 10000 signals' },
    ]);
    expect(timeline.filter(({ event }) => event === 'needs_attention')).toHaveLength(1);
    await play.pass(21 * MINUTE_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  });
});

describe.concurrent('with eight requests of each side', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigOf(new URL('small-caps-purchase.ts', import.meta.url));
  });
  afterAll(async () => {
    await rig.stop();
  });

  const USED_UP = {
    accepted: false,
    code: 'too_many_requests',
    clause: null,
    message: expect.stringContaining('takes 8'),
  };

  test('the ninth of the customer leaves no trace; support was told at the sixth, and still decides', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
    for (const evidenceId of ['e1', 'e2', 'e3', 'e4']) {
      await play.customer('addEvidence', { evidence: [{ evidenceId }] });
    }
    expect((await play.status()).needsAttention).toEqual([]);
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'e5' }] });
    const near = { step: 'purchase', reason: 'near_limit', detail: '6 of 8 requests of the customer' };
    expect((await play.status()).needsAttention).toMatchObject([near]);
    const choice = { remedy: 'refund' } as const;
    for (let n = 7; n <= 8; n += 1) await play.refused('chooseRemedy', choice, 'not_now');

    const before = await trace(rig, play);
    expect(await play.ask('withdrawClaim', CUSTOMER, {})).toEqual(USED_UP);
    expect(await play.ask('withdrawClaim', { kind: 'service', id: 'shop' }, {})).toEqual(USED_UP);
    expect(await trace(rig, play)).toEqual(before);
    const { decisions: _decisions, ...sides } = (await play.status()).allowedActions;
    expect(sides).toEqual({ customer: [], support: ['decideClaim', 'correctContact'] });
    await play.support('decideClaim', { decision: 'approve', note: 'I see it.' });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('support cannot use up by retry what it needs to say that it paid', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'refused', reason: 'till closed' });
    await play.pass(21 * MINUTE_MS);
    const hand = { step: 'refund', action: 'retry', note: 'Again, please.' } as const;
    for (let n = 1; n <= 6; n += 1) await play.support('settleByHand', hand);
    expect((await play.status()).needsAttention).toMatchObject([
      { step: 'refund' },
      { step: 'purchase', reason: 'near_limit', detail: '6 of 8 requests of support' },
    ]);
    const before = await trace(rig, play);
    expect(await play.ask('settleByHand', SUPPORT, hand)).toMatchObject({ code: 'too_many_requests' });
    expect(await trace(rig, play)).toEqual(before);
    // The customer has requests of its own.
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await play.support('settleByHand', { ...hand, action: 'done', reference: 'bank-1' });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

describe.concurrent('near what the server lets one workflow have', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigOf(new URL('low-limits-purchase.ts', import.meta.url));
  });
  afterAll(async () => {
    await rig.stop();
  });

  /** What is in front of support of this purchase. */
  async function queued({ purchaseId }: Play): Promise<unknown[]> {
    const queue = await readQueue(rig.ledger, { limit: 100 }, new Date());
    if (!('entries' in queue)) throw new Error('the queue was not understood');
    return queue.entries.filter((entry) => entry.purchaseId === purchaseId);
  }

  test.each([
    {
      what: 'events',
      detail: 'more than 100 of 51200 events',
      signals: 100,
      characters: 1,
    },
    {
      what: 'bytes of history',
      detail: 'more than 0.3 of 50 MB of history',
      signals: 4,
      characters: 100_000,
    },
  ])('many $what put it before support once, who still decide', async ({ detail, signals, characters }) => {
    const play = await openPlay(rig);
    await invalidNumber(play);
    await play.idle();
    expect((await play.status()).needsAttention).toEqual([]);
    const raw = rawMessages(rig);
    for (let sent = 0; sent < signals; sent += 4) {
      await Promise.all(
        Array.from({ length: 4 }, () =>
          raw.signal(play.purchaseId, 'nonsense', json('x'.repeat(characters))),
        ),
      );
    }
    await play.idle();
    // With a task that starts as the one before it ends, the server does not yet count the bytes that came meanwhile.
    await raw.signal(play.purchaseId, 'nonsense', json('x'));
    await play.idle();
    expect(await queued(play)).toMatchObject([
      {
        kind: 'purchase',
        stage: 'in_review',
        needsAttention: [{ step: 'purchase', reason: 'near_limit', detail }],
        allowedActions: expect.arrayContaining(['decideClaim']),
      },
    ]);
    await play.support('decideClaim', { decision: 'approve', note: 'I see it.' });
    const { result, timeline } = await play.status();
    expect(result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
    expect(timeline.filter(({ event }) => event === 'needs_attention')).toHaveLength(1);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    expect(await queued(play)).toEqual([]);
  });
});
