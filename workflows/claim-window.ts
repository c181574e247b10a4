import { graceAfterOutage, windowMissedByUs } from '../src/policy/outage.ts';
import { openClaim, type Claim } from './claim.ts';
import { unparkClaim } from './claims.ts';
import { enterStage, iso, type Life } from './life.ts';
import { post } from './mails.ts';
import { waitFor, type Reminder } from './waiting.ts';
import { moveWindowEnd, reopenWindow } from './window-end.ts';

/** P1. The next claim that is filed in time, or one that waited for a return of funds that failed. */
export async function claimInWindow(life: Life): Promise<Claim | undefined> {
  const waiting = openClaim(life);
  if (waiting?.parked) unparkClaim(life, waiting);
  if (waiting) return waiting;
  const filedBefore = life.claims.length;
  if (life.stage !== 'claim_window') enterStage(life, 'claim_window');
  if (Date.now() > life.windowEndsAt && !reopened(life)) return undefined;
  const end = await waitFor(life, {
    over: () => life.claims.length > filedBefore,
    deadline: () => life.windowEndsAt,
    reminders: () => closingReminder(life),
    right: { extended: () => life.windowExtended, extend: (until) => moveWindowEnd(life, until) },
    summary: 'Claim window (P1)',
  });
  return end === 'over' ? life.claims.at(-1) : undefined;
}

/** The window was over before it could open: through us, it opens once more. */
function reopened(life: Life): boolean {
  const { windowEndsAt, openedAt, claims } = life;
  const now = Date.now();
  if (life.windowExtended) return false;
  if (!windowMissedByUs(life.terms.version, { windowEndsAt, openedAt, now, claims })) return false;
  reopenWindow(life, graceAfterOutage(life.terms.version, now));
  return true;
}

/** An SMS came but the activation was never completed: something may be wrong, and time is running out. */
function closingReminder(life: Life): Reminder[] {
  const { facts, windowEndsAt } = life;
  if (facts.smsAt === undefined || facts.completedAt !== undefined) return [];
  const remind = (): unknown => post(life, { template: 'claim_window_closing', until: iso(windowEndsAt) });
  return [{ at: windowEndsAt - life.terms.version.windowReminderBeforeMs, remind }];
}
