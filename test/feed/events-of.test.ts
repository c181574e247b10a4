import { expect, test } from 'vitest';
import { isFeedEventType } from '../../src/contract/feed-event.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { eventsOf, TOLD_BY } from '../../src/feed/events-of.ts';
import { TELLING_ENTRIES } from '../../src/ledger/migrations/0016-events.ts';

const AT = '2026-03-01T10:00:00.000Z';
const entry = (event: string, data: TimelineEntry['data'] = {}): TimelineEntry => ({
  at: AT,
  event,
  actor: 'system',
  visibility: 'public',
  data,
});
const told = (...timeline: TimelineEntry[]) => eventsOf({ purchaseId: 'p1', timeline });

test('what makes a purchase due in the ledger is exactly what tells something', () => {
  expect([...TELLING_ENTRIES].toSorted()).toEqual(Object.keys(TOLD_BY).toSorted());
  for (const event of TELLING_ENTRIES) {
    const [one, ...more] = told(entry(event));
    expect([isFeedEventType(one?.type), more]).toEqual([true, []]);
  }
  expect(told(entry('mail_accepted'), entry('sms_received'), entry('toString'))).toEqual([]);
});

test('the same change has the same id in whatever timeline, and the same said twice has two', () => {
  const asked = entry('access_requested', { claimId: 'clm_p1_1' });
  const [first, second] = told(asked, asked);
  const [again] = told(entry('purchase_opened', { policyVersion: '2026-01' }), {
    ...asked,
    at: '2026-03-02T10:00:00.000Z',
  });
  const later = told(entry('purchase_opened', { policyVersion: '2026-01' }), asked).at(-1);
  expect(first?.eventId).not.toBe(second?.eventId);
  expect(later?.eventId).toBe(first?.eventId);
  expect(again?.type).toBe('purchase.opened');
  expect(first?.eventId).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
});

test("nobody's words are told", () => {
  const [raised] = told(
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

test('of money that support has settled it is told how much came back and how, without the reference of support', () => {
  const data = { purchaseId: 'p1', amount: 149, currency: 'EUR' };
  const of = (timeline: TimelineEntry, refund: { byHand?: true }) =>
    eventsOf({ purchaseId: 'p1', timeline: [timeline], refund }).map((each) => each.data);
  expect(of(RETURNED, {})).toEqual([{ ...data, returnedOtherwise: true }]);
  expect(of(PAID, { byHand: true })).toEqual([{ ...data, byHand: true }]);
  expect(of(PAID, {})).toEqual([{ ...data, refundId: BACK.refundId }]);
});

test('what an earlier version told with the reference is known by the id that it had, which is that of no other event', () => {
  // What the version before told of both, under these ids.
  const before = 'evt_SfldEffT7x88jowI5sEpYh';
  const otherwiseBefore = 'evt_iXoMfGKb2Nc0vLARIHYqc6';
  const paid = eventsOf({ purchaseId: 'p1', timeline: [PAID], refund: { byHand: true } });
  const returned = eventsOf({ purchaseId: 'p1', timeline: [RETURNED], refund: {} });
  expect([paid[0]?.earlierId, returned[0]?.earlierId]).toEqual([before, otherwiseBefore]);
  const [byShop] = told(PAID);
  expect([byShop?.eventId, byShop?.earlierId]).toEqual([before, undefined]);
  expect(new Set([...paid, ...returned].map(({ eventId }) => eventId)).size).toBe(2);
  expect([...paid, ...returned].map(({ eventId }) => eventId)).not.toContain(before);
});
