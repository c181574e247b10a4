import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/contract/answers.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { UpdateName } from '../../src/contract/updates.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { json, payload, rawMessages, taskQueueOf, type RawMessages } from './raw-messages.ts';
import { sharedRig } from './test-rig.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_bad' } as const;
const SUPPORT = { kind: 'support', id: 'agent_bad' } as const;
const WHY = 'The code never worked, although I tried it three times.';

let rig: RunningRig;
let raw: RawMessages;
let taskQueue: string;
beforeAll(async () => {
  rig = await sharedRig();
  raw = rawMessages(rig);
  taskQueue = await taskQueueOf(rig);
});

/** All that a request could have changed. */
async function trace(play: Play): Promise<{ events: number; requests: number; revision: number }> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).fetchHistory();
  const requests = (events ?? []).filter((each) => each.workflowExecutionUpdateAcceptedEventAttributes);
  const { revision } = await play.status();
  return { events: events?.length ?? 0, requests: requests.length, revision };
}

// One after the other: they share a purchase, whose history shows any trace.
describe('a malformed request is refused with every field that is wrong, and leaves nothing behind', () => {
  let play: Play;
  beforeAll(async () => {
    play = await openPlay(rig);
    await play.sms();
  });

  const TYPES = 'one of non_receipt, invalid_number, major_defect';
  const NO_OBJECT: Problem[] = [{ field: '', message: 'must be an object' }];

  const malformed: [string, UpdateName, unknown, Problem[]][] = [
    ['null', 'submitClaim', null, NO_OBJECT],
    ['a text', 'chooseRemedy', 'refund', NO_OBJECT],
    ['a list', 'addEvidence', [], NO_OBJECT],
    [
      'an empty object',
      'submitClaim',
      {},
      [
        { field: 'by', message: 'is missing: send an object' },
        { field: 'claimType', message: `is missing: send ${TYPES}` },
        { field: 'reason', message: 'is missing: send a text of at most 4000 characters' },
      ],
    ],
    [
      'wrong types throughout',
      'submitClaim',
      { by: { kind: 'admin', id: 7 }, claimType: 3, reason: { text: WHY }, evidence: 'a file' },
      [
        { field: 'by.kind', message: 'must be one of customer, support, service' },
        {
          field: 'by.id',
          message: 'must be one line of 1 to 64 characters, not only blanks, without control characters',
        },
        { field: 'claimType', message: `must be ${TYPES}` },
        { field: 'reason', message: 'must be a text of at most 4000 characters' },
        { field: 'evidence', message: 'must be a list of at most 5 entries' },
      ],
    ],
    [
      'a reason of 5,000 characters',
      'submitClaim',
      { by: CUSTOMER, claimType: 'invalid_number', reason: 'x'.repeat(5000) },
      [{ field: 'reason', message: 'must be a text of at most 4000 characters' }],
    ],
    [
      'a rejection without its clause',
      'decideClaim',
      { by: SUPPORT, decision: 'reject', note: 'No.' },
      [
        {
          field: 'clause',
          message: 'is missing: to reject, send one of R1, C1, C2, C3, X1, X2, X3, P2, P3',
        },
      ],
    ],
    [
      'no address',
      'correctContact',
      { by: SUPPORT, email: 'nobody', timeZone: 'Mars/Olympus Mons', locale: 7 },
      [
        {
          field: 'email',
          message: 'must be an email address of at most 254 characters, like name@example.com',
        },
      ],
    ],
  ];

  test.each(malformed)('%s for %s', async (_, name, argument, problems) => {
    const before = await trace(play);
    const answer = await raw.update(play.purchaseId, name, [json(argument)]);
    expect(answer).toEqual({
      failure: { type: 'InvalidInput', message: expect.any(String), details: [problems] },
    });
    // The typed client does not even ask, and says the same.
    const asked = rig.returns[name] as (purchaseId: string, argument: unknown) => Promise<unknown>;
    expect(await asked(play.purchaseId, argument)).toEqual({
      accepted: false,
      code: 'invalid_input',
      problems,
    });
    expect(await trace(play)).toEqual(before);
  });

  test.each([
    ['no argument', []],
    ['an undecodable one', [payload('json/plain', '{"by":')]],
    ['one in an unknown encoding', [payload('binary/zebra', 'stripes')]],
  ])('%s', async (_, payloads) => {
    const before = await trace(play);
    expect(await raw.update(play.purchaseId, 'chooseRemedy', payloads)).toMatchObject({
      failure: { type: 'InvalidInput' },
    });
    expect(await trace(play)).toEqual(before);
  });

  test('an update of an unknown name', async () => {
    const before = await trace(play);
    expect(await raw.update(play.purchaseId, 'submitClaims', [json({})])).toHaveProperty('failure');
    expect(await trace(play)).toEqual(before);
  });

  test('the message repeats nothing of what was sent', async () => {
    const secret = 'hunter2@secret example';
    const answer = await raw.update(play.purchaseId, 'correctContact', [
      json({ by: SUPPORT, email: secret }),
    ]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

test.concurrent('a request to a purchase that nobody opened says so', async () => {
  const unknown = { accepted: false, code: 'unknown_purchase', message: expect.any(String) };
  expect(await rig.returns.chooseRemedy('never-opened', { by: CUSTOMER, remedy: 'refund' })).toEqual(unknown);
  expect(await rig.returns.status('never-opened')).toEqual({ found: false });
  await expect(raw.update('never-opened', 'chooseRemedy', [json({})])).rejects.toMatchObject({ code: 5 });
});

const at = (order: { purchasedAt: string }, offsetMs: number): string =>
  new Date(Date.parse(order.purchasedAt) + offsetMs).toISOString();

describe.concurrent('an order that cannot be lived by fails its opening as InvalidInput, and can be opened again', () => {
  type Order = ReturnType<RunningRig['sandbox']['shop']['buy']>;
  const wrong: [string, (order: Order) => unknown, Problem[]][] = [
    ['null', () => null, [{ field: '', message: 'must be an object' }]],
    ['a text', () => 'an order', [{ field: '', message: 'must be an object' }]],
    [
      'a currency that is none, and half a cent',
      (order) => ({ ...order, price: { amount: 149.5, currency: 'XXQ' } }),
      [
        { field: 'price.amount', message: 'must be an integer from 1 to 9007199254740991' },
        { field: 'price.currency', message: 'must be an ISO 4217 code in capital letters, e.g. EUR' },
      ],
    ],
    [
      'an SMS deadline before the purchase',
      (order) => ({ ...order, smsDeadline: at(order, -1) }),
      [{ field: 'smsDeadline', message: expect.stringContaining('is not after purchasedAt') }],
    ],
    [
      'a purchase of tomorrow',
      (order) => ({ ...order, purchasedAt: at(order, 24 * 60 * 60_000) }),
      [{ field: 'purchasedAt', message: expect.stringContaining('ahead of our clock') }],
    ],
    [
      'a version of the policy that was never shipped',
      (order) => ({ ...order, policyVersion: '1999-12' }),
      [
        {
          field: 'policyVersion',
          message: 'is not a version of the policy: send one of 2026-01, sandbox-short, or leave it out',
        },
      ],
    ],
    [
      'a purchase that replaces itself',
      (order) => ({
        ...order,
        replaces: { purchaseId: order.purchaseId, originalPurchaseId: order.purchaseId, depth: 1 },
      }),
      [{ field: 'replaces.purchaseId', message: 'is the purchase itself: name the one it replaces' }],
    ],
  ];

  test.each(wrong)('%s', async (_, spoil, problems) => {
    const order = rig.sandbox.shop.buy();
    const workflowId = workflowIdOf(order.purchaseId);
    await raw.start(taskQueue, WORKFLOW_TYPE, order.purchaseId, spoil(order));
    const handle = rig.temporal.workflow.getHandle(workflowId);
    const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    expect(error.cause.type).toBe('InvalidInput');
    expect(error.cause.details).toEqual([problems]);
    expect(await rig.returns.status(order.purchaseId)).toEqual({ found: false });
    // The typed client tells it before anything is started.
    const opened = await rig.returns.openPurchase(spoil(order) as Order);
    expect(opened).toEqual({ opened: false, code: 'invalid_input', problems });

    expect(await rig.returns.openPurchase(order)).toEqual({ opened: true, already: false });
    expect(await rig.returns.status(order.purchaseId)).toMatchObject({
      found: true,
      status: { stage: 'awaiting_sms', purchaseId: order.purchaseId },
    });
  });
});

test.concurrent('after 20 refusals a further one leaves no trace, and a request in order is still taken', async () => {
  const play = await openPlay(rig);
  const claim = { claimType: 'invalid_number', reason: WHY } as const;
  for (let n = 1; n <= 20; n += 1) await play.refused('submitClaim', claim, 'too_early');
  const before = await trace(play);
  expect(before.requests).toBe(20);

  expect(await play.ask('submitClaim', CUSTOMER, claim)).toEqual({
    accepted: false,
    code: 'too_many_refusals',
    clause: 'R2',
    message: expect.stringContaining('too_early'),
  });
  const argument = json({ by: CUSTOMER, ...claim });
  expect(await raw.update(play.purchaseId, 'submitClaim', [argument])).toMatchObject({
    failure: { type: 'TooManyRefusals', details: [{ code: 'too_early', clause: 'R2' }] },
  });
  expect(await trace(play)).toEqual(before);
  // Support is not the customer: its refusals are answered as ever.
  const hand = { step: 'refund', action: 'retry', note: 'Again, please.' } as const;
  expect(await play.ask('settleByHand', SUPPORT, hand)).toMatchObject({ code: 'not_now' });

  await play.sms();
  await play.customer('submitClaim', claim);
  expect(await play.status()).toMatchObject({ stage: 'needs_evidence', claims: [{ status: 'open' }] });
});
