import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/reconcile-report.ts';
import { refundKey, workflowIdOf } from '../../../src/contract/ids.ts';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { settleCase } from '../../../src/ledger/write/cases.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import type { Report } from '../../../src/operations/reconcile/report.ts';
import type { ShopRefund } from '../../../dev/sandbox/shop-data.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

const openedCase = (more: object = {}) => ({
  what: 'case',
  caseId: expect.stringMatching(/^case_/),
  state: 'opened',
  ...more,
});

async function paidBack(rig: ReconcileRig): Promise<Play> {
  const play = await openPlay(rig);
  await play.cancelled();
  return play;
}

function shopRefund({ sandbox }: ReconcileRig, { purchaseId }: Play): ShopRefund {
  const refund = sandbox.shopData.refunds[refundKey(purchaseId)];
  if (refund === undefined) throw new Error('the shop has paid nothing back');
  return refund;
}

const rowOf = ({ ledger }: ReconcileRig, { purchaseId }: Play) =>
  ledger.selectFrom('refunds').selectAll().where('key', '=', refundKey(purchaseId)).executeTakeFirstOrThrow();

const casesIn = ({ ledger }: ReconcileRig) => ledger.selectFrom('cases').selectAll().execute();

const toldOf = ({ sandbox }: ReconcileRig, { purchaseId }: Play) =>
  sandbox.inbox
    .messages()
    .filter((mail) => mail.purchaseId === purchaseId)
    .map(({ template }) => template);

/** The same again, with cases that are open by now. */
const found = (report: Report) =>
  report.findings.map(({ done, ...finding }) => ({
    ...finding,
    done: done.what === 'case' ? { ...done, state: 'open' } : done,
  }));

/** A later night. */
const nextNight = (hours = 24) => ({ now: new Date(Date.now() + hours * HOUR_MS) });

describe.concurrent('refunds held against the order service', () => {
  test('one that the order service does not know is put before a person, once', async (context) => {
    const rig = await reconcileRig(context);
    const confirmed = await paidBack(rig);
    const pending = await openPlay(rig);
    pending.fault('refund', { kind: 'pending' });
    await pending.cancelled();
    const { refundId } = shopRefund(rig, confirmed);
    const row = await rowOf(rig, confirmed);
    for (const { purchaseId } of [confirmed, pending])
      delete rig.sandbox.shopData.refunds[refundKey(purchaseId)];
    const report = await rig.run();
    expect(report.findings.map(({ kind }) => kind)).toEqual([
      'refund_unknown_to_order_service',
      'refund_unknown_to_order_service',
    ]);
    expect(new Set(report.findings.map(({ purchaseId }) => purchaseId))).toEqual(
      new Set([confirmed.purchaseId, pending.purchaseId]),
    );
    expect(report.findings.find(({ purchaseId }) => purchaseId === confirmed.purchaseId)).toEqual({
      purchaseId: confirmed.purchaseId,
      kind: 'refund_unknown_to_order_service',
      key: refundKey(confirmed.purchaseId),
      found: {
        ledger: {
          amount: 149,
          currency: 'EUR',
          refundId,
          byHand: false,
          confirmedAt: row.confirmed_at?.toISOString(),
        },
        orderService: null,
      },
      done: openedCase(),
    });
    expect((await rig.run()).findings).toEqual(found(report));
    expect(await casesIn(rig)).toHaveLength(2);
    expect((await rowOf(rig, confirmed)).status).toBe('confirmed');
    expect(toldOf(rig, confirmed)).toEqual(['funds_returned']);
  });

  test('one that the ledger does not know is put before a person, once', async (context) => {
    const rig = await reconcileRig(context);
    const { purchaseId } = await openPlay(rig);
    const key = refundKey(purchaseId);
    const strange: ShopRefund = {
      refundId: 'rf_x',
      status: 'refused',
      amount: 149,
      currency: 'EUR',
      purchaseId,
    };
    rig.sandbox.shopData.refunds[key] = strange;
    expect((await rig.run()).findings).toEqual([]);
    strange.status = 'confirmed';
    const report = await rig.run();
    expect(report.findings).toEqual([
      {
        purchaseId,
        kind: 'refund_unknown_to_ledger',
        key,
        found: {
          ledger: null,
          orderService: { status: 'confirmed', refundId: 'rf_x', amount: 149, currency: 'EUR' },
        },
        done: openedCase(),
      },
    ]);
    expect((await rig.run()).findings).toEqual(found(report));
    expect(await casesIn(rig)).toHaveLength(1);
    expect(await rig.ledger.selectFrom('refunds').selectAll().execute()).toEqual([]);
  });

  test.for([
    { what: 'amount', change: { amount: 150 } },
    { what: 'currency', change: { currency: 'USD' } },
    { what: 'id', change: { refundId: 'rf_other' } },
  ])('one with another $what is put before a person, with both sides', async ({ change }, context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    const refund = shopRefund(rig, play);
    const { refundId, amount, currency } = { ...refund };
    Object.assign(refund, change);
    const report = await rig.run();
    expect(report.findings).toEqual([
      {
        purchaseId: play.purchaseId,
        kind: 'refund_differs',
        key: refundKey(play.purchaseId),
        found: {
          ledger: expect.objectContaining({ refundId, amount, currency }),
          orderService: { status: 'confirmed', refundId, amount, currency, ...change },
        },
        done: openedCase(),
      },
    ]);
    expect(await rowOf(rig, play)).toMatchObject({ status: 'confirmed', refund_id: refundId, amount: 149 });
  });

  test('one in another amount than the payment is put before a person, whatever the order service says', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    await rig.ledger.updateTable('refunds').set({ amount: 1, answered_amount: 1 }).execute();
    shopRefund(rig, play).amount = 1;
    expect((await rig.run()).findings).toEqual([
      expect.objectContaining({
        kind: 'refund_differs',
        purchaseId: play.purchaseId,
        found: {
          ledger: expect.objectContaining({
            amount: 1,
            currency: 'EUR',
            priceAmount: 149,
            priceCurrency: 'EUR',
          }),
          orderService: expect.objectContaining({ amount: 1, currency: 'EUR' }),
        },
        done: openedCase(),
      }),
    ]);
  });

  test.for([
    { action: 'done', how: { by_hand: true, returned_otherwise: false } },
    { action: 'returned_otherwise', how: { by_hand: false, returned_otherwise: true } },
  ] as const)(
    'one that support has settled ($action) needs no word of the order service, unless that has paid too',
    async ({ action, how }, context) => {
      const rig = await reconcileRig(context);
      const play = await openPlay(rig);
      const repaired = play.fault('refund', { kind: 'refused', reason: 'account closed' });
      await play.cancelled();
      await play.support('settleByHand', {
        step: 'refund',
        action,
        reference: 'bank-77',
        note: 'Paid from our account.',
      });
      repaired();
      expect(await rowOf(rig, play)).toMatchObject({
        status: 'confirmed',
        ...how,
        refund_id: 'bank-77',
      });
      expect((await rig.run()).findings).toEqual([]);
      const refund = shopRefund(rig, play);
      expect(refund.status).toBe('refused');
      refund.status = 'confirmed';
      expect((await rig.run()).findings).toEqual([
        expect.objectContaining({ kind: 'refund_differs', purchaseId: play.purchaseId, done: openedCase() }),
      ]);
      delete rig.sandbox.shopData.refunds[refundKey(play.purchaseId)];
      expect((await rig.run()).findings).toEqual([]);
      expect(toldOf(rig, play)).not.toContain('refund_failed');
    },
  );

  test('one that failed after it was confirmed is a case, and the customer is told once', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    const { purchaseId } = play;
    expect(rig.sandbox.shop.failRefund(purchaseId)).toBe(true);
    const shopData = structuredClone(rig.sandbox.shopData);
    const { refundId } = shopRefund(rig, play);
    const before = await rowOf(rig, play);
    const night = nextNight();
    const report = await rig.run(night);
    expect(report.findings).toEqual([
      {
        purchaseId,
        kind: 'refund_failed',
        key: refundKey(purchaseId),
        found: {
          ledger: {
            amount: 149,
            currency: 'EUR',
            refundId,
            byHand: false,
            confirmedAt: before.confirmed_at?.toISOString(),
          },
          orderService: { status: 'refused', refundId, amount: 149, currency: 'EUR' },
        },
        done: openedCase({ mail: 'accepted' }),
      },
    ]);
    expect(exitCodeOf(report)).toBe(1);
    expect(await rowOf(rig, play)).toEqual({
      ...before,
      status: 'failed',
      reason: 'returned by the bank',
      updated_at: night.now,
    });
    const notes = await rig.ledger
      .selectFrom('timeline')
      .select(['n', 'event', 'actor', 'clause', 'visibility', 'data'])
      .where('source', '=', 'ledger')
      .orderBy('n')
      .execute();
    expect(notes).toEqual([
      {
        n: 1,
        event: 'refund_failed',
        actor: 'service',
        clause: 'R2',
        visibility: 'public',
        data: { amount: 149, currency: 'EUR', refundId },
      },
      expect.objectContaining({ n: 2, event: 'case_opened', visibility: 'internal' }),
    ]);
    for (const later of [nextNight(48), nextNight(72)]) {
      expect((await rig.run(later)).findings).toEqual(found(report));
    }
    expect(await casesIn(rig)).toHaveLength(1);
    expect(toldOf(rig, play)).toEqual(['funds_returned', 'refund_failed']);
    // The shop was only read: it has paid nothing, and nobody has asked it to.
    expect(rig.sandbox.shopData).toEqual(shopData);
    expect(rig.sandbox.shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
    const mail = rig.sandbox.inbox.messages().find(({ template }) => template === 'refund_failed');
    expect(mail?.text).toContain(refundId);
    expect(mail?.messageId).toMatch(new RegExp(`^refund_failed\\.1\\.${purchaseId}@`));
  });

  test('its mail is tried again by the next run when the mail server was away, and arrives once', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    rig.sandbox.shop.failRefund(play.purchaseId);
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 'until_cleared' });
    context.onTestFinished(() => rig.sandbox.inbox.clearFaults());
    const mailOf = ({ findings }: Report) =>
      findings.map(({ done }) => (done.what === 'case' ? done.mail : undefined));
    expect(mailOf(await rig.run())).toEqual(['waiting']);
    // A second run on its heels leaves the try to the first.
    expect(mailOf(await rig.run())).toEqual(['waiting']);
    const attempts = rig.ledger
      .selectFrom('mails')
      .select(['attempts', 'status'])
      .where('template', '=', 'refund_failed');
    expect(await attempts.execute()).toEqual([{ attempts: 1, status: 'sending' }]);
    rig.sandbox.inbox.clearFaults();
    expect(mailOf(await rig.run(nextNight()))).toEqual(['accepted']);
    expect(mailOf(await rig.run(nextNight(48)))).toEqual(['accepted']);
    expect(await attempts.execute()).toEqual([{ attempts: 2, status: 'accepted' }]);
    expect(toldOf(rig, play)).toEqual(['funds_returned', 'refund_failed']);
  });

  test('two runs at once open one case and send one mail', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    rig.sandbox.shop.failRefund(play.purchaseId);
    const reports = await Promise.all([rig.run(), rig.run(), rig.run()]);
    expect(reports.flatMap(({ notChecked }) => notChecked)).toEqual([]);
    expect(await casesIn(rig)).toHaveLength(1);
    expect((await rowOf(rig, play)).status).toBe('failed');
    await rig.run(nextNight());
    expect(toldOf(rig, play)).toEqual(['funds_returned', 'refund_failed']);
  });

  test('once settled by hand it is not asked again, and nobody is written to', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    rig.sandbox.shop.failRefund(play.purchaseId);
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 'until_cleared' });
    context.onTestFinished(() => rig.sandbox.inbox.clearFaults());
    await rig.run();
    rig.sandbox.inbox.clearFaults();
    const [opened] = await casesIn(rig);
    const { now } = nextNight(1);
    const caseId = opened?.case_id ?? '';
    await settleCase(rig.ledger, caseId, { by: 'agent_7', note: 'Paid by bank transfer 4711.' }, now);
    const report = await rig.run(nextNight());
    expect(report.findings.map(({ kind, done }) => [kind, done])).toEqual([
      ['refund_failed', { what: 'case', caseId, state: 'settled' }],
    ]);
    expect(exitCodeOf(report)).toBe(0);
    expect(toldOf(rig, play)).toEqual(['funds_returned']);
    expect(await casesIn(rig)).toHaveLength(1);
  });

  test('one that came back and went through after all is no longer found', async (context) => {
    const rig = await reconcileRig(context);
    const play = await paidBack(rig);
    rig.sandbox.shop.failRefund(play.purchaseId);
    await rig.run();
    shopRefund(rig, play).status = 'confirmed';
    const [opened] = await casesIn(rig);
    expect(await rig.run(nextNight())).toMatchObject({
      findings: [],
      noLongerFound: [{ caseId: opened?.case_id, kind: 'refund_failed' }],
    });
  });

  test('of a chain of replacements is one payment, looked up once', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', {
      claimType: 'major_defect',
      reason: 'The code never worked, although I tried it three times.',
    });
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
    await play.customer('chooseRemedy', { remedy: 'replacement' });
    const rows = await rig.ledger.selectFrom('purchases').select('purchase_id').execute();
    const replacement = rows.map(({ purchase_id }) => purchase_id).find((id) => id !== play.purchaseId) ?? '';
    await rig.returns.activationCancelled(replacement, rig.sandbox.shop.cancel(replacement));
    await rig.temporal.workflow.getHandle(workflowIdOf(replacement)).result();
    rig.sandbox.shop.failRefund(play.purchaseId);
    const report = await rig.run();
    expect(report).toMatchObject({ purchases: 2, payments: 1 });
    expect(report.findings.map(({ purchaseId, kind, key }) => [purchaseId, kind, key])).toEqual([
      [replacement, 'refund_failed', refundKey(play.purchaseId)],
    ]);
    expect(rig.exchanges).toHaveLength(1);
  });
});

test.concurrent('what is on its way is the purchase’s own matter', async (context) => {
  const rig = await reconcileRig(context);
  const pending = await openPlay(rig);
  pending.fault('refund', { kind: 'pending' });
  await pending.cancelled();
  const refused = await openPlay(rig);
  refused.fault('refund', { kind: 'refused', reason: 'account closed' });
  await refused.cancelled();
  const down = await openPlay(rig);
  down.fault('cancel', { kind: 'status', status: 503 });
  await down.cancelled();
  expect((await rig.run({ now: new Date(Date.now() + MINUTE_MS) })).findings).toEqual([]);
  expect((await rowOf(rig, pending)).status).toBe('pending');
  expect((await rowOf(rig, refused)).status).toBe('refused');
});
