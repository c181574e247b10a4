import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { readQueue } from '../../src/ledger/read/queue.ts';
import { lastTaskOf, resetTo } from './reset.ts';
import { testRig, type TestRig } from './test-rig.ts';

const REASON = 'The code was refused, although I tried it often.';
const PRICE = { amount: 149, currency: 'EUR' };

let rig: TestRig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(async () => {
  await rig.stop();
});

const rowOf = ({ purchaseId }: Play) =>
  rig.ledger
    .selectFrom('purchases')
    .select(['stage', 'outcome', 'run_id', 'earlier_runs'])
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();

/** Of the mails that came, template and number, in order. */
const mailsTo = ({ purchaseId }: Play): string[] =>
  rig.sandbox.inbox
    .messages()
    .filter((message) => message.purchaseId === purchaseId)
    .map(({ template, n }) => `${template}.${n}`);

async function inReview(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: REASON,
    evidence: [{ evidenceId: 'screenshot-1' }],
  });
  return play;
}

const reject = (play: Play, clause: 'X1' | 'X3', note: string) =>
  play.support('decideClaim', { decision: 'reject', clause, note });

describe.concurrent('after a reset', () => {
  test('ledger and queue show the run that is, before anything else happens to it', async () => {
    const play = await inReview();
    const before = await lastTaskOf(rig, play.purchaseId);
    await reject(play, 'X1', 'Wrong use.');
    const undone = await rowOf(play);
    expect(undone.stage).toBe('claim_window');

    const runId = await resetTo(rig, play.purchaseId, before);
    await vi.waitFor(async () => expect((await rowOf(play)).stage).toBe('in_review'), { timeout: 20_000 });
    expect(await rowOf(play)).toEqual({
      stage: 'in_review',
      outcome: null,
      run_id: runId,
      earlier_runs: [undone.run_id],
    });
    const queue = await readQueue(rig.ledger, { limit: 100 }, new Date());
    expect(queue).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ purchaseId: play.purchaseId })]),
    });
  });

  test('the customer has the decision that stands, under a Message-ID of its own, and no word twice', async () => {
    const play = await inReview();
    const before = await lastTaskOf(rig, play.purchaseId);
    await reject(play, 'X1', 'Wrong use.');
    const runId = await resetTo(rig, play.purchaseId, before);
    await play.idle();
    await reject(play, 'X3', 'Your software does not fit.');

    expect((await play.status()).claims).toMatchObject([{ status: 'rejected', clause: 'X3' }]);
    expect(mailsTo(play)).toEqual(['claim_received.1', 'claim_rejected.1', 'claim_rejected.1']);
    const rejections = await rig.ledger
      .selectFrom('mails')
      .select(['message_id', 'status', 'text_body'])
      .where('purchase_id', '=', play.purchaseId)
      .where('template', '=', 'claim_rejected')
      .orderBy('first_tried_at')
      .execute();
    expect(rejections).toEqual([
      {
        message_id: `<claim_rejected.1.${play.purchaseId}@instaotp.example>`,
        status: 'accepted',
        text_body: expect.stringContaining('Wrong use.'),
      },
      {
        message_id: `<claim_rejected.1.${runId.slice(-12)}.${play.purchaseId}@instaotp.example>`,
        status: 'accepted',
        text_body: expect.stringContaining('Your software does not fit.'),
      },
    ]);
    const claims = await rig.ledger
      .selectFrom('claims')
      .select(['status', 'clause'])
      .where('purchase_id', '=', play.purchaseId)
      .execute();
    expect(claims).toEqual([{ status: 'rejected', clause: 'X3' }]);
    const decisions = await rig.ledger
      .selectFrom('timeline')
      .select(['clause', 'superseded_at'])
      .where('purchase_id', '=', play.purchaseId)
      .where('event', '=', 'claim_rejected')
      .orderBy('entry_id')
      .execute();
    expect(decisions).toEqual([
      { clause: 'X1', superseded_at: expect.any(Date) },
      { clause: 'X3', superseded_at: null },
    ]);
  });

  test('the same decision once more is not mailed once more', async () => {
    const play = await inReview();
    const before = await lastTaskOf(rig, play.purchaseId);
    await reject(play, 'X1', 'Wrong use.');
    await resetTo(rig, play.purchaseId, before);
    await play.idle();
    await reject(play, 'X1', 'Wrong use.');
    expect((await play.status()).claims).toMatchObject([{ status: 'rejected', clause: 'X1' }]);
    expect(mailsTo(play)).toEqual(['claim_received.1', 'claim_rejected.1']);
  });

  test('reset twice, ledger and mails follow the last one', async () => {
    const play = await inReview();
    const before = await lastTaskOf(rig, play.purchaseId);
    await reject(play, 'X1', 'Wrong use.');
    await resetTo(rig, play.purchaseId, before);
    await play.idle();
    await reject(play, 'X3', 'Your software does not fit.');
    const last = await resetTo(rig, play.purchaseId, before);
    await play.idle();
    await play.support('decideClaim', { decision: 'approve', note: 'You are right.' });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
    expect(await rowOf(play)).toMatchObject({ stage: 'closed', outcome: 'refunded', run_id: last });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('of a purchase that was paid back, to before that: the money moves once, and is told once', async () => {
    const play = await openPlay(rig);
    const before = await lastTaskOf(rig, play.purchaseId);
    await play.pass(HOUR_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    const runId = await resetTo(rig, play.purchaseId, before);
    await play.idle();
    await play.pass(HOUR_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    expect(mailsTo(play)).toEqual(['funds_returned.1']);
    expect(await rowOf(play)).toMatchObject({ stage: 'closed', outcome: 'refunded', run_id: runId });
  });
});
