import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { afterEvidenceSilence, evidenceDueAt, invalidNumberStart } from '../../src/policy/invalid-number.ts';
import { graceAfterOutage, missedByUs, windowMissedByUs } from '../../src/policy/outage.ts';
import {
  askAgainAt,
  askEarlyAt,
  heededWaitMs,
  nextPollAt,
  pendingTooLong,
  retryDelayMs,
  tooEarlyForLong,
} from '../../src/policy/steps.ts';
import { theVersion } from './version.ts';

const version = theVersion('2026-01');
const due = Date.parse('2026-03-06T10:00:00Z');

describe('C2: evidence counts until the later of the window and 48 hours after the notice', () => {
  test.each([
    { noticeAt: due - 48 * HOUR_MS - 1, endsAt: due },
    { noticeAt: due - 48 * HOUR_MS, endsAt: due },
    { noticeAt: due - 48 * HOUR_MS + 1, endsAt: due + 1 },
  ])('notice at $noticeAt → $endsAt', ({ noticeAt, endsAt }) =>
    expect(evidenceDueAt(version, due, noticeAt)).toBe(endsAt),
  );

  test('silence forfeits only a C2 that never showed anything', () => {
    expect(afterEvidenceSilence({ claimType: 'invalid_number', evidenceCount: 0 })).toBe('forfeited');
    expect(afterEvidenceSilence({ claimType: 'invalid_number', evidenceCount: 1 })).toBe('in_review');
    expect(afterEvidenceSilence({ claimType: 'non_receipt', evidenceCount: 0 })).toBe('in_review');
  });

  test('a claim with evidence starts in review', () => {
    expect([0, 1, 5].map(invalidNumberStart)).toEqual(['needs_evidence', 'in_review', 'in_review']);
  });
});

describe('a deadline missed by an outage of ours', () => {
  test.each([
    { lateMs: 60 * SECOND_MS - 1, missed: false },
    { lateMs: 60 * SECOND_MS, missed: false },
    { lateMs: 60 * SECOND_MS + 1, missed: true },
  ])('a task $lateMs ms late → missed by us: $missed', ({ lateMs, missed }) =>
    expect(missedByUs(version, due, due + lateMs)).toBe(missed),
  );

  test('the right lasts 24 hours from the late task', () => {
    expect(graceAfterOutage(version, due + 3 * HOUR_MS)).toBe(due + 27 * HOUR_MS);
  });

  const late = { windowEndsAt: due, openedAt: due - 5 * DAY_MS, now: due + HOUR_MS, claims: [] };
  test('a window whose end was slept through opens again', () =>
    expect(windowMissedByUs(version, late)).toBe(true));
  test('a window that an open claim outlived was used', () =>
    expect(windowMissedByUs(version, { ...late, claims: [{ filedAt: due - 1, endedAt: due + 1 }] })).toBe(
      false,
    ));
  test('a claim that ended before the window did changes nothing', () =>
    expect(windowMissedByUs(version, { ...late, claims: [{ filedAt: due - 2, endedAt: due - 1 }] })).toBe(
      true,
    ));
  test('a purchase announced after its own deadline gets no new window', () =>
    expect(windowMissedByUs(version, { ...late, openedAt: due + 1 })).toBe(false));
});

describe('steps outside', () => {
  test('a step that did not work comes again after 15 minutes, doubling to a day', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((n) => retryDelayMs(n) / MINUTE_MS);
    expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
  });

  test.each([
    { asked: undefined, failed: 1, ms: undefined },
    { asked: 0, failed: 1, ms: undefined },
    { asked: 1_999, failed: 1, ms: undefined },
    { asked: 2_000, failed: 1, ms: undefined },
    { asked: 2_001, failed: 1, ms: 2_001 },
    { asked: 18_000, failed: 3, ms: undefined },
    { asked: 18_001, failed: 3, ms: 18_001 },
    { asked: 3 * MINUTE_MS, failed: 1, ms: 3 * MINUTE_MS },
    { asked: 3 * MINUTE_MS + 1, failed: 1, ms: 3 * MINUTE_MS },
    { asked: 365 * DAY_MS, failed: 1, ms: 3 * MINUTE_MS },
    { asked: 365 * DAY_MS, failed: 6, ms: undefined },
  ])(
    'Retry-After of $asked ms after try $failed → $ms ms, undefined being our own',
    ({ asked, failed, ms }) => expect(heededWaitMs(asked, failed)).toBe(ms),
  );

  test.each([
    { when: '1 ms before', now: due + DAY_MS - 1, long: false },
    { when: 'exactly at', now: due + DAY_MS, long: true },
    { when: '1 ms after', now: due + DAY_MS + 1, long: true },
  ])('too_early for long, $when 24 h are over: $long', ({ now, long }) =>
    expect(tooEarlyForLong(due, now)).toBe(long),
  );

  test.each([
    { after: 0, next: HOUR_MS },
    { after: HOUR_MS - 1, next: HOUR_MS },
    { after: HOUR_MS, next: 6 * HOUR_MS },
    { after: 6 * HOUR_MS - 1, next: 6 * HOUR_MS },
    { after: 6 * HOUR_MS, next: DAY_MS },
    { after: DAY_MS - 1, next: DAY_MS },
    { after: DAY_MS, next: 2 * DAY_MS },
    { after: 2 * DAY_MS + 1, next: 3 * DAY_MS },
  ])(
    'a refund on its way: $after ms after it was sent it is asked after next at $next ms',
    ({ after, next }) => expect(nextPollAt(due, due + after)).toBe(due + next),
  );

  test.each([
    { asked: 0, gapMs: 0 },
    { asked: 1, gapMs: MINUTE_MS },
    { asked: 2, gapMs: 2 * MINUTE_MS },
    { asked: 9, gapMs: 256 * MINUTE_MS },
    { asked: 10, gapMs: 6 * HOUR_MS },
    { asked: 1_000, gapMs: 6 * HOUR_MS },
  ])(
    'refundUpdated after $asked such questions: at once, but $gapMs ms after the last',
    ({ asked, gapMs }) => {
      const before = asked === 0 ? { asked } : { asked, lastAt: due };
      expect(askEarlyAt(before, due)).toBe(due + gapMs);
      expect(askEarlyAt(before, due + gapMs + 1)).toBe(due + gapMs + 1);
    },
  );

  test.each(['2026-01', 'sandbox-short'])('a refund on its way for 7 days needs a person, under %s', (id) => {
    const sevenDays = 7 * DAY_MS;
    const long = [sevenDays - 1, sevenDays, sevenDays + 1].map((after) =>
      pendingTooLong(theVersion(id), due, due + after),
    );
    expect(long).toEqual([false, true, true]);
  });

  test.each([
    { what: 'the instant that was named', retryAt: due + HOUR_MS, n: 1, at: due + HOUR_MS },
    { what: 'a minute later where none was named', retryAt: undefined, n: 1, at: due + MINUTE_MS },
    { what: 'not at once for an instant in the past', retryAt: due - DAY_MS, n: 1, at: due + 15 * SECOND_MS },
    { what: 'ever later if the past is named again', retryAt: due - DAY_MS, n: 3, at: due + 60 * SECOND_MS },
    { what: 'after a day at most', retryAt: due + 90 * DAY_MS, n: 1, at: due + DAY_MS },
  ])('too_early: asked again $what', ({ retryAt, n, at }) => expect(askAgainAt(retryAt, due, n)).toBe(at));
});
