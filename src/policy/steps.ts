import type { Instant } from '../contract/scalars.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';

/** How long to wait before the n-th new try (n from 1) of a call that did not work: 15 minutes, doubling to a day. */
export function retryDelayMs(n: number): number {
  return Math.min(15 * MINUTE_MS * 2 ** Math.min(n - 1, 10), DAY_MS);
}

/** When to ask for the n-th time (n from 1) about a refund that is on its way: after 1 h, 6 h, then every day. */
export function pollAt(sentAt: Instant, n: number): Instant {
  if (n === 1) return sentAt + HOUR_MS;
  if (n === 2) return sentAt + 6 * HOUR_MS;
  return sentAt + (n - 2) * DAY_MS;
}

/** The customer is told of the delay when a refund has been on its way for this long. */
export const PENDING_TOO_LONG_MS = DAY_MS;

/**
 * `too_early`: when to ask for the n-th time (n from 1). The order service names the instant;
 * one in the past, or none, must not make us ask without end, one far away must not bury the purchase.
 */
export function askAgainAt(retryAt: Instant | undefined, now: Instant, n: number): Instant {
  const soonest = now + Math.min(15 * SECOND_MS * 2 ** Math.min(n - 1, 12), DAY_MS);
  return Math.min(Math.max(retryAt ?? now + MINUTE_MS, soonest), now + DAY_MS);
}
