import { describe, expect, test } from 'vitest';
import { eraseRecords } from '../../../src/ledger/write/erase-records.ts';
import { openCase } from '../../../src/ledger/write/cases.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';
import { differingColumns, placesOf, wholeLedger } from '../whole-ledger.ts';

const now = new Date('2026-04-20T09:00:00.000Z');
const at = '2026-03-02T09:05:00.000Z';
const erase = (ledger: Ledger, purchaseIds: string[], customerId = 'erased_1'): Promise<{ mails: number }> =>
  ledger.transaction().execute((transaction) => eraseRecords(transaction, purchaseIds, { customerId, now }));

describe('what is erased', () => {
  test('of the timeline: texts under names that nobody has thought of, and nothing of ours', async () => {
    const ledger = await emptyLedger();
    const data = {
      internalNote: 'Quercus',
      somethingNew: 'Betula',
      claimId: 'clm_p1_1',
      until: at,
      amount: 149,
      granted: true,
    };
    const entry = { at, event: 'odd', actor: 'support', visibility: 'internal' } as const;
    const timeline = [
      { ...entry, data },
      { ...entry, data: {} },
      { ...entry, clause: 'C3' as const },
    ];
    await recordSnapshot(ledger, snapshotOf('p1', { status: { timeline } }), { now });
    await erase(ledger, ['p1']);
    const rows = await ledger.selectFrom('timeline').select(['data', 'clause', 'at']).orderBy('n').execute();
    expect(rows).toEqual([
      {
        data: { ...data, internalNote: 'erased', somethingNew: 'erased' },
        clause: null,
        at: new Date(at),
      },
      { data: {}, clause: null, at: new Date(at) },
      { data: null, clause: 'C3', at: new Date(at) },
    ]);
  });

  test('the shop’s words go, our amounts and reasons stay', async () => {
    const ledger = await emptyLedger();
    const refund = { key: 'refund:p1', amount: 149, currency: 'EUR', status: 'refused' } as const;
    const since = at;
    await recordSnapshot(
      ledger,
      snapshotOf('p1', {
        status: {
          refund: { ...refund, reason: 'Quercus is not at home' },
          needsAttention: [
            { step: 'refund', reason: 'refused: Quercus is not at home', since },
            { step: 'notice', reason: 'notice_undelivered', since, template: 'refund_delayed' },
          ],
        },
      }),
      { now },
    );
    await erase(ledger, ['p1']);
    expect(
      await ledger.selectFrom('purchases').select(['refund', 'needs_attention']).executeTakeFirst(),
    ).toEqual({
      refund: { ...refund, reason: 'erased' },
      needs_attention: [
        { step: 'refund', reason: 'refused: erased', since },
        { step: 'notice', reason: 'notice_undelivered', since, template: 'refund_delayed' },
      ],
    });
  });

  test.each(['byHand', 'returnedOtherwise'] as const)(
    'what support gave as the reference of money goes (%s), and the shop’s id of a refund stays',
    async (how) => {
      const ledger = await emptyLedger();
      const event = how === 'byHand' ? 'refund_confirmed' : 'refund_returned_otherwise';
      const record = async (purchaseId: string, refundId: string, settled: object): Promise<void> => {
        const amounts = { amount: 149, currency: 'EUR' };
        const refund = { key: `refund:${purchaseId}`, ...amounts, status: 'confirmed', refundId } as const;
        const data = { ...amounts, refundId };
        await recordSnapshot(
          ledger,
          snapshotOf(purchaseId, {
            status: {
              refund: { ...refund, ...settled },
              timeline: [
                { at, event, actor: 'system', visibility: 'public', data },
                {
                  at,
                  event: 'settled_by_hand',
                  actor: 'support',
                  visibility: 'internal',
                  data: { reference: refundId },
                },
              ],
            },
          }),
          { now },
        );
        const details = {
          ledger: { ...data, ...settled },
          orderService: { status: 'confirmed', refundId: 'shop_1' },
        };
        await openCase(ledger, { purchaseId, kind: 'refund_differs', key: refund.key, details }, now);
        await ledger
          .insertInto('events')
          .values({
            sequence: purchaseId === 'p1' ? 1 : 2,
            event_id: `evt_${purchaseId}`,
            type: 'refund.confirmed',
            purchase_id: purchaseId,
            at,
            data: JSON.stringify({ purchaseId, ...data }),
            told_at: now,
          })
          .execute();
      };
      await record('p1', 'DE89 Quercus', { [how]: true });
      await record('p2', 'shop_2', {});
      const before = await wholeLedger(ledger);
      await erase(ledger, ['p1', 'p2']);
      const after = await wholeLedger(ledger);
      expect(placesOf(before, 'Quercus')).toEqual([
        'cases.details',
        'events.data',
        'purchases.refund',
        'refunds.refund_id',
        'timeline.data',
      ]);
      expect(placesOf(after, 'Quercus')).toEqual([]);
      expect(placesOf(after, 'DE89')).toEqual([]);
      expect(placesOf(after, 'shop_1')).toEqual(['cases.details']);
      expect(placesOf(after, 'shop_2')).toEqual(
        placesOf(before, 'shop_2').filter((place) => how === 'byHand' || place !== 'timeline.data'),
      );
    },
  );

  test('what was said goes, and with it the ids that customers are called by; who works for the seller stays', async () => {
    const ledger = await emptyLedger();
    const said = { at, kind: 'settled_by_hand', visibility: 'internal' } as const;
    const statements = [
      { ...said, by: { kind: 'customer', id: 'ada@customer.example' }, text: 'Quercus' },
      { ...said, by: { kind: 'service', id: 'shop for Ada' }, text: 'Betula' },
      { ...said, by: { kind: 'support', id: 'agent_7' }, text: 'Fagus' },
    ] as const;
    await recordSnapshot(ledger, snapshotOf('p1', { status: { statements: [...statements] } }), { now });
    await erase(ledger, ['p1']);
    const rows = await ledger.selectFrom('statements').selectAll().orderBy('n').execute();
    const kept = { purchase_id: 'p1', claim_id: '', at: new Date(at), words: 'erased' };
    const what = { kind: 'settled_by_hand', visibility: 'internal' };
    expect(rows).toEqual([
      { ...kept, ...what, n: 1, by_kind: 'customer', by_id: 'erased' },
      { ...kept, ...what, n: 2, by_kind: 'service', by_id: 'erased' },
      { ...kept, ...what, n: 3, by_kind: 'support', by_id: 'agent_7' },
    ]);
  });

  test('a mail that was recorded in between goes with the next time, and a third time changes nothing', async () => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p1'), { now });
    await recordSnapshot(ledger, snapshotOf('p2'), { now });
    const mail = (purchaseId: string) =>
      mailRecord(ledger).tried({
        messageId: `<funds_returned.1.${purchaseId}@instaotp.example>`,
        purchaseId,
        template: 'funds_returned',
        n: 1,
        recipient: 'ada@customer.example',
        subject: 'Ada',
        text: 'Ada',
        html: 'Ada',
      });
    expect(await erase(ledger, ['p1'])).toEqual({ mails: 0 });
    await mail('p1');
    await mail('p2');
    expect(await erase(ledger, ['p1'])).toEqual({ mails: 1 });
    const mails = await ledger
      .selectFrom('mails')
      .select(['recipient', 'subject', 'text_body', 'html_body', 'response', 'attempts'])
      .orderBy('purchase_id')
      .execute();
    const [first, second] = mails;
    expect(first).toEqual({
      recipient: 'erased',
      subject: 'erased',
      text_body: 'erased',
      html_body: 'erased',
      response: null,
      attempts: 1,
    });
    expect(second).toMatchObject({ recipient: 'ada@customer.example', subject: 'Ada' });
    const before = await wholeLedger(ledger);
    expect(await erase(ledger, ['p1'])).toEqual({ mails: 0 });
    expect(differingColumns(before, await wholeLedger(ledger))).toEqual({});
  });

  test('who had no name has none afterwards, and nobody’s purchases are no purchases at all', async () => {
    const ledger = await emptyLedger();
    const customer = { customerId: 'cus_1', email: 'ada@customer.example' };
    await recordSnapshot(ledger, snapshotOf('p1', { snapshot: { customer } }), { now });
    const before = await wholeLedger(ledger);
    expect(await erase(ledger, [])).toEqual({ mails: 0 });
    expect(await wholeLedger(ledger)).toEqual(before);
    await erase(ledger, ['p1']);
    expect(differingColumns(before, await wholeLedger(ledger))).toEqual({
      purchases: ['customer_id', 'email', 'erased_at', 'phone_number'],
    });
  });
});
