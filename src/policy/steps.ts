import type { Instant } from '../contract/scalars.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';
import type { PolicyVersion } from './versions.ts';

/** How long the order service may answer `too_early` before support and the customer are notified. We still ask. */
export const TOO_EARLY_TOO_LONG_MS = DAY_MS;

/** Whether the order service has answered `too_early` for too long, `since` being the first time. Inclusive. */
export const tooEarlyForLong = (since: Instant, now: Instant): boolean =>
  now >= since + TOO_EARLY_TOO_LONG_MS;

/** Pauses between the tries of one call to the order service: 2 s, three times as long each time, 3 minutes at most. */
export const TRIES = { firstMs: 2 * SECOND_MS, factor: 3, longestMs: 3 * MINUTE_MS } as const;

/**
 * When the order service asks to be left alone for a while (`Retry-After`): how long to wait before the next try.
 * `failed`: how many tries have failed, from 1. `undefined`: our own pause. The result is never shorter than that, so that
 * no answer makes us ask without end, and never longer than 3 minutes, because a step is tried for only ten minutes
 * before it needs attention.
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

/** When a pending refund is asked for next: 1 h and 6 h after it was sent, then each full day after it was sent. */
export function nextPollAt(sentAt: Instant, now: Instant): Instant {
  if (now < sentAt + HOUR_MS) return sentAt + HOUR_MS;
  if (now < sentAt + 6 * HOUR_MS) return sentAt + 6 * HOUR_MS;
  return sentAt + (Math.floor((now - sentAt) / DAY_MS) + 1) * DAY_MS;
}

/** How often `refundUpdated` has made us ask for a refund ahead of its schedule, and when last. */
export interface EarlyCalls {
  asked: number;
  lastAt?: Instant;
}

/**
 * When `refundUpdated` makes us ask for a refund ahead of its schedule: at once the first time, then a minute after the
 * last such call at the earliest, doubling to 6 h. So a sender that repeats the signal causes only a few calls.
 */
export function askEarlyAt({ asked, lastAt }: EarlyCalls, now: Instant): Instant {
  if (asked === 0 || lastAt === undefined) return now;
  return Math.max(now, lastAt + Math.min(MINUTE_MS * 2 ** Math.min(asked - 1, 10), 6 * HOUR_MS));
}

/** Whether a refund has been on its way for so long that a person has to look at it. */
export function pendingTooLong(version: PolicyVersion, sentAt: Instant, now: Instant): boolean {
  return now - sentAt >= version.refundPendingMs;
}

/**
 * When to ask for the n-th time (n from 1) after `too_early`. The order service names the instant. If it names none, or
 * one in the past, growing pauses keep us from asking without end; if it names one far away, we ask after a day.
 */
export function askAgainAt(retryAt: Instant | undefined, now: Instant, n: number): Instant {
  const soonest = now + Math.min(15 * SECOND_MS * 2 ** Math.min(n - 1, 12), DAY_MS);
  return Math.min(Math.max(retryAt ?? now + MINUTE_MS, soonest), now + DAY_MS);
}
