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
});
