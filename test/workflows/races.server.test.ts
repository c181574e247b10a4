import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RequestAnswer } from '../../src/client/request.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { refundsOf, replacementsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import { testRig } from './test-rig.ts';
import { arrived, untilTimerFires, sharedAbsences } from './worker-away.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_race' } as const;
const SUPPORT = { kind: 'support', id: 'agent_race' } as const;
const WHY = 'The code never worked, although I tried it three times.';
const PRICE = { amount: 149, currency: 'EUR' };

let rig: Rig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(async () => {
  await rig.stop();
});

const withWorkerAway = sharedAbsences(() => rig);

const events = ({ timeline }: PurchaseStatus): string[] => timeline.map(({ event }) => event);

const now = ({ purchaseId }: Play): Promise<number> =>
  workflowNow(rig.temporal.workflowService, {
    namespace: rig.namespace,
    workflowId: workflowIdOf(purchaseId),
  });

/** How many tasks the accepted requests were handled in. */
async function tasksOfRequests({ purchaseId }: Play): Promise<number> {
  const { events: history } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  const tasks = (history ?? []).flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
    accepted ? [String(accepted.acceptedRequestSequencingEventId)] : [],
  );
  return new Set(tasks).size;
}

async function usedNumber(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  return play;
}

async function defectClaimed(): Promise<Play> {
  const play = await usedNumber();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  return play;
}

const codes = (answers: RequestAnswer[]): string[] =>
  answers.map((answer) => (answer.accepted ? 'accepted' : answer.code));

describe.concurrent('the SMS and the end of its time', () => {
  test('in the same instant the SMS wins: no cancel, no refund, and the window opens', async () => {
    const play = await openPlay(rig);
    await withWorkerAway(async () => {
      await untilTimerFires(rig, play.purchaseId, 21 * MINUTE_MS);
      await rig.returns.smsReceived(play.purchaseId, rig.sandbox.shop.deliverSms(play.purchaseId));
    });
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe('claim_window');
    expect(events(status)).toEqual(['purchase_opened', 'sms_received']);
    expect(rig.sandbox.shopData.purchases[play.purchaseId]?.status).toBe('active');
    await play.pass(5 * DAY_MS + MINUTE_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'P1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('a claim that comes in one task with the SMS finds the window open', async () => {
    const play = await openPlay(rig);
    const { answers } = await withWorkerAway(async () => {
      await rig.returns.smsReceived(play.purchaseId, rig.sandbox.shop.deliverSms(play.purchaseId));
      return arrived(() =>
        rig.returns.submitClaim(play.purchaseId, { by: CUSTOMER, claimType: 'invalid_number', reason: WHY }),
      );
    });
    expect(await answers).toMatchObject([{ accepted: true, stage: 'needs_evidence' }]);
    await play.idle();
    expect(await play.status()).toMatchObject({ claims: [{ claimType: 'invalid_number', status: 'open' }] });
  });
});

describe.concurrent('the end of the claim window', () => {
  test('a claim 30 s before it is taken, and lives on after it', async () => {
    const play = await usedNumber();
    const endsAt = Date.parse((await play.status()).claimDeadline);
    await play.pass(endsAt - (await now(play)) - 30 * SECOND_MS);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await play.pass(HOUR_MS);
    expect(await play.status()).toMatchObject({
      stage: 'in_remediation',
      claims: [{ status: 'open' }],
      claimDeadline: new Date(endsAt).toISOString(),
    });
  });

  test('30 s after it the purchase is closed and says how it ended', async () => {
    const play = await usedNumber();
    const endsAt = Date.parse((await play.status()).claimDeadline);
    await play.pass(endsAt - (await now(play)) + 30 * SECOND_MS);
    const answer = await play.ask('submitClaim', CUSTOMER, { claimType: 'major_defect', reason: WHY });
    expect(answer).toMatchObject({
      accepted: false,
      code: 'purchase_closed',
      result: { outcome: 'fulfilled', clause: 'R1' },
    });
    expect((await play.status()).claims).toEqual([]);
  });
});

describe.concurrent('two requests in one task', () => {
  test.each([
    ['refund', 'replacement', { refunds: [PRICE], replacements: 0, outcome: 'refunded' }],
    ['replacement', 'refund', { refunds: [], replacements: 1, outcome: 'replaced' }],
    ['refund', 'refund', { refunds: [PRICE], replacements: 0, outcome: 'refunded' }],
    ['replacement', 'replacement', { refunds: [], replacements: 1, outcome: 'replaced' }],
  ] as const)('of the choices %s and %s only the first is carried out', async (first, second, expected) => {
    const play = await defectClaimed();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
    const choose = (remedy: 'refund' | 'replacement') => (): Promise<RequestAnswer> =>
      rig.returns.chooseRemedy(play.purchaseId, { by: CUSTOMER, remedy });
    const tasksBefore = await tasksOfRequests(play);
    const { answers } = await withWorkerAway(() => arrived(choose(first), choose(second)));
    expect(codes(await answers)).toEqual(['accepted', 'not_now']);
    await play.idle();
    expect((await tasksOfRequests(play)) - tasksBefore).toBe(1);
    const status = await play.status();
    expect(status.result).toMatchObject({ outcome: expected.outcome, clause: 'C3a' });
    expect(events(status).filter((event) => event === 'remedy_chosen')).toHaveLength(1);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual(expected.refunds);
    expect(replacementsOf(rig.sandbox, play.purchaseId)).toHaveLength(expected.replacements);
  });

  test('of two claims the first is taken, the other is answered claim_open', async () => {
    const play = await usedNumber();
    const claim = (claimType: 'major_defect' | 'invalid_number') => (): Promise<RequestAnswer> =>
      rig.returns.submitClaim(play.purchaseId, { by: CUSTOMER, claimType, reason: WHY });
    const { answers } = await withWorkerAway(() => arrived(claim('major_defect'), claim('invalid_number')));
    expect(codes(await answers)).toEqual(['accepted', 'claim_open']);
    await play.idle();
    expect(await tasksOfRequests(play)).toBe(1);
    expect((await play.status()).claims).toMatchObject([{ claimType: 'major_defect', status: 'open' }]);
  });
});

describe.concurrent('a defect put right in the instant its time ends counts as put right', () => {
  test.each(['the signal of support’s systems', 'the request of support'])('by %s', async (by) => {
    const play = await defectClaimed();
    const words = { summary: 'The route was repaired.' };
    const { answers } = await withWorkerAway(async () => {
      await untilTimerFires(rig, play.purchaseId, 5 * DAY_MS + 30 * SECOND_MS);
      if (by !== 'the request of support') {
        const occurredAt = new Date(await now(play)).toISOString();
        const event = { eventId: 'repair-1', occurredAt, agent: 'agent_race', ...words };
        await rig.returns.remediationDone(play.purchaseId, event);
        return arrived<RequestAnswer>();
      }
      return arrived<RequestAnswer>(() =>
        rig.returns.reportRemediation(play.purchaseId, { by: SUPPORT, outcome: 'done', ...words }),
      );
    });
    expect(codes(await answers)).toEqual(by === 'the request of support' ? ['accepted'] : []);
    await play.idle();
    expect((await play.status()).stage).toBe('remedied');
    await play.pass(4 * DAY_MS);
    const status = await play.status();
    expect(status.result).toMatchObject({ outcome: 'fulfilled', clause: 'C3' });
    expect(events(status)).not.toContain('not_remedied');
    expect(events(status)).not.toContain('choice_offered');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

test('a purchase that only waits for its mails takes nothing any more, and ends once they are out', async () => {
  await rig.sandbox.inbox.down();
  const play = await openPlay(rig);
  try {
    await play.pass(21 * MINUTE_MS);
    const before = await play.status();
    expect(before).toMatchObject({ stage: 'closed', result: { outcome: 'refunded', clause: 'R2' } });
    expect(before.allowedActions).toEqual({ customer: [], support: [] });
    const claim = { claimType: 'non_receipt', reason: WHY } as const;
    const contact = { email: 'elsewhere@customer.example' };
    const hand = { step: 'refund', action: 'retry', note: 'Again, please.' } as const;
    const refused = { accepted: false, code: 'not_now', stage: 'closed', nextDeadline: null };
    expect(await play.ask('submitClaim', CUSTOMER, claim)).toMatchObject(refused);
    expect(await play.ask('chooseRemedy', CUSTOMER, { remedy: 'refund' })).toMatchObject(refused);
    expect(await play.ask('correctContact', SUPPORT, contact)).toMatchObject(refused);
    expect(await play.ask('settleByHand', SUPPORT, hand)).toMatchObject(refused);
    const late = { eventId: 'sms-late', occurredAt: new Date(await now(play)).toISOString() };
    expect(await rig.returns.smsReceived(play.purchaseId, late)).toEqual({ sent: true });
    await play.idle();
    const after = await play.status();
    expect(after).toMatchObject({ stage: 'closed', result: before.result, claims: [] });
    expect(after.timeline.at(-1)).toMatchObject({
      event: 'ignored',
      data: { signal: 'smsReceived', why: 'late' },
    });
  } finally {
    await rig.sandbox.inbox.up();
  }
  await play.pass(HOUR_MS);
  expect(await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).result()).toMatchObject({
    outcome: 'refunded',
    clause: 'R2',
  });
  const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
  expect(mails.map(({ template, to }) => [template, to])).toEqual([
    ['funds_returned', play.order.customer.email],
  ]);
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});

test.concurrent('a cancel request is noted, and the purchase goes on to the refund', async () => {
  const play = await openPlay(rig);
  await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).cancel();
  await play.idle();
  expect(await play.status()).toMatchObject({
    stage: 'awaiting_sms',
    timeline: [{ event: 'purchase_opened' }, { event: 'cancel_requested', visibility: 'internal' }],
  });
  await play.pass(21 * MINUTE_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});
