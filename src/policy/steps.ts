import type { Instant } from '../contract/scalars.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';
import type { PolicyVersion } from './versions.ts';

/** How long the order service may say `too_early` before a person and the customer are told. It is still asked. */
export const TOO_EARLY_TOO_LONG_MS = DAY_MS;

/** Whether `too_early`, first said at `since`, has been said for too long. Inclusive. */
export const tooEarlyForLong = (since: Instant, now: Instant): boolean =>
  now >= since + TOO_EARLY_TOO_LONG_MS;

/** Between the tries of one call to the order service: 2 s, three times as long each time, 3 minutes at most. */
export const TRIES = { firstMs: 2 * SECOND_MS, factor: 3, longestMs: 3 * MINUTE_MS } as const;

/**
 * When the order service asks to be left alone for a while (`Retry-After`): how long to wait before the next try.
 * `failed`: how many tries have failed, from 1. Never shorter than our own wait, so that no answer makes us ask without
 * end, and never longer than 3 minutes: a step is tried for ten minutes before a person is told. `undefined`: our own.
 */
export function heededWaitMs(retryAfterMs: number | undefined, failed: number): number | undefined {
  if (retryAfterMs === undefined) return undefined;
  const ownMs = Math.min(TRIES.firstMs * TRIES.factor ** Math.min(failed - 1, 10), TRIES.longestMs);
  const heededMs = Math.min(retryAfterMs, TRIES.longestMs);
  return heededMs > ownMs ? heededMs : undefined;
}

/** How long to wait before the n-th new try (n from 1) of a call that did not work: 15 minutes, doubling to a day. */
export function retryDelayMs(n: number): number {
  return Math.min(15 * MINUTE_MS * 2 ** Math.min(n - 1, 10), DAY_MS);
}

/** When a refund that is on its way is asked after: 1 h and 6 h after it was sent, then every day after it was sent. */
export function nextPollAt(sentAt: Instant, now: Instant): Instant {
  if (now < sentAt + HOUR_MS) return sentAt + HOUR_MS;
  if (now < sentAt + 6 * HOUR_MS) return sentAt + 6 * HOUR_MS;
  return sentAt + (Math.floor((now - sentAt) / DAY_MS) + 1) * DAY_MS;
}

/** How often the order service has had a refund asked for before its time, and when last. */
export interface EarlyQuestions {
  asked: number;
  lastAt?: Instant;
}

/**
 * `refundUpdated`: when the refund is asked for before its time. At once for the first time; then a minute after the last
 * such question at the earliest, doubling to 6 h, so that a sender gone wild makes no flood of calls.
 */
export function askEarlyAt({ asked, lastAt }: EarlyQuestions, now: Instant): Instant {
  if (asked === 0 || lastAt === undefined) return now;
  return Math.max(now, lastAt + Math.min(MINUTE_MS * 2 ** Math.min(asked - 1, 10), 6 * HOUR_MS));
}

/** Whether a refund has been on its way for so long that a person has to look at it. */
export function pendingTooLong(version: PolicyVersion, sentAt: Instant, now: Instant): boolean {
  return now - sentAt >= version.refundPendingMs;
}

/**
 * `too_early`: when to ask for the n-th time (n from 1). The order service names the instant;
 * one in the past, or none, must not make us ask without end, one far away must not bury the purchase.
 */
export function askAgainAt(retryAt: Instant | undefined, now: Instant, n: number): Instant {
  const soonest = now + Math.min(15 * SECOND_MS * 2 ** Math.min(n - 1, 12), DAY_MS);
  return Math.min(Math.max(retryAt ?? now + MINUTE_MS, soonest), now + DAY_MS);
}
