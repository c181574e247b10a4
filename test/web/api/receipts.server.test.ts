import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { claimIdOf, workflowIdOf } from '../../../src/contract/ids.ts';
import type { ClaimReceipt, ReportOnRecord } from '../../../src/contract/receipt.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { eraseRecords } from '../../../src/ledger/write/erase-records.ts';
import { deleteExecutions } from '../../../src/operations/forget/delete-executions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { readReceiptKeys, type PublishedKey, type ReceiptKeys } from '../../../src/receipts/receipt-keys.ts';
import { lastTaskOf, resetTo } from '../../workflows/reset.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

/** In every text that anybody writes, and in every id that is not ours. */
const WORD = 'zyxquercus';
const said = (what: string): string => `${WORD}: ${what}, three times and on two devices.`;
const evidence = [{ evidenceId: `${WORD}-1`, mediaType: 'image/png', sha256: 'ab12'.repeat(16) }];

interface Case {
  end: string;
  play: (play: Play) => Promise<void>;
  /** What the order service had reported when the claim was filed. */
  whenFiled: string[];
  /** And reported until the claim ended. Default: nothing. */
  since?: string[];
  course: string[];
  decision: Partial<ClaimReceipt['decision']>;
  money: object;
}

const PRICE = { amount: 149, currency: 'EUR' };
const NOTHING = { kind: 'none' };
const used = async (play: Play): Promise<void> => {
  await play.sms();
  await play.completed();
};
const defect = async (play: Play): Promise<void> => {
  await used(play);
  await play.customer('submitClaim', { claimType: 'major_defect', reason: said('dead') });
};
const invalid = async (play: Play): Promise<void> => {
  await used(play);
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: said('not valid'), evidence });
};
const USED = ['sms_received', 'activation_completed'];

const CASES: readonly Case[] = [
  {
    end: 'a C1 that the record approves',
    async play(play) {
      play.completedUnreported();
      await play.pass(21 * MINUTE_MS);
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: said('no code') });
    },
    whenFiled: ['cancel_answered completed, no SMS'],
    course: ['claim_approved'],
    decision: { status: 'approved', claimType: 'non_receipt', by: 'system', clause: 'C1' },
    money: {
      kind: 'refund',
      price: PRICE,
      confirmedBy: 'order_service',
      refundId: expect.any(String) as string,
    },
  },
  {
    end: 'a C2 that support approves, with money that came back another way',
    async play(play) {
      await invalid(play);
      play.fault('refund', { kind: 'refused', reason: said('the card is closed') });
      await play.support('decideClaim', {
        decision: 'approve',
        note: said('we see it'),
        internalNote: said('yes'),
      });
      const note = said('by the bank');
      await play.support('settleByHand', {
        step: 'refund',
        action: 'returned_otherwise',
        reference: `${WORD}-reference`,
        note,
      });
      await play.pass(HOUR_MS);
    },
    whenFiled: USED,
    course: ['review_started', 'claim_approved'],
    decision: { status: 'approved', claimType: 'invalid_number', by: 'support', clause: 'C2' },
    money: { kind: 'refund', price: PRICE, confirmedBy: 'returned_otherwise' },
  },
  {
    end: 'a C2 that support rejects',
    async play(play) {
      await invalid(play);
      await play.support('decideClaim', { decision: 'reject', clause: 'X3', note: said('not ours') });
    },
    whenFiled: USED,
    course: ['review_started', 'claim_rejected'],
    decision: { status: 'rejected', claimType: 'invalid_number', by: 'support', clause: 'X3' },
    money: NOTHING,
  },
  {
    end: 'a C2 without evidence',
    async play(play) {
      await used(play);
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: said('not valid') });
      await play.pass(6 * DAY_MS);
    },
    whenFiled: USED,
    course: ['evidence_requested', 'claim_forfeited'],
    decision: { status: 'forfeited', claimType: 'invalid_number', by: 'system', clause: 'C2' },
    money: NOTHING,
  },
  {
    end: 'a C3 that is put right',
    async play(play) {
      await defect(play);
      await play.support('reportRemediation', { outcome: 'done', summary: said('mended') });
      await play.customer('disputeRemediation', { reason: said('still dead') });
      await play.support('reportRemediation', { outcome: 'done', summary: said('mended') });
      await play.pass(4 * DAY_MS);
    },
    whenFiled: USED,
    course: [
      'remediation_started',
      'remediation_reported',
      'remediation_disputed',
      'remediation_reported',
      'claim_remedied',
    ],
    decision: { status: 'remedied', claimType: 'major_defect', by: 'system', clause: 'C3' },
    money: NOTHING,
  },
  {
    end: 'a C3 without access',
    async play(play) {
      await defect(play);
      await play.support('requestAccess', { what: said('your host') });
      await play.customer('answerAccess', { granted: false });
    },
    whenFiled: USED,
    course: ['remediation_started', 'access_requested', 'access_refused'],
    decision: { status: 'disqualified', claimType: 'major_defect', by: 'customer', clause: 'C3b' },
    money: NOTHING,
  },
  {
    end: 'a C3 that the customer has replaced',
    async play(play) {
      await defect(play);
      await play.support('reportRemediation', { outcome: 'not_possible', summary: said('gone') });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
    },
    whenFiled: USED,
    // The cancel is tried beside the replacement, so its answer comes before the end or after it.
    since: expect.any(Array) as string[],
    course: [
      'remediation_started',
      'remediation_reported',
      'not_remedied',
      'choice_offered',
      'remedy_chosen',
      'claim_approved',
    ],
    decision: { status: 'approved', claimType: 'major_defect', by: 'customer', clause: 'C3a' },
    money: { kind: 'replacement', purchaseId: expect.any(String) as string },
  },
  {
    end: 'a C3 that is not put right in time, and no choice',
    async play(play) {
      await defect(play);
      await play.pass(5 * DAY_MS + HOUR_MS);
      await play.pass(15 * DAY_MS);
    },
    whenFiled: USED,
    course: ['remediation_started', 'not_remedied', 'choice_offered', 'choice_defaulted', 'claim_approved'],
    decision: { status: 'approved', claimType: 'major_defect', by: 'system', clause: 'C3a' },
    money: {
      kind: 'refund',
      price: PRICE,
      confirmedBy: 'order_service',
      refundId: expect.any(String) as string,
    },
  },
  {
    end: 'a claim that support moves to another type, and the customer withdraws',
    async play(play) {
      await invalid(play);
      const note = said('a defect');
      await play.support('decideClaim', { decision: 'reclassify', claimType: 'major_defect', note });
      await play.customer('addEvidence', { evidence: [{ evidenceId: `${WORD}-2` }] });
      await play.customer('withdrawClaim', { reason: said('it works') });
    },
    whenFiled: USED,
    course: [
      'review_started',
      'claim_reclassified',
      'remediation_started',
      'evidence_added',
      'claim_withdrawn',
    ],
    decision: { status: 'withdrawn', claimType: 'major_defect', by: 'customer' },
    money: NOTHING,
  },
  {
    end: 'a C1 filed while money was going back, which the record refuses',
    async play(play) {
      const mend = play.fault('cancel', { kind: 'status', status: 503 });
      await play.pass(21 * MINUTE_MS);
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: said('no code') });
      rig.sandbox.shop.deliverSms(play.purchaseId);
      play.completedUnreported();
      mend();
      await play.pass(DAY_MS);
    },
    whenFiled: [],
    since: ['cancel_answered completed, an SMS'],
    course: ['claim_parked', 'claim_rejected'],
    decision: { status: 'rejected', claimType: 'non_receipt', by: 'system', clause: 'R1' },
    money: NOTHING,
  },
  {
    end: 'a C1 that the automatic return settles',
    async play(play) {
      const mend = play.fault('refund', { kind: 'status', status: 503 });
      await play.pass(21 * MINUTE_MS);
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: said('no code') });
      mend();
      await play.pass(DAY_MS);
    },
    whenFiled: ['cancel_answered cancelled, no SMS'],
    course: ['claim_parked', 'claim_moot'],
    decision: { status: 'moot', claimType: 'non_receipt', by: 'system', clause: 'R2' },
    money: {
      kind: 'refund',
      price: PRICE,
      confirmedBy: 'order_service',
      refundId: expect.any(String) as string,
    },
  },
];

const reportWords = ({ event, result, smsCame }: ReportOnRecord): string =>
  result === undefined ? event : `${event} ${result}, ${smsCame ? 'an' : 'no'} SMS`;

const newKeys = (...earlier: readonly string[]): { text: string; keys: ReceiptKeys } => {
  const text = [`rsk_${randomBytes(32).toString('base64')}`, ...earlier].join(',');
  const keys = readReceiptKeys(text);
  if (keys === undefined) throw new Error('no keys');
  return { text, keys };
};

const KEYS = newKeys();
const LATER_KEYS = newKeys(KEYS.text);

let rig: RunningRig;
let api: TestApi;
const plays = new Map<string, Play>();
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, { receiptKeys: KEYS.keys });
  await Promise.all(
    CASES.map(async ({ end, play }) => {
      const customer = {
        customerId: `${WORD}-${randomUUID()}`,
        email: `${WORD}@customer.example`,
        name: WORD,
      };
      const purchase = await openPlay(rig, { customer });
      plays.set(end, purchase);
      await play(purchase);
    }),
  );
});

const playOf = (end: string): Play => plays.get(end) ?? expect.fail(`${end} was not played`);
const ask = (play: Play, from: TestApi = api): Promise<ApiAnswer> =>
  from.call('GET', `/v1/claims/${claimIdOf(play.purchaseId, 1)}/receipt`, { key: from.keys.viewer });
const receiptText = async (play: Play, from: TestApi = api): Promise<string> => {
  const { status, body } = await ask(play, from);
  expect({ status, code: body['code'] }).toEqual({ status: 200, code: undefined });
  return body['receipt'] as string;
};

/** As if nobody had asked for it: the next request makes it anew. */
const forgetReceipt = (play: Play): Promise<unknown> =>
  rig.ledger.deleteFrom('receipts').where('purchase_id', '=', play.purchaseId).execute();

async function isVerified(receipt: string, from: TestApi = api): Promise<boolean> {
  const { body } = await from.call('GET', '/.well-known/jwks.json');
  const [header = '', payload = '', signature = ''] = receipt.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
  const found = (body['keys'] as PublishedKey[]).find((each) => each.kid === kid);
  if (found === undefined) return false;
  const key = createPublicKey({ format: 'jwk', key: { ...found } });
  return verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

const ajv = new Ajv2020({ strict: false });
ajvFormats.default(ajv);
const isReceipt = ajv.compile(
  JSON.parse(readFileSync('src/contract/schemas/receipt.schema.json', 'utf8')) as object,
);

describe.each(CASES)('The receipt of $end', ({ end, whenFiled, since = [], course, decision, money }) => {
  test('says what was filed, what the records said, what was decided, and what became of the money', async () => {
    const play = playOf(end);
    const { body } = await ask(play);
    expect([isReceipt(body), isReceipt.errors]).toEqual([true, null]);
    const document = body['document'] as ClaimReceipt;
    const { claims, terms, timeline } = await play.status();
    const at = (event: string): string | undefined => timeline.findLast((entry) => entry.event === event)?.at;
    expect({
      whenFiled: document.record.whenFiled.map(reportWords),
      since: document.record.since.map(reportWords),
      course: document.course.map(({ event }) => event),
      decision: document.decision,
      money: document.money,
    }).toEqual({
      whenFiled,
      since,
      course,
      decision: { ...decision, at: at(course.at(-1) ?? '') },
      money: money === NOTHING ? NOTHING : { ...money, at: expect.any(String) as string },
    });
    const policy = await api.call('GET', '/v1/policies/2026-01');
    expect(document).toMatchObject({
      version: 1,
      purchaseId: play.purchaseId,
      purchasedAt: terms.purchasedAt,
      price: PRICE,
      policy: { version: '2026-01', sha256: policy.body['sha256'] },
      filed: { at: claims[0]?.filedAt, by: 'customer' },
      evidence: claims[0]?.evidence.length,
    });
    expect(
      JSON.parse(Buffer.from(String(body['receipt']).split('.')[1] ?? '', 'base64url').toString()),
    ).toEqual(document);
  });

  test('has nothing of the customer, and no word that anybody wrote', async () => {
    const play = playOf(end);
    const { document } = (await ask(play)).body;
    const text = JSON.stringify(document).toLowerCase();
    const { activation } = play.order;
    const theirs = [
      WORD,
      'cus_demo',
      'agent_demo',
      'ab12',
      activation.phoneNumber.slice(1),
      activation.activationId,
    ];
    expect(theirs.filter((each) => text.includes(each.toLowerCase()))).toEqual([]);
  });

  test('is signed by a published key, and not with any character changed', async () => {
    const receipt = await receiptText(playOf(end));
    expect(await isVerified(receipt)).toBe(true);
    const payloadAt = receipt.indexOf('.') + 1;
    const signatureAt = receipt.lastIndexOf('.') + 1;
    for (const at of [payloadAt, payloadAt + 40, signatureAt - 2, signatureAt, signatureAt + 40]) {
      const other = receipt[at] === 'A' ? 'B' : 'A';
      expect(await isVerified(receipt.slice(0, at) + other + receipt.slice(at + 1))).toBe(false);
    }
  });
});

test('a receipt is the same for ever: under another key, recorded again, without its workflow, after an erasure', async () => {
  const later = await servedApi(rig, { own: true, receiptKeys: LATER_KEYS.keys });
  await Promise.all(
    CASES.map(async ({ end }) => {
      const play = playOf(end);
      const { purchaseId } = play;
      const receipt = await receiptText(play);
      const anew = async (when: string): Promise<void> => {
        expect({ end, when, kept: await receiptText(play, later) }).toEqual({ end, when, kept: receipt });
        await forgetReceipt(play);
        expect({ end, when, madeAnew: await receiptText(play) }).toEqual({ end, when, madeAnew: receipt });
      };
      await anew('at once');
      expect(await isVerified(receipt, later)).toBe(true);
      await play.pass(20 * DAY_MS);
      const snapshot = await rig.returns.snapshot(purchaseId);
      if (snapshot === undefined) throw new Error('no snapshot');
      await recordSnapshot(rig.ledger, snapshot, { now: new Date() });
      await anew('when the purchase has closed and was recorded again');
      await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).result();
      expect(await deleteExecutions(rig.temporal, purchaseId)).toMatchObject({ left: 0 });
      await anew('without its workflow');
      await rig.ledger
        .transaction()
        .execute((transaction) =>
          eraseRecords(transaction, [purchaseId], { customerId: 'erased', now: new Date() }),
        );
      await anew('after an erasure');
    }),
  );
});

test('before a claim is decided, and while its money is under way, the answer says where the purchase stands', async () => {
  const play = await openPlay(rig);
  expect(await ask(play)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await invalid(play);
  expect(await ask(play)).toMatchObject({
    status: 409,
    body: { code: 'not_decided_yet', stage: 'in_review', nextDeadline: { kind: 'review' } },
  });
  const mend = play.fault('refund', { kind: 'pending' });
  await play.support('decideClaim', { decision: 'approve', note: 'We see it.' });
  expect(await ask(play)).toMatchObject({
    status: 409,
    body: { code: 'not_decided_yet', stage: 'returning_funds' },
  });
  mend();
  expect(
    await rig.ledger.selectFrom('receipts').where('purchase_id', '=', play.purchaseId).selectAll().execute(),
  ).toEqual([]);
});

test('each claim of a purchase has its own receipt, the policy version is that of the purchase', async () => {
  const play = await openPlay(rig, { policyVersion: 'sandbox-short' });
  await invalid(play);
  await play.support('decideClaim', { decision: 'reject', clause: 'P3', note: 'See our terms.' });
  const first = (await ask(play)).body['document'] as ClaimReceipt;
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: said('not valid'), evidence });
  play.fault('refund', { kind: 'refused', reason: said('the card is closed') });
  await play.support('decideClaim', { decision: 'approve', note: said('we see it') });
  const reference = `${WORD}-reference`;
  await play.support('settleByHand', { step: 'refund', action: 'done', reference, note: said('paid') });
  await play.pass(HOUR_MS);
  const path = `/v1/claims/${claimIdOf(play.purchaseId, 2)}/receipt`;
  const { body } = await api.call('GET', path, { key: api.keys.viewer });
  const second = body['document'] as ClaimReceipt;
  const { sha256 } = (await api.call('GET', '/v1/policies/sandbox-short')).body;
  const policy = { version: 'sandbox-short', sha256 };
  expect(first).toMatchObject({ policy, decision: { clause: 'P3' }, money: NOTHING });
  expect(second).toMatchObject({
    policy,
    decision: { clause: 'C2' },
    money: { kind: 'refund', confirmedBy: 'by_hand' },
  });
  expect(JSON.stringify(body['document'])).not.toContain(WORD);
  // The second one does not change what the first one says.
  await forgetReceipt(play);
  expect((await ask(play)).body['document']).toEqual(first);
});

test('two processes that are asked at once give the same receipt, whatever keys they have', async () => {
  const play = await openPlay(rig);
  await invalid(play);
  await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'Used otherwise.' });
  const others = await servedApi(rig, { own: true, receiptKeys: LATER_KEYS.keys });
  const receipts = await Promise.all([api, others, api, others].map((each) => receiptText(play, each)));
  expect(new Set(receipts).size).toBe(1);
});

test('a receipt that was handed out stays when an operator takes the decision back', async () => {
  const play = await openPlay(rig);
  await invalid(play);
  const before = await lastTaskOf(rig, play.purchaseId);
  await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'Used otherwise.' });
  const receipt = await receiptText(play);
  await resetTo(rig, play.purchaseId, before);
  await play.idle();
  expect((await play.status()).claims[0]?.status).toBe('open');
  expect(await receiptText(play)).toBe(receipt);
});

test('the record of a purchase that never closed is not taken for a decision', async () => {
  const play = await openPlay(rig);
  await invalid(play);
  await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'Used otherwise.' });
  await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).terminate();
  expect(await deleteExecutions(rig.temporal, play.purchaseId)).toMatchObject({ left: 0 });
  expect(await ask(play)).toMatchObject({ status: 409, body: { code: 'not_decided_yet' } });
});

test('without keys there are no receipts, and no published keys', async () => {
  const without = await servedApi(rig, { own: true });
  const [{ end }] = CASES as [Case];
  expect(await ask(playOf(end), without)).toMatchObject({ status: 409, body: { code: 'no_receipts' } });
  expect((await without.call('GET', '/.well-known/jwks.json')).body).toEqual({ keys: [] });
});

test('a service learns nothing of the receipts of others', async () => {
  const [{ end }] = CASES as [Case];
  const path = `/v1/claims/${claimIdOf(playOf(end).purchaseId, 1)}/receipt`;
  expect(await api.call('GET', path, { key: api.keys.service })).toMatchObject({ status: 404 });
});
