import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import {
  afterDispute,
  choiceAgainDueAt,
  choiceRemindersAt,
  pausedMs,
  remediationDueAt,
  remediationLeftMs,
  remedyOf,
} from '../../src/policy/major-defect.ts';
import { mayRequestAccess } from '../../src/policy/access.ts';
import { theVersion } from './version.ts';

const version = theVersion('2026-01');
const short = theVersion('sandbox-short');
const filedAt = Date.parse('2026-03-01T10:00:00Z');

describe('C3: the seller has five days from filing', () => {
  test('five days are 120 hours, also across the change to summer time', () => {
    const before = Date.parse('2026-03-27T12:00:00+01:00');
    expect(new Date(remediationDueAt(version, before, [], before)).toISOString()).toBe(
      '2026-04-01T11:00:00.000Z',
    );
  });

  test('each version by its own numbers', () => {
    expect(remediationDueAt(version, filedAt, [], filedAt) - filedAt).toBe(120 * HOUR_MS);
    expect(remediationDueAt(short, filedAt, [], filedAt) - filedAt).toBe(12 * HOUR_MS);
  });

  const due = filedAt + 5 * DAY_MS;
  test.each([
    { when: '1 ms before', now: due - 1, leftMs: 1 },
    { when: 'exactly at', now: due, leftMs: 0 },
    { when: '1 ms after', now: due + 1, leftMs: 0 },
  ])('$when the deadline $leftMs ms are left', ({ now, leftMs }) =>
    expect(remediationLeftMs(version, filedAt, [], now)).toBe(leftMs),
  );
});

describe('C3b: a pause moves the deadline by its length', () => {
  const pause = { from: filedAt + DAY_MS, to: filedAt + 3 * DAY_MS };

  test('a closed pause counts whole', () => {
    expect(pausedMs([pause], filedAt + 4 * DAY_MS)).toBe(2 * DAY_MS);
    expect(remediationDueAt(version, filedAt, [pause], filedAt + 4 * DAY_MS)).toBe(filedAt + 7 * DAY_MS);
  });

  test('while a pause is open what is left stays the same', () => {
    const open = [{ from: filedAt + DAY_MS }];
    for (const now of [filedAt + DAY_MS, filedAt + 2 * DAY_MS, filedAt + 9 * DAY_MS]) {
      expect(remediationLeftMs(version, filedAt, open, now)).toBe(4 * DAY_MS);
    }
  });

  test.each([
    { requests: 0, leftMs: 1, answer: undefined },
    { requests: 1, leftMs: 24 * HOUR_MS + 1, answer: undefined },
    { requests: 1, leftMs: 24 * HOUR_MS, answer: 'not_allowed' },
    { requests: 1, leftMs: 24 * HOUR_MS - 1, answer: 'not_allowed' },
    { requests: 2, leftMs: 5 * DAY_MS, answer: 'too_many_requests' },
  ])('after $requests requests with $leftMs ms left another one → $answer', ({ requests, leftMs, answer }) =>
    expect(mayRequestAccess(version, requests, leftMs)?.code).toBe(answer),
  );
});

describe('C3a', () => {
  test.each([
    { disputes: 1, leftMs: 1, next: 'in_remediation' },
    { disputes: 1, leftMs: 0, next: 'remedy' },
    { disputes: 2, leftMs: DAY_MS, next: 'remedy' },
  ])('dispute $disputes with $leftMs ms left → $next', ({ disputes, leftMs, next }) =>
    expect(afterDispute(disputes, leftMs)).toBe(next),
  );

  test.each([
    { depth: 0, remedy: 'choice' },
    { depth: 1, remedy: 'choice' },
    { depth: 2, remedy: 'refund' },
  ])('at depth $depth of a chain of replacements → $remedy', ({ depth, remedy }) =>
    expect(remedyOf(version, depth)).toBe(remedy),
  );

  test('after an empty stock at least 72 hours are left, and never less than before', () => {
    const due = filedAt + 14 * DAY_MS;
    expect(choiceAgainDueAt(version, due, due - 72 * HOUR_MS - 1)).toBe(due);
    expect(choiceAgainDueAt(version, due, due - 72 * HOUR_MS)).toBe(due);
    expect(choiceAgainDueAt(version, due, due - 72 * HOUR_MS + 1)).toBe(due + 1);
  });
});

describe('C3a: the customer is reminded of a choice', () => {
  test.each([
    { left: '14 days', leftMs: 14 * DAY_MS, afterMs: [3 * DAY_MS, 10 * DAY_MS] },
    { left: '11 days', leftMs: 11 * DAY_MS, afterMs: [3 * DAY_MS, 10 * DAY_MS] },
    { left: '1 ms less than 11 days', leftMs: 11 * DAY_MS - 1, afterMs: [3 * DAY_MS] },
    { left: '4 days', leftMs: 4 * DAY_MS, afterMs: [3 * DAY_MS] },
    { left: '1 ms less than 4 days', leftMs: 4 * DAY_MS - 1, afterMs: [3 * DAY_MS - 1] },
    { left: '72 hours', leftMs: 72 * HOUR_MS, afterMs: [48 * HOUR_MS] },
  ])('of $left at these moments, and never in the last day', ({ leftMs, afterMs }) => {
    const offeredAt = 1_000_000;
    expect(choiceRemindersAt(version, offeredAt, offeredAt + leftMs)).toEqual(
      afterMs.map((ms) => offeredAt + ms),
    );
  });
});
