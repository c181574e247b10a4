import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNEYS } from '../../../dev/demo/journeys.ts';
import { openPlay, playOn, type Play } from '../../../dev/rig/play.ts';
import type { Rig } from '../../../dev/rig/rig.ts';
import { ledgerReading, type LedgerReading } from '../../../src/ledger/read/ledger-reading.ts';
import type { PurchaseRecord } from '../../../src/ledger/read/purchase-record.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { snapshotOf } from '../snapshots.ts';
import { testRig } from '../../workflows/test-rig.ts';

describe.concurrent('the record of a purchase', () => {
  let rig: Rig;
  let reading: LedgerReading;
  beforeAll(async () => {
    rig = await testRig();
    reading = ledgerReading(rig.ledger, () => new Date());
  });
  afterAll(async () => {
    await rig.stop();
  });

  const recordOf = async (purchaseId: string, publicOnly = false): Promise<PurchaseRecord> => {
    const record = await reading.record(purchaseId, { publicOnly });
    if (record === undefined) throw new Error(`${purchaseId} is not on record`);
    return record;
  };
  async function played(name: string): Promise<Play> {
    const journey = JOURNEYS.find((each) => each.name === name);
    if (journey === undefined) throw new Error(`no journey ${name}`);
    const play = await openPlay(rig, { purchaseId: `${name}-on-record` });
    await journey.play(play);
    return play;
  }

  test('has the customer, the claim with each pause of its clock, the deadlines, the timeline and the mails', async () => {
    const play = await played('access-granted-late');
    const status = await play.status();
    const record = await recordOf(play.purchaseId);

    const { claims, timeline, claim: _claim, ...standing } = status;
    expect(record).toMatchObject(standing);
    expect(record.customer).toEqual(play.order.customer);
    expect(record.phoneNumber).toBe(play.order.activation.phoneNumber);
    expect(record.timeline).toMatchObject(timeline);
    expect(new Set(record.timeline.map(({ source }) => source))).toEqual(new Set(['workflow']));
    const [claim] = record.claims;
    expect(claim?.pauses.map(({ why }) => why)).toEqual(['access', 'remedied']);
    expect(claim?.pauses.filter(({ why }) => why === 'access')).toMatchObject(claims[0]?.pauses ?? []);
    expect(record.deadlines).toContainEqual({ kind: 'window', at: status.claimDeadline, next: false });
    expect(record.deadlines.filter(({ next }) => next)).toEqual([]);
    expect(record.mails.map(({ template }) => template).toSorted()).toEqual([
      'access_reminder',
      'access_requested',
      'claim_closed',
      'remediation_resumed',
      'remediation_started',
      'remedied',
    ]);
    expect(new Set(record.mails.map(({ status: ended }) => ended))).toEqual(new Set(['accepted']));
    expect(record.replacements).toEqual([]);
    expect(record).not.toHaveProperty('refund');
    expect(record).not.toHaveProperty('erasedAt');
  });

  test('has no mail’s text; that is read by its Message-ID', async () => {
    const play = await played('timeout');
    const [mail, ...more] = (await recordOf(play.purchaseId)).mails;
    expect(more).toEqual([]);
    if (mail === undefined) throw new Error('no mail');
    expect(mail).not.toHaveProperty('text');
    expect(mail).not.toHaveProperty('html');
    const copy = await reading.mail(mail.messageId);
    const sent = rig.sandbox.inbox.messages().find(({ purchaseId }) => purchaseId === play.purchaseId);
    expect(copy).toEqual({
      ...mail,
      text: expect.stringContaining('R2'),
      html: expect.stringContaining('</html>'),
    });
    expect(copy).toMatchObject({
      purchaseId: play.purchaseId,
      template: 'funds_returned',
      n: 1,
      recipient: play.order.customer.email,
      subject: sent?.subject,
      status: 'accepted',
      attempts: 1,
    });
    expect(await reading.mail('<nobody@returns.example>')).toBeUndefined();
  });

  test('has each replacement that was asked for, and the refund that was paid at last', async () => {
    const { purchaseId } = await played('out-of-stock');
    const record = await recordOf(purchaseId);
    expect(record.replacements).toEqual([
      {
        key: `replacement:${purchaseId}:1`,
        amount: 149,
        currency: 'EUR',
        status: 'out_of_stock',
        reason: 'out_of_stock',
        intendedAt: expect.any(String),
        sentAt: expect.any(String),
      },
    ]);
    expect(record.refund).toEqual({
      key: `refund:${purchaseId}`,
      purchaseId,
      amount: 149,
      currency: 'EUR',
      clause: 'C3a',
      status: 'confirmed',
      refundId: expect.any(String),
      byHand: false,
      returnedOtherwise: false,
      answeredAmount: 149,
      answeredCurrency: 'EUR',
      intendedAt: expect.any(String),
      sentAt: expect.any(String),
      confirmedAt: expect.any(String),
    });
  });

  test('has the purchases of its chain, the paid one first, on both sides', async () => {
    const play = await played('defect-replacement');
    const first = await recordOf(play.purchaseId);
    const replacementId = first.replacements[0]?.replacementPurchaseId ?? '';
    const replacement = playOn(rig, { ...play.order, purchaseId: replacementId });
    await replacement.idle();
    const second = await recordOf(replacementId);
    const chain = [
      { purchaseId: play.purchaseId, depth: 0, stage: 'closed', outcome: 'replaced' },
      { purchaseId: replacementId, depth: 1, stage: 'awaiting_sms' },
    ];
    expect((await recordOf(play.purchaseId)).chain).toEqual(chain);
    expect(second.chain).toEqual(chain);
    expect(second.originalPurchaseId).toBe(play.purchaseId);
    expect(second.terms.replaces).toEqual({
      purchaseId: play.purchaseId,
      originalPurchaseId: play.purchaseId,
      depth: 1,
    });
  });

  test('to the public shows only what the customer may see of the timeline', async () => {
    const { purchaseId } = await played('order-service-down');
    const whole = await recordOf(purchaseId);
    const shown = await recordOf(purchaseId, true);
    expect(whole.timeline.map(({ visibility }) => visibility)).toContain('internal');
    expect(shown.timeline).toEqual(whole.timeline.filter(({ visibility }) => visibility === 'public'));
  });

  test('has what the ledger has noted, in its place, and not what never happened', async () => {
    const at = (minute: number): string => `2026-03-02T09:${minute}:00.000Z`;
    const entry = (event: string, minute: number) => ({
      at: at(minute),
      event,
      actor: 'system' as const,
      visibility: 'public' as const,
    });
    const recorded = (historyLength: number, ...timeline: ReturnType<typeof entry>[]) =>
      recordSnapshot(rig.ledger, snapshotOf('noted', { status: { timeline }, position: { historyLength } }), {
        now: new Date(at(59)),
      });
    await recorded(3, entry('opened', 10), entry('never', 20));
    const note = (n: number, event: string, minute: number) => ({
      purchase_id: 'noted',
      source: 'ledger' as const,
      n,
      at: at(minute),
      event,
      actor: 'system' as const,
      visibility: 'internal' as const,
    });
    await rig.ledger
      .insertInto('timeline')
      .values([note(1, 'between', 25), note(2, 'after_all', 50)])
      .execute();
    await recorded(9, entry('opened', 10), entry('second', 30), entry('set_back', 15));
    expect((await recordOf('noted')).timeline.map(({ event, source }) => [event, source])).toEqual([
      ['opened', 'workflow'],
      ['between', 'ledger'],
      ['second', 'workflow'],
      ['set_back', 'workflow'],
      ['after_all', 'ledger'],
    ]);
  });

  test('is absent for a purchase that never was', async () => {
    expect(await reading.record('nobody')).toBeUndefined();
  });
});
