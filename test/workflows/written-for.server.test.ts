import { beforeAll, describe, expect, test } from 'vitest';
import { claimIdOf } from '../../src/contract/ids.ts';
import type { By } from '../../src/contract/updates.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { sharedRig } from './test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const CUSTOMER: By = { kind: 'customer', id: 'cus_demo' };
const SUPPORT: By = { kind: 'support', id: 'agent_demo' };
const WHY = 'The code never worked, although I tried it three times.';
const EVIDENCE = [{ evidenceId: 'e1' }];

async function secondClaim(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence: EVIDENCE });
  await play.customer('withdrawClaim', {});
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence: EVIDENCE });
  return play;
}

describe('A request that names its claim', () => {
  test('does not approve the next claim, and nothing is paid', async () => {
    const play = await secondClaim();
    const [first, second] = [claimIdOf(play.purchaseId, 1), claimIdOf(play.purchaseId, 2)];
    const before = await play.status();
    const answer = await play.ask('decideClaim', SUPPORT, {
      claimId: first,
      decision: 'approve',
      note: 'Granted.',
    });
    expect(answer).toMatchObject({
      accepted: false,
      code: 'other_claim',
      clause: null,
      message: `The claim that the request names ended as withdrawn. The open claim is ${second}.`,
      openClaimId: second,
      stage: 'in_review',
      allowedActions: before.allowedActions,
    });
    expect(await play.status()).toMatchObject({
      stage: 'in_review',
      claim: { claimId: second, status: 'open' },
    });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    expect(
      await play.support('decideClaim', { claimId: second, decision: 'approve', note: 'Granted.' }),
    ).toMatchObject({ accepted: true, claimId: second });
  });

  test('is refused once no claim is open, and for a claim that never was', async () => {
    const play = await secondClaim();
    const wrong = await play.ask('withdrawClaim', CUSTOMER, { claimId: claimIdOf(play.purchaseId, 7) });
    expect(wrong).toMatchObject({
      code: 'other_claim',
      message: `The claim that the request names is not a claim of this purchase. The open claim is ${claimIdOf(play.purchaseId, 2)}.`,
    });
    await play.customer('withdrawClaim', { claimId: claimIdOf(play.purchaseId, 2) });
    const late = await play.ask('withdrawClaim', CUSTOMER, { claimId: claimIdOf(play.purchaseId, 2) });
    expect(late).toMatchObject({
      code: 'other_claim',
      message: 'The claim that the request names ended as withdrawn. No claim is open.',
    });
    expect(late).not.toHaveProperty('openClaimId');
  });

  test('is answered about the claim even where it would be pointless for the open one', async () => {
    const play = await secondClaim();
    const answer = await play.ask('addEvidence', CUSTOMER, {
      claimId: claimIdOf(play.purchaseId, 1),
      evidence: EVIDENCE,
    });
    expect(answer).toMatchObject({ code: 'other_claim' });
  });

  test('is ignored as a signal for another claim', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    const repair = (n: number, claimId: string): Promise<unknown> =>
      rig.returns.remediationDone(play.purchaseId, {
        eventId: `repair-${n}`,
        summary: 'The route.',
        agent: 'agent_9',
        claimId,
      });
    await repair(1, claimIdOf(play.purchaseId, 2));
    await play.idle();
    const { stage, timeline } = await play.status();
    expect(stage).toBe('in_remediation');
    expect(timeline.at(-1)).toMatchObject({
      event: 'ignored',
      data: { signal: 'remediationDone', why: 'other_claim' },
    });
    await repair(2, claimIdOf(play.purchaseId, 1));
    await play.idle();
    expect((await play.status()).stage).toBe('remedied');
  });

  test('names the field if the claim id is none', async () => {
    const play = await secondClaim();
    const answer = await play.ask('withdrawClaim', CUSTOMER, { claimId: 'clm' });
    expect(answer).toEqual({
      accepted: false,
      code: 'invalid_input',
      problems: [{ field: 'claimId', message: 'must be the id of a claim, as in the answer to its filing' }],
    });
  });
});

describe('A request that names the revision it was written for', () => {
  test('is refused once the purchase has moved on, with the standing', async () => {
    const play = await secondClaim();
    const { revision } = await play.status();
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'e2' }] });
    const now = (await play.status()).revision;
    expect(now).toBeGreaterThan(revision);
    const answer = await play.ask('decideClaim', SUPPORT, {
      ifRevision: revision,
      decision: 'reject',
      clause: 'X1',
      note: 'A mistake in the call.',
    });
    expect(answer).toMatchObject({
      accepted: false,
      code: 'changed',
      message: `The request was written for revision ${revision}, and the purchase is at ${now}: look again, and repeat it if it still fits.`,
      stage: 'in_review',
    });
    const { revision: current, claim } = await play.status();
    expect(claim?.status).toBe('open');
    const again = await play.ask('decideClaim', SUPPORT, {
      ifRevision: current,
      decision: 'reject',
      clause: 'X1',
      note: 'A mistake in the call.',
    });
    expect(again).toMatchObject({ accepted: true });
  });
});

describe('What helps', () => {
  test('is data in a refusal', async () => {
    const play = await openPlay(rig);
    const file = (claimType: 'non_receipt' | 'invalid_number'): Promise<unknown> =>
      play.ask('submitClaim', CUSTOMER, { claimType, reason: WHY });
    const { smsDeadline } = await play.status();
    expect(await file('non_receipt')).toMatchObject({
      code: 'too_early',
      changesAt: smsDeadline,
      changesWith: ['sms_reported'],
    });
    await play.sms();
    await play.completed();
    expect(await file('non_receipt')).toMatchObject({
      code: 'fulfilled',
      clause: 'R1',
      claimTypes: ['invalid_number', 'major_defect'],
    });
    await file('invalid_number');
    expect(await file('invalid_number')).toMatchObject({ code: 'claim_open', changesWith: ['claim_ended'] });
  });

  test('is the list of decisions that support can take now', async () => {
    const play = await secondClaim();
    const reject = {
      decision: 'reject',
      clauses: ['R1', 'C1', 'C2', 'C3', 'X1', 'X2', 'X3', 'P2', 'P3'],
    };
    const { allowedActions } = await play.status();
    expect(allowedActions.decisions).toEqual([
      { decision: 'approve' },
      reject,
      { decision: 'reclassify', claimTypes: ['non_receipt', 'major_defect'] },
      { decision: 'request_evidence' },
    ]);
    const answer = await play.support('decideClaim', { decision: 'request_evidence', note: 'More, please.' });
    expect(answer).toMatchObject({
      allowedActions: {
        decisions: [reject, { decision: 'reclassify', claimTypes: ['non_receipt', 'major_defect'] }],
      },
    });
    await play.customer('withdrawClaim', {});
    expect((await play.status()).allowedActions).not.toHaveProperty('decisions');
  });
});
