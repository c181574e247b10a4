import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { beforeAll, expect, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import type { UpdateName } from '../../src/contract/updates.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import { json, rawMessages, taskQueueOf, type RawMessages } from './raw-messages.ts';
import { sharedRig } from './test-rig.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_raw' };
const SUPPORT = { kind: 'support', id: 'agent_raw' };
const SERVICE = { kind: 'service', id: 'shop_raw' };
const WHY = 'The code never worked, although I tried it three times.';

let rig: RunningRig;
let raw: RawMessages;
let taskQueue: string;
beforeAll(async () => {
  rig = await sharedRig();
  raw = rawMessages(rig);
  taskQueue = await taskQueueOf(rig);
});

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajvFormats.default(ajv);

/** The value itself, if the published schema allows it. */
function fitting(schema: string, value: unknown): unknown {
  const id = `urn:instaotp-returns:${schema}`;
  const validate =
    ajv.getSchema(id) ??
    ajv.compile(
      JSON.parse(
        readFileSync(new URL(`../../src/contract/schemas/${schema}.schema.json`, import.meta.url), 'utf8'),
      ) as object,
    );
  const fits = validate(value);
  expect({ schema, fits, errors: validate.errors ?? [] }).toEqual({ schema, fits: true, errors: [] });
  return value;
}

/** A client that has the published schemas and nothing of our code: all it sends and gets has to fit them. */
function foreignClient(purchaseId: string) {
  const idle = async (): Promise<void> => {
    const workflow = { namespace: rig.namespace, workflowId: workflowIdOf(purchaseId) };
    await waitUntilIdle(rig.temporal.workflowService, workflow, { timeoutMs: 60_000 });
  };
  return {
    async open(order: unknown): Promise<void> {
      await raw.start(taskQueue, WORKFLOW_TYPE, purchaseId, fitting('purchase-order', order));
      await idle();
    },
    async tell(name: SignalName, event: Record<string, unknown>): Promise<void> {
      const full = { occurredAt: '2026-03-01T12:05:00+02:00', ...event };
      await raw.signal(purchaseId, name, json(fitting(`${name}.signal`, full)));
      await idle();
    },
    async ask(name: UpdateName, argument: Record<string, unknown>): Promise<unknown> {
      const outcome = await raw.update(purchaseId, name, [json(fitting(`${name}.update`, argument))]);
      await idle();
      if ('failure' in outcome) throw new Error(`${name} failed: ${outcome.failure.message}`);
      return fitting('answer', outcome.answer);
    },
    status: async (): Promise<unknown> => fitting('purchase-status', await raw.query(purchaseId, 'status')),
    result: async (): Promise<unknown> => fitting('purchase-result', await raw.result(purchaseId)),
  };
}

const accepted = (stage: string): object => ({ accepted: true, stage });
const refused = (code: string, clause: string | null): object => ({ accepted: false, code, clause });

test.concurrent('a defect is claimed, disputed and paid back by a client that has only the schemas', async () => {
  const order = rig.sandbox.shop.buy();
  const { purchaseId } = order;
  const client = foreignClient(purchaseId);
  await client.open(order);
  expect(await client.status()).toMatchObject({ stage: 'awaiting_sms', nextDeadline: { kind: 'sms' } });
  expect(
    await client.ask('submitClaim', { by: SERVICE, claimType: 'non_receipt', reason: WHY }),
  ).toMatchObject(refused('too_early', 'R2'));

  await client.tell('smsReceived', { eventId: 'sms-1' });
  await client.tell('activationCompleted', { eventId: 'completed-1' });
  expect(
    await client.ask('submitClaim', { by: CUSTOMER, claimType: 'non_receipt', reason: WHY }),
  ).toMatchObject(refused('fulfilled', 'R1'));
  expect(
    await client.ask('submitClaim', { by: CUSTOMER, claimType: 'major_defect', reason: WHY }),
  ).toMatchObject({ ...accepted('in_remediation'), claimId: `clm_${purchaseId}_1` });
  expect(await client.ask('requestAccess', { by: SUPPORT, what: 'The settings page.' })).toMatchObject(
    accepted('access_requested'),
  );
  expect(await client.status()).toMatchObject({ nextDeadline: { kind: 'access' }, claim: { pauses: [{}] } });
  expect(await client.ask('answerAccess', { by: CUSTOMER, granted: true })).toMatchObject(
    accepted('in_remediation'),
  );
  await client.tell('remediationDone', { eventId: 'r-1', summary: 'It works again.', agent: 'agent_raw' });
  expect(await client.status()).toMatchObject({ stage: 'remedied', nextDeadline: { kind: 'dispute' } });
  expect(await client.ask('disputeRemediation', { by: CUSTOMER, reason: 'It does not.' })).toMatchObject(
    accepted('in_remediation'),
  );
  expect(
    await client.ask('reportRemediation', { by: SUPPORT, outcome: 'not_possible', summary: 'It is dead.' }),
  ).toMatchObject(accepted('awaiting_choice'));
  expect(await client.ask('chooseRemedy', { by: SERVICE, remedy: 'refund' })).toMatchObject(
    accepted('returning_funds'),
  );
  expect(await client.result()).toMatchObject({
    outcome: 'refunded',
    clause: 'C3a',
    refund: { key: `refund:${purchaseId}`, status: 'confirmed' },
  });
  expect(await client.status()).toMatchObject({ stage: 'closed', claims: [{ status: 'approved' }] });
  expect(refundsOf(rig.sandbox, purchaseId)).toEqual([order.price]);
});

test.concurrent('evidence, decisions, a withdrawal and a corrected address go the same way', async () => {
  const order = rig.sandbox.shop.buy();
  const client = foreignClient(order.purchaseId);
  await client.open(order);
  await client.tell('smsReceived', { eventId: 'sms-1' });
  const evidence = [{ evidenceId: 'shot-1', mediaType: 'image/png', sha256: 'a'.repeat(64) }];
  expect(
    await client.ask('submitClaim', { by: CUSTOMER, claimType: 'invalid_number', reason: WHY }),
  ).toMatchObject(accepted('needs_evidence'));
  expect(await client.ask('addEvidence', { by: CUSTOMER, evidence })).toMatchObject(accepted('in_review'));
  const note = 'Please show the whole screen.';
  expect(await client.ask('decideClaim', { by: SUPPORT, decision: 'request_evidence', note })).toMatchObject(
    accepted('needs_evidence'),
  );
  expect(
    await client.ask('decideClaim', {
      by: SUPPORT,
      decision: 'reclassify',
      claimType: 'major_defect',
      note: 'It is a fault of ours.',
      internalNote: 'The route is down.',
    }),
  ).toMatchObject(accepted('in_remediation'));
  expect(
    await client.ask('correctContact', { by: SUPPORT, email: 'ada@customer.example', locale: 'de-AT' }),
  ).toMatchObject(accepted('in_remediation'));
  const hand = { step: 'refund', action: 'done', reference: 'bank-77', note: 'Paid by hand.' };
  expect(await client.ask('settleByHand', { by: SUPPORT, ...hand })).toMatchObject(refused('not_now', null));
  expect(await client.ask('withdrawClaim', { by: CUSTOMER, reason: 'It works after all.' })).toMatchObject(
    accepted('claim_window'),
  );
  expect(await client.status()).toMatchObject({ stage: 'claim_window', claims: [{ status: 'withdrawn' }] });
  expect(refundsOf(rig.sandbox, order.purchaseId)).toEqual([]);
});

test.concurrent('a cancellation before the SMS is paid back', async () => {
  const order = rig.sandbox.shop.buy();
  const client = foreignClient(order.purchaseId);
  await client.open(order);
  await client.tell('activationCancelled', { ...rig.sandbox.shop.cancel(order.purchaseId) });
  expect(await client.result()).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, order.purchaseId)).toEqual([order.price]);
});

test.concurrent('what is refused as malformed names its fields as the schema of problems says', async () => {
  const order = rig.sandbox.shop.buy();
  const client = foreignClient(order.purchaseId);
  await client.open(order);
  const outcome = await raw.update(order.purchaseId, 'chooseRemedy', [
    json({ by: CUSTOMER, remedy: 'both' }),
  ]);
  if (!('failure' in outcome)) throw new Error('it was taken');
  expect(outcome.failure.type).toBe('InvalidInput');
  expect(fitting('problems', outcome.failure.details[0])).toEqual([
    { field: 'remedy', message: 'must be one of refund, replacement' },
  ]);
});

test.concurrent('null is absent, unknown fields are ignored, and any offset is the same instant', async () => {
  const order = rig.sandbox.shop.buy();
  const purchasedAt = `${new Date(Date.parse(order.purchasedAt) + 7_200_000).toISOString().slice(0, -1)}+02:00`;
  await raw.start(taskQueue, WORKFLOW_TYPE, order.purchaseId, {
    ...order,
    purchasedAt,
    smsDeadline: null,
    policyVersion: null,
    replaces: null,
    colour: 'green',
  });
  const claim = { by: CUSTOMER, claimType: 'major_defect', reason: WHY, evidence: null, mood: 'bad' };
  const sms = { eventId: 'sms-1', occurredAt: '2026-03-01t10:05:00z', operator: null };
  await raw.signal(order.purchaseId, 'smsReceived', json(sms));
  const answer = await raw.update(order.purchaseId, 'submitClaim', [json(claim)]);
  expect(answer).toMatchObject({ answer: accepted('in_remediation') });
  expect(await foreignClient(order.purchaseId).status()).toMatchObject({
    policyVersion: '2026-01',
    terms: { purchasedAt: order.purchasedAt },
    timeline: expect.arrayContaining([
      expect.objectContaining({ event: 'sms_received', data: { occurredAt: '2026-03-01T10:05:00.000Z' } }),
    ]),
  });
});

test.concurrent('opening twice is one purchase', async () => {
  const order = rig.sandbox.shop.buy();
  const client = foreignClient(order.purchaseId);
  await client.open(order);
  await client.tell('smsReceived', { eventId: 'sms-1' });
  await client.open(order);
  expect(await client.status()).toMatchObject({ stage: 'claim_window' });
});
