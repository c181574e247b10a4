import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClockChange, Consequences } from '../../src/contract/preview.ts';
import { claimIdOf, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseSnapshot } from '../../src/contract/snapshot.ts';
import type { DeadlineKind } from '../../src/contract/status.ts';
import type { By, UpdateName, Updates, Wanted } from '../../src/contract/updates.ts';
import type { RequestAnswer } from '../../src/client/request.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import { sharedRig } from './test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const CUSTOMER: By = { kind: 'customer', id: 'cus_demo' };
const SUPPORT: By = { kind: 'support', id: 'agent_demo' };
const WHY = 'The code never worked, although I tried it three times.';
const EVIDENCE = [{ evidenceId: 'e1' }, { evidenceId: 'e2' }, { evidenceId: 'e3' }];

const snapshotOf = ({ purchaseId }: Play): Promise<PurchaseSnapshot> =>
  rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).query<PurchaseSnapshot>('snapshot');

const eventsOf = async ({ purchaseId }: Play): Promise<number> =>
  (await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).describe()).historyLength;

type Request = { [N in UpdateName]: { name: N; argument: Updates[N] } }[UpdateName];

/** The difference between two instants that are counted from a request, if everything else is the same. */
function laterBy(predicted: unknown, actual: unknown, path = ''): number[] {
  if (typeof predicted === 'string' && typeof actual === 'string' && predicted !== actual) {
    const difference = Date.parse(actual) - Date.parse(predicted);
    if (Number.isFinite(difference)) return [difference];
  }
  if (
    typeof predicted === 'object' &&
    typeof actual === 'object' &&
    predicted !== null &&
    actual !== null &&
    Array.isArray(predicted) === Array.isArray(actual)
  ) {
    const names = new Set([...Object.keys(predicted), ...Object.keys(actual)]);
    return [...names].flatMap((name) =>
      laterBy(Reflect.get(predicted, name), Reflect.get(actual, name), `${path}.${name}`),
    );
  }
  expect({ path, value: actual }).toEqual({ path, value: predicted });
  return [];
}

/** Instants that count from the request may be later by the time between preview and request, all by the same. */
function expectSame(predicted: unknown, actual: unknown, betweenMs: number): void {
  const differences = new Set(laterBy(predicted, actual));
  expect(differences.size).toBeLessThanOrEqual(1);
  for (const difference of differences) {
    expect(difference).toBeGreaterThan(0);
    // The second: the host's clock and the server's are read in parts of it.
    expect(difference).toBeLessThan(betweenMs + SECOND_MS);
  }
}

/** Previews a request, makes it, and compares. */
async function previewed(play: Play, request: Request, shopWorks: boolean): Promise<void> {
  const { name, argument } = request;
  const before = await snapshotOf(play);
  const eventsBefore = await eventsOf(play);
  const workflow = { namespace: rig.temporal.options.namespace, workflowId: workflowIdOf(play.purchaseId) };
  const now = await workflowNow(rig.temporal.workflowService, workflow);
  const askedAt = Date.now();
  const { answer: predicted, follows } = await rig.returns.preview(play.purchaseId, name, argument);
  expect(await eventsOf(play)).toBe(eventsBefore);
  expect(await snapshotOf(play)).toEqual(before);

  // Sound: name and argument belong together.
  const requests = rig.returns as unknown as Record<
    string,
    (purchaseId: string, argument: unknown) => Promise<RequestAnswer>
  >;
  const actual = await requests[name]?.(play.purchaseId, argument);
  const betweenMs = Date.now() - askedAt;
  await play.idle();
  if (!predicted.accepted && 'stage' in predicted && actual && !('stage' in actual)) {
    // Refused by the validator, which answers without the standing.
    const { code, message, clause } = predicted;
    expect(actual).toEqual({ accepted: false, code, message, clause });
    return;
  }
  expectSame(predicted, actual, betweenMs);
  if (follows === undefined) return;
  compareWithFollowing(follows, { before, after: await snapshotOf(play), now }, shopWorks);
}

function compareWithFollowing(
  follows: Consequences,
  { before, after, now }: { before: PurchaseSnapshot; after: PurchaseSnapshot; now: number },
  shopWorks: boolean,
): void {
  const posted = after.mails.slice(before.mails.length).map(({ template }) => template);
  expect(posted.slice(0, follows.mails.length)).toEqual(follows.mails);
  const callsTheShop = follows.stage === 'returning_funds' || follows.stage === 'replacing';
  if (callsTheShop && shopWorks) return;
  expect(after.status.stage).toBe(follows.stage);
  expect(posted).toEqual(follows.mails);
  expect(after.status.nextDeadline?.kind).toBe(follows.nextDeadline?.kind);
  const { outcome, clause } = after.status.result ?? {};
  expect(follows.result).toEqual(outcome && { outcome, clause });
  expect(after.status.refund !== undefined && before.status.refund === undefined).toBe(
    follows.money?.kind === 'refund' && follows.money.unlessSms !== true,
  );
  expect(after.status.replacement?.key !== before.status.replacement?.key).toBe(
    follows.money?.kind === 'replacement',
  );
  expectSameClocks(follows.clocks, changesBetween(clocksIn(before, now), clocksIn(after, now)));
}

interface SeenClock {
  kind: DeadlineKind;
  claimId: string | undefined;
  at: string;
  paused: boolean;
}

/** The clocks of the policy that run or are paused, as the record of a purchase shows them. */
function clocksIn({ status, deadlines, pauses }: PurchaseSnapshot, now: number): Map<string, SeenClock> {
  const claimId = status.claim?.claimId;
  const isPaused = pauses.some((pause) => pause.claimId === claimId && pause.to === undefined);
  const clocks = new Map<string, SeenClock>();
  for (const deadline of deadlines) {
    const { kind, at, next } = deadline;
    const paused = kind === 'remediation' && deadline.claimId === claimId && isPaused;
    const open = kind === 'window' && status.stage !== 'closed' && now <= Date.parse(at);
    const isPolicy = kind !== 'retry' && kind !== 'poll';
    const clock = { kind, claimId: deadline.claimId, at, paused };
    if (isPolicy && (next || paused || open)) clocks.set(`${kind} ${deadline.claimId ?? ''}`, clock);
  }
  return clocks;
}

/** Beyond what the time between preview and request, and until a notice is accepted, moves an end by. */
const MOVED_MS = 30 * SECOND_MS;

function changesBetween(before: Map<string, SeenClock>, after: Map<string, SeenClock>): ClockChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name): ClockChange[] => {
    const [was, is] = [before.get(name), after.get(name)];
    const { kind, claimId } = is ?? was ?? expect.fail();
    const about = { kind, ...(claimId === undefined ? {} : { claimId }) };
    if (is === undefined) return [{ ...about, change: 'stops' }];
    if (is.paused) return was?.paused === true ? [] : [{ ...about, change: 'pauses' }];
    const { at } = is;
    if (was === undefined) return [{ ...about, change: 'starts', at }];
    if (was.paused) return [{ ...about, change: 'resumes', at }];
    const movedBy = Math.abs(Date.parse(at) - Date.parse(was.at));
    return movedBy < MOVED_MS ? [] : [{ ...about, change: 'moves', at }];
  });
}

/** Each clock that was said to change has done so, to the end that was said, and no other has changed. */
function expectSameClocks(said: readonly ClockChange[], seen: readonly ClockChange[]): void {
  const without = (changes: readonly ClockChange[]): object[] =>
    changes
      .map(({ at: _at, ...change }) => change)
      .toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  expect(without(seen)).toEqual(without(said));
  for (const { kind, claimId, change, at } of seen) {
    const same = said.find((each) => each.kind === kind && each.claimId === claimId);
    const apart = Math.abs(Date.parse(at ?? '') - Date.parse(same?.at ?? ''));
    const isSaid = at === undefined ? same?.at === undefined : apart < MOVED_MS;
    expect({ kind, change, isSaid }).toEqual({ kind, change, isSaid: true });
  }
}

const by = fc.constantFrom<By>(CUSTOMER, SUPPORT, { kind: 'service', id: 'shop' });
/** Mostly none, then the first, the second, and one that cannot be. */
const named = fc.constantFrom<'' | 1 | 2 | 9>('', '', '', 1, 1, 2, 9);
const wanted: fc.Arbitrary<{ name: UpdateName; wanted: Wanted<UpdateName> }> = fc.oneof(
  ...(['non_receipt', 'invalid_number', 'major_defect', 'major_defect'] as const).map((claimType) =>
    fc.constantFrom(WHY, WHY, WHY, 'short').chain((reason) =>
      fc.constantFrom(0, 0, 1).map((pieces) => ({
        name: 'submitClaim' as const,
        wanted: { claimType, reason, evidence: EVIDENCE.slice(0, pieces) },
      })),
    ),
  ),
  fc
    .constantFrom(...EVIDENCE)
    .map((piece) => ({ name: 'addEvidence' as const, wanted: { evidence: [piece] } })),
  fc.constant({ name: 'withdrawClaim' as const, wanted: {} }),
  fc
    .constantFrom<Wanted<'decideClaim'>>(
      { decision: 'approve', note: 'Granted.' },
      { decision: 'reject', clause: 'X1', note: 'A mistake in the call.' },
      { decision: 'request_evidence', note: 'Show the screen.' },
      { decision: 'reclassify', claimType: 'major_defect', note: 'A defect.' },
      { decision: 'reclassify', claimType: 'invalid_number', note: 'A number.' },
    )
    .map((decision) => ({ name: 'decideClaim' as const, wanted: decision })),
  fc.constant({ name: 'requestAccess' as const, wanted: { what: 'The log of your host.' } }),
  fc.boolean().map((granted) => ({ name: 'answerAccess' as const, wanted: { granted } })),
  fc
    .constantFrom('done' as const, 'done' as const, 'not_possible' as const)
    .map((outcome) => ({ name: 'reportRemediation' as const, wanted: { outcome, summary: 'The route.' } })),
  fc.constant({ name: 'disputeRemediation' as const, wanted: { reason: 'It still fails.' } }),
  fc
    .constantFrom('refund' as const, 'replacement' as const)
    .map((remedy) => ({ name: 'chooseRemedy' as const, wanted: { remedy } })),
  fc.constant({ name: 'correctContact' as const, wanted: { email: 'other@example.org' } }),
);

type Step =
  | { do: 'sms' | 'completed' }
  | { do: 'pass'; ms: number }
  | { do: 'ask'; by: By; claim: '' | 1 | 2 | 9; name: UpdateName; wanted: Wanted<UpdateName> };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'completed' }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(10 * MINUTE_MS, HOUR_MS, DAY_MS, 3 * DAY_MS)
      .map((ms): Step => ({ do: 'pass', ms })),
  },
  {
    weight: 16,
    arbitrary: fc
      .record({ do: fc.constant('ask' as const), by, claim: named })
      .chain((who) => wanted.map((what): Step => Object.assign({}, who, what))),
  },
);

const FOR_SUPPORT: ReadonlySet<UpdateName> = new Set([
  'decideClaim',
  'requestAccess',
  'reportRemediation',
  'correctContact',
]);

async function live(steps: readonly Step[], shopWorks: boolean): Promise<number> {
  const play = await openPlay(rig);
  if (!shopWorks) {
    for (const call of ['cancel', 'refund', 'replacement'] as const)
      play.fault(call, { kind: 'status', status: 503 });
  }
  let asked = 0;
  for (const each of steps) {
    if ((await play.status()).stage === 'closed') break;
    switch (each.do) {
      case 'sms':
        await play.sms();
        break;
      case 'completed':
        await play.completed();
        break;
      case 'pass':
        await play.pass(each.ms);
        break;
      case 'ask':
        await previewed(play, requestOf(play, each), shopWorks);
        asked += 1;
        break;
      default:
        each satisfies never;
    }
  }
  return asked;
}

/** Of the side that may ask for it: the other is refused in every stage alike. */
function requestOf({ purchaseId }: Play, asked: Extract<Step, { do: 'ask' }>): Request {
  const { name, wanted: what, claim } = asked;
  const who = asked.by.kind === 'service' ? asked.by : FOR_SUPPORT.has(name) ? SUPPORT : CUSTOMER;
  const ofNoClaim = claim === '' || name === 'submitClaim' || name === 'correctContact';
  const about = ofNoClaim ? {} : { claimId: claimIdOf(purchaseId, claim) };
  // Sound: `wanted` pairs each name with what it asks for.
  return { name, argument: { by: who, ...about, ...what } } as unknown as Request;
}

describe('A preview', () => {
  const seed = randomInt(1_000_000);
  test(`says what the request is then answered and what follows, in random lives (seed ${seed})`, async () => {
    const lives = fc.sample(fc.array(step, { minLength: 12, maxLength: 16 }), { seed, numRuns: 24 });
    const asked = await Promise.all(lives.map((steps, n) => live([{ do: 'sms' }, ...steps], n % 2 === 0)));
    expect(asked.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(100);
  });

  test('says that a withdrawal after the window closes the purchase', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence: EVIDENCE });
    await play.pass(6 * DAY_MS);
    const request = { by: CUSTOMER };
    const { answer, follows } = await rig.returns.preview(play.purchaseId, 'withdrawClaim', request);
    expect(answer).toMatchObject({ accepted: true, stage: 'claim_window' });
    expect(follows).toEqual({
      stage: 'closed',
      nextDeadline: null,
      clocks: [],
      mails: ['claim_withdrawn'],
      result: { outcome: 'fulfilled', clause: 'R1' },
    });
    await previewed(play, { name: 'withdrawClaim', argument: request }, true);
    expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
  });

  test('counts from now, however long nothing has happened to the purchase', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await play.pass(30 * HOUR_MS);
    const { follows } = await rig.returns.preview(play.purchaseId, 'requestAccess', {
      by: SUPPORT,
      what: 'The log of your host.',
    });
    const filedAt = Date.parse((await play.status()).claim?.filedAt ?? '');
    const sinceFiling = Date.parse(follows?.nextDeadline?.at ?? '') - filedAt;
    // The purchase was last woken when the claim was filed.
    expect(sinceFiling).toBeGreaterThanOrEqual(30 * HOUR_MS + 72 * HOUR_MS);
    expect(follows).toMatchObject({
      stage: 'access_requested',
      nextDeadline: { kind: 'access', provisional: true },
      clocks: [
        { kind: 'remediation', change: 'pauses' },
        { kind: 'access', change: 'starts' },
      ],
      mails: ['access_requested'],
    });
  });

  test('shows the money of either choice, and moves none', async () => {
    const offered = await openPlay(rig);
    await offered.sms();
    await offered.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await offered.support('reportRemediation', { outcome: 'not_possible', summary: 'The route is gone.' });
    const choice = async (remedy: 'refund' | 'replacement'): Promise<Consequences | undefined> =>
      (await rig.returns.preview(offered.purchaseId, 'chooseRemedy', { by: CUSTOMER, remedy })).follows;
    const amount = offered.order.price;
    expect(await choice('refund')).toMatchObject({
      stage: 'returning_funds',
      money: { kind: 'refund', amount, clause: 'C3a' },
      clocks: [{ kind: 'choice', change: 'stops' }],
    });
    expect(await choice('replacement')).toMatchObject({ stage: 'replacing', money: { kind: 'replacement' } });
    expect((await offered.status()).stage).toBe('awaiting_choice');
  });

  test('goes by the answer to an earlier cancel', async () => {
    const play = await openPlay(rig);
    play.completedUnreported();
    await play.pass(30 * MINUTE_MS);
    const request = { by: CUSTOMER, claimType: 'non_receipt', reason: WHY } as const;
    const { answer, follows } = await rig.returns.preview(play.purchaseId, 'submitClaim', request);
    expect((await play.status()).stage).toBe('claim_window');
    expect(answer).toMatchObject({ accepted: true, stage: 'returning_funds' });
    expect(follows).toMatchObject({
      stage: 'returning_funds',
      mails: ['claim_received', 'claim_approved'],
      money: { kind: 'refund', amount: play.order.price, clause: 'C1' },
    });
    expect(follows?.money).not.toHaveProperty('unlessSms');
  });

  test('is of the kind of a request: malformed, unknown and closed are answered as for that', async () => {
    const play = await openPlay(rig);
    const choice = { by: CUSTOMER, remedy: 'refund' } as const;
    expect(await rig.returns.preview('p-unknown', 'chooseRemedy', choice)).toEqual({
      answer: expect.objectContaining({ accepted: false, code: 'unknown_purchase' }) as unknown,
    });
    // @ts-expect-error The remedy is none.
    expect(await rig.returns.preview(play.purchaseId, 'chooseRemedy', { by: CUSTOMER, remedy: 'x' })).toEqual(
      {
        answer: {
          accepted: false,
          code: 'invalid_input',
          problems: [{ field: 'remedy', message: 'must be one of refund, replacement' }],
        },
      },
    );
    await play.pass(HOUR_MS);
    expect((await rig.returns.preview(play.purchaseId, 'chooseRemedy', choice)).answer).toMatchObject({
      accepted: false,
      code: 'purchase_closed',
      result: { outcome: 'refunded', clause: 'R2' },
    });
    expect(await rig.returns.options(play.purchaseId)).toEqual({ found: true, options: [] });
    expect(await rig.returns.options('p-unknown')).toEqual({ found: false });
  });
});

/** A request of each kind that is refused only because of the moment. */
const GOOD: {
  readonly [N in Exclude<UpdateName, 'submitClaim' | 'decideClaim' | 'settleByHand'>]: Wanted<N>;
} = {
  addEvidence: { evidence: [{ evidenceId: 'e9' }] },
  withdrawClaim: {},
  requestAccess: { what: 'The log of your host.' },
  answerAccess: { granted: true },
  reportRemediation: { outcome: 'done', summary: 'The route.' },
  disputeRemediation: { reason: 'It still fails.' },
  chooseRemedy: { remedy: 'refund' },
  correctContact: { email: 'other@example.org' },
};

const isGood = (name: UpdateName): name is keyof typeof GOOD => Object.hasOwn(GOOD, name);

/** Each option against the preview of a request of its kind. */
async function checkOptions(play: Play): Promise<string[]> {
  const found = await rig.returns.options(play.purchaseId);
  if (!found.found) throw new Error('no options');
  const taken: string[] = [];
  for (const { side, update, claimType, taken: isTaken, refusal } of found.options) {
    const who = side === 'customer' ? CUSTOMER : SUPPORT;
    if (isTaken) taken.push(claimType ?? update);
    const request = claimType === undefined ? isGood(update) && GOOD[update] : { claimType, reason: WHY };
    if (request === false) continue;
    // Sound: `GOOD` pairs each name with what it asks for.
    const argument = { by: who, ...request } as unknown as Updates[typeof update];
    const { answer } = await rig.returns.preview(play.purchaseId, update, argument);
    expect(answer.accepted, `${side} ${update} ${claimType}`).toBe(isTaken);
    expect(answer).toMatchObject(refusal ?? {});
  }
  return taken.toSorted();
}

describe('The options of a purchase', () => {
  test('are what a request is then taken for, in each stage of a claim', async () => {
    const play = await openPlay(rig);
    expect(await checkOptions(play)).toEqual(['correctContact']);
    await play.sms();
    expect(await checkOptions(play)).toEqual([
      'correctContact',
      'invalid_number',
      'major_defect',
      'non_receipt',
    ]);
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
    expect(await checkOptions(play)).toEqual([
      'addEvidence',
      'correctContact',
      'decideClaim',
      'withdrawClaim',
    ]);
    await play.support('decideClaim', {
      decision: 'reclassify',
      claimType: 'major_defect',
      note: 'A defect.',
    });
    expect(await checkOptions(play)).toEqual([
      'addEvidence',
      'correctContact',
      'decideClaim',
      'reportRemediation',
      'requestAccess',
      'withdrawClaim',
    ]);
    // So late that the second request for access is not allowed, which nothing has told the purchase.
    await play.support('requestAccess', { what: 'The log of your host.' });
    await play.customer('answerAccess', { granted: true });
    await play.pass(4 * DAY_MS + 20 * HOUR_MS);
    expect(await checkOptions(play)).not.toContain('requestAccess');
    await play.support('reportRemediation', { outcome: 'done', summary: 'The route.' });
    expect(await checkOptions(play)).toEqual(['correctContact', 'disputeRemediation']);
  });

  test('say until when', async () => {
    const play = await openPlay(rig);
    await play.sms();
    const { claimDeadline } = await play.status();
    const untils = async (): Promise<Record<string, string | undefined>> => {
      const found = await rig.returns.options(play.purchaseId);
      const options = found.found ? found.options.filter(({ taken }) => taken) : [];
      return Object.fromEntries(options.map(({ update, claimType, until }) => [claimType ?? update, until]));
    };
    expect(await untils()).toEqual({
      non_receipt: claimDeadline,
      invalid_number: claimDeadline,
      major_defect: claimDeadline,
      correctContact: undefined,
    });
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
    const until = (await play.status()).nextDeadline?.at;
    expect(await untils()).toEqual({
      addEvidence: until,
      withdrawClaim: until,
      decideClaim: until,
      correctContact: undefined,
    });
  });
});
