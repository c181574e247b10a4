import { expect, test } from 'vitest';
import { isFeedEventType } from '../../src/contract/feed-event.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { eventsOf, EVENT_OF_ENTRY } from '../../src/feed/events-of.ts';
import { TELLING_ENTRIES } from '../../src/ledger/migrations/0016-events.ts';

const AT = '2026-03-01T10:00:00.000Z';
const entry = (event: string, data: TimelineEntry['data'] = {}): TimelineEntry => ({
  at: AT,
  event,
  actor: 'system',
  visibility: 'public',
  data,
});
const published = (...timeline: TimelineEntry[]) => eventsOf({ purchaseId: 'p1', timeline });

test('what makes a purchase due in the ledger is exactly what becomes an event', () => {
  expect([...TELLING_ENTRIES].toSorted()).toEqual(Object.keys(EVENT_OF_ENTRY).toSorted());
  for (const event of TELLING_ENTRIES) {
    const [one, ...more] = published(entry(event));
    expect([isFeedEventType(one?.type), more]).toEqual([true, []]);
  }
  expect(published(entry('mail_accepted'), entry('sms_received'), entry('toString'))).toEqual([]);
});

test('the same change has the same id in whatever timeline, and the same said twice has two', () => {
  const asked = entry('access_requested', { claimId: 'clm_p1_1' });
  const [first, second] = published(asked, asked);
  const [again] = published(entry('purchase_opened', { policyVersion: '2026-01' }), {
    ...asked,
    at: '2026-03-02T10:00:00.000Z',
  });
  const later = published(entry('purchase_opened', { policyVersion: '2026-01' }), asked).at(-1);
  expect(first?.eventId).not.toBe(second?.eventId);
  expect(later?.eventId).toBe(first?.eventId);
  expect(again?.type).toBe('purchase.opened');
  expect(first?.eventId).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
});

test("nobody's words are published", () => {
  const [raised] = published(
    entry('needs_attention', { step: 'refund', reason: 'refused: call Ada at +4479', detail: 'status 401' }),
  );
  expect(raised?.data).toEqual({ purchaseId: 'p1', step: 'refund', reason: 'refused' });
  expect(JSON.stringify(eventsOf({ purchaseId: 'p1', timeline: [RETURNED], refund: {} }))).not.toContain(
    'DE89',
  );
  expect(
    JSON.stringify(eventsOf({ purchaseId: 'p1', timeline: [PAID], refund: { byHand: true } })),
  ).not.toContain('DE89');
});

const BACK = { amount: 149, currency: 'EUR', refundId: 'DE89 3704 0044 0532 0130 00' };
const PAID = entry('refund_confirmed', BACK);
const RETURNED = entry('refund_returned_otherwise', BACK);

test('an event about money that support has settled says how much came back and how, without the reference of support', () => {
  const data = { purchaseId: 'p1', amount: 149, currency: 'EUR' };
  const of = (timeline: TimelineEntry, refund: { byHand?: true }) =>
    eventsOf({ purchaseId: 'p1', timeline: [timeline], refund }).map((each) => each.data);
  expect(of(RETURNED, {})).toEqual([{ ...data, returnedOtherwise: true }]);
  expect(of(PAID, { byHand: true })).toEqual([{ ...data, byHand: true }]);
  expect(of(PAID, {})).toEqual([{ ...data, refundId: BACK.refundId }]);
});

test('an event that an earlier version published with the reference is known by its earlier id, which no other event has', () => {
  // What the version before published of both, under these ids.
  const before = 'evt_SfldEffT7x88jowI5sEpYh';
  const otherwiseBefore = 'evt_iXoMfGKb2Nc0vLARIHYqc6';
  const paid = eventsOf({ purchaseId: 'p1', timeline: [PAID], refund: { byHand: true } });
  const returned = eventsOf({ purchaseId: 'p1', timeline: [RETURNED], refund: {} });
  expect([paid[0]?.earlierId, returned[0]?.earlierId]).toEqual([before, otherwiseBefore]);
  const [byShop] = published(PAID);
  expect([byShop?.eventId, byShop?.earlierId]).toEqual([before, undefined]);
  expect(new Set([...paid, ...returned].map(({ eventId }) => eventId)).size).toBe(2);
  expect([...paid, ...returned].map(({ eventId }) => eventId)).not.toContain(before);
});
