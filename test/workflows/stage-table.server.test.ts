import { beforeAll, describe, expect, test } from 'vitest';
import type { RefusalCode } from '../../src/contract/answers.ts';
import type { Stage } from '../../src/contract/status.ts';
import type { By, UpdateName, Wanted } from '../../src/contract/updates.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { sharedRig } from './test-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';
const BY: readonly By[] = [
  { kind: 'customer', id: 'cus_1' },
  { kind: 'service', id: 'shop' },
  { kind: 'support', id: 'agent_1' },
];

const RETRY = { step: 'refund', action: 'retry', note: 'Their service is back.' } as const;

/** One well-formed request of each kind. */
const WANTED: { readonly [N in UpdateName]: Wanted<N> } = {
  submitClaim: { claimType: 'major_defect', reason: WHY },
  addEvidence: { evidence: [{ evidenceId: 'screenshot-9' }] },
  withdrawClaim: {},
  decideClaim: { decision: 'reject', clause: 'X1', note: 'The API was called in a wrong way.' },
  requestAccess: { what: 'Read access to the log of the web host.' },
  answerAccess: { granted: true },
  reportRemediation: { outcome: 'done', summary: 'Repaired.' },
  disputeRemediation: { reason: 'It still fails.' },
  chooseRemedy: { remedy: 'refund' },
  settleByHand: RETRY,
  correctContact: { email: 'new@example.org' },
};
const NAMES = Object.keys(WANTED) as UpdateName[];

async function smsCame(play: Play): Promise<void> {
  await play.sms();
}
async function defect(play: Play): Promise<void> {
  await play.sms();
  await play.customer('submitClaim', WANTED.submitClaim);
}
async function invalidNumber(play: Play): Promise<void> {
  await play.sms();
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
}
async function irreparable(play: Play): Promise<void> {
  await defect(play);
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
}

/** All that a refusal must leave as it was. */
async function factsOf(play: Play): Promise<object> {
  const { revision: _revision, timeline, ...rest } = await play.status();
  return { ...rest, timeline: timeline.filter(({ event }) => event !== 'request_refused') };
}

interface Row {
  stage: Stage;
  /** What of the stage's actions is used up. */
  but?: string;
  /** How that is refused, where not by the stage. */
  codes?: Partial<Record<UpdateName, RefusalCode>>;
  reach: (play: Play) => Promise<void>;
  /** The design's table. The order service may do what the customer may. */
  customer: UpdateName[];
  support: UpdateName[];
}

const TABLE: readonly Row[] = [
  { stage: 'awaiting_sms', reach: async () => undefined, customer: [], support: ['correctContact'] },
  {
    stage: 'returning_funds',
    reach: async (play) => {
      play.fault('refund', { kind: 'refused', reason: 'account closed' });
      await play.pass(21 * MINUTE_MS);
    },
    customer: ['submitClaim'],
    support: ['settleByHand', 'correctContact'],
  },
  { stage: 'claim_window', reach: smsCame, customer: ['submitClaim'], support: ['correctContact'] },
  {
    stage: 'needs_evidence',
    reach: invalidNumber,
    customer: ['addEvidence', 'withdrawClaim'],
    support: ['decideClaim', 'correctContact'],
  },
  {
    stage: 'in_review',
    reach: async (play) => {
      await invalidNumber(play);
      await play.customer('addEvidence', { evidence: [{ evidenceId: 'screenshot-1' }] });
    },
    customer: ['addEvidence', 'withdrawClaim'],
    support: ['decideClaim', 'correctContact'],
  },
  {
    stage: 'in_remediation',
    reach: defect,
    customer: ['addEvidence', 'withdrawClaim'],
    support: ['requestAccess', 'reportRemediation', 'decideClaim', 'correctContact'],
  },
  {
    stage: 'access_requested',
    reach: async (play) => {
      await defect(play);
      await play.support('requestAccess', WANTED.requestAccess);
    },
    customer: ['answerAccess', 'addEvidence', 'withdrawClaim'],
    support: ['reportRemediation', 'decideClaim', 'correctContact'],
  },
  {
    stage: 'remedied',
    reach: async (play) => {
      await defect(play);
      await play.support('reportRemediation', WANTED.reportRemediation);
    },
    customer: ['disputeRemediation'],
    support: ['correctContact'],
  },
  { stage: 'awaiting_choice', reach: irreparable, customer: ['chooseRemedy'], support: ['correctContact'] },
  {
    stage: 'replacing',
    reach: async (play) => {
      play.fault('replacement', { kind: 'refused', reason: 'not this month' });
      await irreparable(play);
      await play.customer('chooseRemedy', { remedy: 'replacement' });
    },
    customer: [],
    support: ['settleByHand', 'correctContact'],
  },
  {
    stage: 'in_review',
    but: 'all evidence is there',
    codes: { addEvidence: 'not_allowed' },
    reach: async (play) => {
      await play.sms();
      const evidence = ['e1', 'e2', 'e3', 'e4', 'e5'].map((evidenceId) => ({ evidenceId }));
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence });
    },
    customer: ['withdrawClaim'],
    support: ['decideClaim', 'correctContact'],
  },
  {
    stage: 'in_remediation',
    but: 'access was asked for twice',
    codes: { requestAccess: 'too_many_requests' },
    reach: async (play) => {
      await defect(play);
      for (const _request of ['first', 'second']) {
        await play.support('requestAccess', WANTED.requestAccess);
        await play.customer('answerAccess', { granted: true });
      }
    },
    customer: ['addEvidence', 'withdrawClaim'],
    support: ['reportRemediation', 'decideClaim', 'correctContact'],
  },
  {
    stage: 'returning_funds',
    but: 'for a claim',
    reach: async (play) => {
      play.fault('refund', { kind: 'refused', reason: 'account closed' });
      await irreparable(play);
      await play.customer('chooseRemedy', { remedy: 'refund' });
    },
    customer: [],
    support: ['settleByHand', 'correctContact'],
  },
  {
    stage: 'returning_funds',
    but: 'a claim is parked',
    reach: async (play) => {
      play.fault('refund', { kind: 'refused', reason: 'account closed' });
      await play.pass(21 * MINUTE_MS);
      await play.customer('submitClaim', WANTED.submitClaim);
    },
    customer: [],
    support: ['settleByHand', 'correctContact'],
  },
  {
    stage: 'claim_window',
    but: 'all claims were filed',
    reach: async (play) => {
      await play.sms();
      for (const _claim of [1, 2, 3, 4, 5]) {
        await play.customer('submitClaim', WANTED.submitClaim);
        await play.customer('withdrawClaim', {});
      }
    },
    customer: [],
    support: ['correctContact'],
  },
];

const CLAIM_REFUSALS: readonly RefusalCode[] = ['too_early', 'claim_open', 'not_now', 'too_many_claims'];
const ROWS = TABLE.map((row) => ({ ...row, name: row.but ? `${row.stage} (${row.but})` : row.stage }));

/** What a refusal says that can be asked for instead. */
function offered(message: string): string[] | undefined {
  if (message.endsWith('nothing is to be done now.')) return [];
  return /possible now: (.*)\.$/.exec(message)?.[1]?.split(', ');
}

describe.concurrent('who may do what, when', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await sharedRig();
  });

  const reached = async ({ stage, reach }: Row): Promise<Play> => {
    const play = await openPlay(rig);
    await reach(play);
    expect((await play.status()).stage).toBe(stage);
    return play;
  };
  const wantedIn = (stage: Stage, name: UpdateName): (typeof WANTED)[UpdateName] =>
    name === 'settleByHand' && stage === 'replacing' ? { ...RETRY, step: 'replacement' } : WANTED[name];
  const mayDo = (row: Row, by: By): UpdateName[] => (by.kind === 'support' ? row.support : row.customer);

  test.each(ROWS)('$name: allowedActions are exactly the table', async (row) => {
    const play = await reached(row);
    const { decisions = [], ...sides } = (await play.status()).allowedActions;
    expect(sides).toEqual({ customer: row.customer, support: row.support });
    expect(decisions.length > 0).toBe(row.support.includes('decideClaim'));
  });

  test.each(ROWS)(
    '$name: what the table does not list is refused with the stage, and changes nothing',
    async (row) => {
      for (const by of BY) {
        const play = await reached(row);
        const before = await factsOf(play);
        for (const name of NAMES.filter((each) => !mayDo(row, by).includes(each))) {
          const answer = await play.ask(name, by, wantedIn(row.stage, name));
          expect(answer, `${name} by ${by.kind}`).toMatchObject({ accepted: false, stage: row.stage });
          if (answer.accepted || !('stage' in answer)) throw new Error(`${name} has left no trace`);
          const claims = name === 'submitClaim' && by.kind !== 'support';
          const own = row.codes?.[name];
          const codes = own ? [own, 'not_now'] : claims ? CLAIM_REFUSALS : ['not_now'];
          expect(codes, `${name} by ${by.kind}`).toContain(answer.code);
          // What is offered instead is exactly what is taken.
          const words = offered(answer.message);
          if (words) expect(words, `${name} by ${by.kind}`).toEqual(mayDo(row, by));
          if (answer.code === 'claim_open') {
            const withdraw = answer.message.includes('withdraw');
            expect(withdraw, `${name} by ${by.kind}`).toBe(row.customer.includes('withdrawClaim'));
          }
        }
        expect(await factsOf(play)).toEqual(before);
      }
    },
  );

  test.each(ROWS)('$name: what the table lists is accepted', async (row) => {
    for (const by of BY) {
      for (const name of mayDo(row, by)) {
        const play = await reached(row);
        const answer = await play.ask(name, by, wantedIn(row.stage, name));
        expect(answer, `${name} by ${by.kind}`).toMatchObject({ accepted: true });
      }
    }
  });

  test('a review decides all four ways; elsewhere support only rejects, or moves the claim', async () => {
    const rows = TABLE.filter(({ support, but }) => support.includes('decideClaim') && but === undefined);
    const possible: Partial<Record<Stage, string[]>> = {};
    for (const row of rows) {
      possible[row.stage] = [];
      const defectNow = row.stage === 'in_remediation' || row.stage === 'access_requested';
      const note = 'As I see it.';
      const decisions: Wanted<'decideClaim'>[] = [
        { decision: 'approve', note },
        { decision: 'reject', note, clause: 'X1' },
        { decision: 'request_evidence', note },
        { decision: 'reclassify', note, claimType: defectNow ? 'invalid_number' : 'major_defect' },
      ];
      for (const wanted of decisions) {
        const play = await reached(row);
        const answer = await play.ask('decideClaim', { kind: 'support', id: 'agent_1' }, wanted);
        if (answer.accepted) possible[row.stage]?.push(wanted.decision);
      }
      const { allowedActions } = await (await reached(row)).status();
      const listed = (allowedActions.decisions ?? []).map(({ decision }) => decision);
      expect(listed.toSorted()).toEqual(possible[row.stage]?.toSorted());
    }
    expect(possible).toEqual({
      needs_evidence: ['reject', 'reclassify'],
      in_review: ['approve', 'reject', 'request_evidence', 'reclassify'],
      in_remediation: ['reject', 'reclassify'],
      access_requested: ['reject'],
    });
  });

  test('a decision that is refused offers those that are taken', async () => {
    const play = await openPlay(rig);
    const support = { kind: 'support', id: 'agent_1' } as const;
    const move = (claimType: 'non_receipt' | 'invalid_number' | 'major_defect') =>
      play.ask('decideClaim', support, { decision: 'reclassify', claimType, note: 'It belongs there.' });
    const refusedWith = (words: string) => ({
      accepted: false,
      message: expect.stringMatching(new RegExp(`; possible: ${words}\\.$`)),
    });
    await defect(play);
    const approve = { decision: 'approve', note: 'Yes.' } as const;
    expect(await play.ask('decideClaim', support, approve)).toMatchObject(
      refusedWith('reject, reclassify to non_receipt or invalid_number'),
    );
    expect(await move('invalid_number')).toMatchObject({ accepted: true, stage: 'needs_evidence' });
    expect(await move('major_defect')).toMatchObject({ accepted: true, stage: 'in_remediation' });
    expect(await move('invalid_number')).toMatchObject(refusedWith('reject'));
    expect(await play.ask('decideClaim', support, approve)).toMatchObject(refusedWith('reject'));
    const reject = { decision: 'reject', clause: 'X1', note: 'No.' } as const;
    expect(await play.ask('decideClaim', support, reject)).toMatchObject({ accepted: true });
  });

  describe('a wrong choice of type costs the customer nothing', () => {
    const toDefect = { decision: 'reclassify', claimType: 'major_defect', note: 'Ours to repair.' } as const;

    test('moved to a defect in time: the five days count from filing', async () => {
      const play = await openPlay(rig);
      await invalidNumber(play);
      await play.pass(DAY_MS);
      await play.support('decideClaim', toDefect);
      const { claim, stage } = await play.status();
      expect(stage).toBe('in_remediation');
      expect(Date.parse(claim?.remediationDueAt ?? '') - Date.parse(claim?.filedAt ?? '')).toBe(5 * DAY_MS);
    });

    test('moved to a defect more than five days after filing: the choice at once', async () => {
      const play = await openPlay(rig);
      await play.sms();
      const evidence = [{ evidenceId: 'screenshot-1' }];
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence });
      await play.pass(5 * DAY_MS + MINUTE_MS);
      await play.support('decideClaim', toDefect);
      expect((await play.status()).stage).toBe('awaiting_choice');
    });

    test('moved to a defect after access was refused before: disqualified', async () => {
      const play = await openPlay(rig);
      await defect(play);
      await play.support('requestAccess', WANTED.requestAccess);
      await play.customer('answerAccess', { granted: false });
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
      const answer = await play.ask('decideClaim', { kind: 'support', id: 'agent_1' }, toDefect);
      expect(answer).toMatchObject({
        accepted: false,
        code: 'disqualified',
        clause: 'C3b',
        stage: 'needs_evidence',
      });
    });
  });

  test('evidence is asked for twice at most', async () => {
    const play = await openPlay(rig);
    await invalidNumber(play);
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'e0' }] });
    const more = { decision: 'request_evidence', note: 'One more, please.' } as const;
    for (const evidenceId of ['e1', 'e2']) {
      await play.support('decideClaim', more);
      await play.customer('addEvidence', { evidence: [{ evidenceId }] });
    }
    const answer = await play.ask('decideClaim', { kind: 'support', id: 'agent_1' }, more);
    expect(answer).toMatchObject({ accepted: false, code: 'too_many_requests', stage: 'in_review' });
  });

  test('an overdue review is shown to support, told to the customer once, and never decided by the clock', async () => {
    const play = await openPlay(rig);
    await play.sms();
    const evidence = [{ evidenceId: 'screenshot-1' }];
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence });
    await play.pass(5 * DAY_MS + HOUR_MS);
    await play.pass(60 * DAY_MS);
    const { stage, needsAttention, timeline } = await play.status();
    expect(stage).toBe('in_review');
    expect(needsAttention).toMatchObject([{ step: 'review', reason: 'review_overdue' }]);
    const entries = timeline.filter(
      ({ event, data }) => event === 'mail_accepted' && data?.['template'] === 'review_delayed',
    );
    expect(entries).toHaveLength(1);
    await play.support('decideClaim', { decision: 'approve', note: 'Late, but yes.' });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
  });

  test('access is asked for twice at most', async () => {
    const play = await openPlay(rig);
    await defect(play);
    for (const _request of ['first', 'second']) {
      await play.support('requestAccess', WANTED.requestAccess);
      await play.customer('answerAccess', { granted: true });
    }
    const answer = await play.ask('requestAccess', { kind: 'support', id: 'agent_1' }, WANTED.requestAccess);
    expect(answer).toMatchObject({
      accepted: false,
      code: 'too_many_requests',
      clause: 'C3b',
      stage: 'in_remediation',
    });
  });
});
