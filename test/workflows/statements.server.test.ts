import { beforeAll, describe, expect, test } from 'vitest';
import type { PurchaseStatus, Statement } from '../../src/contract/status.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { readPurchaseStatus } from '../../src/ledger/read/purchase-status.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { sharedRig } from './test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

/** Who, which act, for whose eyes, what. */
const summaries = (statements: readonly Statement[] = []): string[] =>
  statements.map(({ by, kind, visibility, text }) => `${by.kind} ${by.id} ${kind} ${visibility}: ${text}`);

const CUSTOMER = 'customer cus_demo';
const SUPPORT = 'support agent_demo';

/** Every text that a side may send, as it must be found again. */
async function everyWord(play: Play): Promise<void> {
  await play.sms();
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: '  Quercus: the service says that it is not valid. ',
    evidence: [{ evidenceId: 'e1' }],
  });
  await play.support('decideClaim', {
    decision: 'request_evidence',
    note: 'Betula: please show the whole screen.',
    internalNote: 'Fagus: the second one this week.',
  });
  await play.customer('withdrawClaim', { reason: 'Salix: it works after all.' });
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: 'Alnus: now it fails again, every time.',
    evidence: [{ evidenceId: 'e2' }],
  });
  await play.support('decideClaim', {
    decision: 'reclassify',
    claimType: 'major_defect',
    note: 'Acer: it is a fault of ours.',
  });
  await play.support('requestAccess', { what: 'Tilia: the log of your host.' });
  await play.customer('answerAccess', { granted: true });
  await play.support('reportRemediation', { outcome: 'done', summary: 'Carpinus: the route was repaired.' });
  await play.customer('disputeRemediation', { reason: 'Tamarix: it still fails.' });
  await rig.returns.remediationDone(play.purchaseId, {
    eventId: 'repair-2',
    occurredAt: new Date().toISOString(),
    summary: 'Ulmus: the card was exchanged.',
    agent: 'agent_signal',
  });
  await play.idle();
  await play.customer('disputeRemediation', { reason: 'Taxus: and again.' });
  play.fault('replacement', { kind: 'status', status: 503 });
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  await play.pass(12 * MINUTE_MS);
  await play.support('settleByHand', {
    step: 'replacement',
    action: 'abandon',
    note: 'Larix: none is left.',
  });
}

const WORDS = /Quercus|Betula|Fagus|Salix|Alnus|Acer|Tilia|Carpinus|Tamarix|Ulmus|Taxus|Larix/;

describe.concurrent('what was said in a claim', () => {
  let status: PurchaseStatus;
  let purchaseId: string;
  beforeAll(async () => {
    const play = await openPlay(rig);
    ({ purchaseId } = play);
    await everyWord(play);
    status = await play.status();
  });

  test('is in the status: who, which act, for whose eyes, word for word, in the order in which it was said', () => {
    expect(status.claims.map(({ statements }) => summaries(statements))).toEqual([
      [
        `${CUSTOMER} claim_filed public: Quercus: the service says that it is not valid.`,
        `${SUPPORT} evidence_requested public: Betula: please show the whole screen.`,
        `${SUPPORT} evidence_requested internal: Fagus: the second one this week.`,
        `${CUSTOMER} claim_withdrawn public: Salix: it works after all.`,
      ],
      [
        `${CUSTOMER} claim_filed public: Alnus: now it fails again, every time.`,
        `${SUPPORT} claim_reclassified public: Acer: it is a fault of ours.`,
        `${SUPPORT} access_requested public: Tilia: the log of your host.`,
        `${SUPPORT} remediation_done public: Carpinus: the route was repaired.`,
        `${CUSTOMER} remediation_disputed public: Tamarix: it still fails.`,
        'support agent_signal remediation_done public: Ulmus: the card was exchanged.',
        `${CUSTOMER} remediation_disputed public: Taxus: and again.`,
        `${SUPPORT} settled_by_hand internal: Larix: none is left.`,
      ],
    ]);
    expect(status.statements).toEqual([]);
    const instants = status.claims.flatMap(({ statements = [] }) => statements.map(({ at }) => at));
    expect(instants).toEqual(instants.toSorted());
    expect(status.claims[0]?.filedAt).toBe(status.claims[0]?.statements?.[0]?.at);
  });

  test('is in the ledger as the purchase has it', async () => {
    const recorded = await readPurchaseStatus(rig.ledger, purchaseId);
    expect(recorded?.claims).toEqual(status.claims);
  });

  test('is nowhere in the timeline, for whomever', () => {
    expect(JSON.stringify(status.timeline)).not.toMatch(WORDS);
    const decided = status.timeline.filter(({ event }) => event === 'claim_decided');
    expect(decided.map(({ data }) => data)).toEqual([
      { by: 'agent_demo', decision: 'request_evidence' },
      { by: 'agent_demo', decision: 'reclassify' },
    ]);
  });
});

test.concurrent.each([{ decision: 'reject', clause: 'X3' }, { decision: 'approve' }] as const)(
  'the words of the decision to $decision are kept, internal ones apart',
  async (wanted) => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', {
      claimType: 'invalid_number',
      reason: 'The service says that it is not valid.',
      evidence: [{ evidenceId: 'e1' }],
    });
    await play.support('decideClaim', {
      ...wanted,
      note: 'As the screenshot shows.',
      internalNote: 'Looked at by two of us.',
    });
    const { claims } = await play.status();
    const kind = wanted.decision === 'reject' ? 'claim_rejected' : 'claim_approved';
    expect(summaries(claims[0]?.statements).slice(1)).toEqual([
      `${SUPPORT} ${kind} public: As the screenshot shows.`,
      `${SUPPORT} ${kind} internal: Looked at by two of us.`,
    ]);
  },
);

test.concurrent('a repair that is not possible says why, and a withdrawal without a reason says nothing', async () => {
  const play = await openPlay(rig);
  await play.sms();
  const reason = 'The number lost every second code today.';
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  await play.customer('withdrawClaim', { reason: ' \n ' });
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
  const { claims } = await play.status();
  expect(claims.map(({ statements }) => summaries(statements))).toEqual([
    [`${CUSTOMER} claim_filed public: ${reason}`],
    [
      `${CUSTOMER} claim_filed public: ${reason}`,
      `${SUPPORT} remediation_not_possible public: The card is dead.`,
    ],
  ]);
});

test.concurrent('a note on a step of the automatic return is kept apart from the claims, a parked one included', async () => {
  const play = await openPlay(rig);
  play.fault('cancel', { kind: 'status', status: 503 });
  await play.pass(20 * MINUTE_MS + MINUTE_MS);
  await play.pass(12 * MINUTE_MS);
  await play.customer('submitClaim', { claimType: 'non_receipt', reason: 'No code has come until now.' });
  await play.support('settleByHand', { step: 'cancel', action: 'retry', note: 'The shop is back.' });
  const { statements, claims, timeline } = await play.status();
  expect(summaries(statements)).toEqual([`${SUPPORT} settled_by_hand internal: The shop is back.`]);
  expect(summaries(claims[0]?.statements)).toEqual([
    `${CUSTOMER} claim_filed public: No code has come until now.`,
  ]);
  expect(JSON.stringify(timeline)).not.toContain('The shop is back.');
  // While a call is tried nothing is recorded; its end brings the ledger up to date.
  await play.pass(12 * MINUTE_MS);
  expect((await readPurchaseStatus(rig.ledger, play.purchaseId))?.statements).toEqual(statements);
});

test.concurrent('of a refused request nothing is kept', async () => {
  const play = await openPlay(rig);
  await play.refused(
    'submitClaim',
    { claimType: 'major_defect', reason: 'Quercus is what I say here.' },
    'too_early',
  );
  await play.pass(HOUR_MS + DAY_MS);
  expect(JSON.stringify(await play.status())).not.toMatch(WORDS);
});
