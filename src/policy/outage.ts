import type { Instant } from '../contract/scalars.ts';
import type { PolicyVersion } from './versions.ts';

/**
 * A deadline that ends a customer's right was missed by us when its task starts more than a minute late.
 * `taskAt`: the workflow's clock in the task that was to carry it out.
 */
export function missedByUs(version: PolicyVersion, dueAt: Instant, taskAt: Instant): boolean {
  return taskAt - dueAt > version.outageToleranceMs;
}

/** How long the right lasts after such a task. */
export function graceAfterOutage(version: PolicyVersion, taskAt: Instant): Instant {
  return taskAt + version.outageGraceMs;
}

/** A claim window that was already over when the purchase got to it. */
export interface OverdueWindow {
  windowEndsAt: Instant;
  openedAt: Instant;
  now: Instant;
  /** When each claim was open. */
  claims: readonly { filedAt: Instant; endedAt?: Instant }[];
}

/**
 * Whether the customer lost the window through us. Not if the purchase was announced after its own deadline,
 * and not if a claim was open when the window ended: then the right had been used.
 */
export function windowMissedByUs(version: PolicyVersion, window: OverdueWindow): boolean {
  const { windowEndsAt, openedAt, now, claims } = window;
  if (openedAt > windowEndsAt) return false;
  const outlived = claims.some(
    (claim) =>
      claim.filedAt <= windowEndsAt && (claim.endedAt === undefined || claim.endedAt >= windowEndsAt),
  );
  return !outlived && missedByUs(version, windowEndsAt, now);
}
