import type { Instant } from '../contract/scalars.ts';
import type { PolicyVersion } from './versions.ts';

/** A time in which the remediation clock is paused. Not over while `to` is absent. */
export interface ClockPause {
  from: Instant;
  to?: Instant;
}

/** How long the clock has been paused until `now`, in ms. */
export function pausedMs(pauses: readonly ClockPause[], now: Instant): number {
  return pauses.reduce((total, pause) => total + Math.max(0, (pause.to ?? now) - pause.from), 0);
}

/**
 * C3. The seller has five days from filing, pauses taken out. While a pause is open the deadline moves with `now`.
 * Inclusive: a remediation reported at this very instant is in time.
 */
export function remediationDueAt(
  version: PolicyVersion,
  filedAt: Instant,
  pauses: readonly ClockPause[],
  now: Instant,
): Instant {
  return filedAt + version.remediationMs + pausedMs(pauses, now);
}

/** C3. What is left of the five days, in ms; not below zero. */
export function remediationLeftMs(
  version: PolicyVersion,
  filedAt: Instant,
  pauses: readonly ClockPause[],
  now: Instant,
): number {
  return Math.max(0, remediationDueAt(version, filedAt, pauses, now) - now);
}

/** C3. The first dispute resumes what was left of the five days; with nothing left, or the second time, C3a. */
export function afterDispute(disputes: number, leftMs: number): 'in_remediation' | 'remedy' {
  return disputes === 1 && leftMs > 0 ? 'in_remediation' : 'remedy';
}

/** C3a. The customer chooses; at the end of a chain of replacements there is only the refund. */
export function remedyOf(version: PolicyVersion, depth: number): 'choice' | 'refund' {
  return depth >= version.deepestReplacement ? 'refund' : 'choice';
}

/** C3a. After a replacement was out of stock, at least 72 hours are left to choose again. */
export function choiceAgainDueAt(version: PolicyVersion, choiceDueAt: Instant, now: Instant): Instant {
  return Math.max(choiceDueAt, now + version.choiceAgainMs);
}

/**
 * C3a. When the customer is reminded of a choice: 3 and 10 days after the offer, but not within the last day. If neither
 * is possible, as when 72 hours are left to choose again, there is one reminder a day before the end.
 */
export function choiceRemindersAt(version: PolicyVersion, offeredAt: Instant, dueAt: Instant): Instant[] {
  const latest = dueAt - version.choiceReminderBeforeMs;
  const reminders = version.choiceRemindersMs
    .map((afterMs) => offeredAt + afterMs)
    .filter((at) => at <= latest);
  return reminders.length > 0 ? reminders : [latest];
}
