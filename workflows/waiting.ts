import { condition, setCurrentDetails } from '@temporalio/workflow';
import type { Instant } from '../src/contract/scalars.ts';
import { graceAfterOutage, missedByUs } from '../src/policy/outage.ts';
import { iso, note, type Life } from './life.ts';
import { telemetry } from './telemetry.ts';

/** Something to do on the way to a deadline. Skipped if its time had passed before the wait began. */
export interface Reminder {
  at: Instant;
  remind: () => unknown;
}

/** A wait for a fact, with at most one deadline. Everything is asked anew after each wake. */
export interface Wait {
  /** The fact. */
  over: () => boolean;
  /** `undefined`: no clock decides for now. Inclusive: what happens at this very instant is in time. */
  deadline: () => Instant | undefined;
  reminders?: () => Reminder[];
  /** The deadline ends a right of the customer, which an outage of ours must not cost. */
  right?: { extended: () => boolean; extend: (until: Instant) => void };
  /** Shown beside the timer in the Temporal UI. */
  summary: string;
}

/** The only wait there is: one timer at a time; state, not the timer, has the last word. */
export async function waitFor(life: Life, wait: Wait): Promise<'over' | 'due'> {
  let waitedUntil = Date.now();
  const nextMoment = (): { at: Instant; reminder?: Reminder } | undefined => {
    const due = wait.deadline();
    const reminder = (wait.reminders?.() ?? [])
      .filter(({ at }) => at > waitedUntil && (due === undefined || at < due))
      .toSorted((a, b) => a.at - b.at)[0];
    if (reminder) return { at: reminder.at, reminder };
    return due === undefined ? undefined : { at: due };
  };

  for (;;) {
    if (wait.over()) return 'over';
    const next = nextMoment();
    const by = next ? ` by ${iso(next.at)}` : '';
    setCurrentDetails(`Stage: ${life.stage}. Waiting for: ${wait.summary}${by}`);
    const changed = orBroken(() => wait.over() || nextMoment()?.at !== next?.at);
    if (!(await reached(life, next?.at, changed, wait.summary))) continue;
    if (wait.over()) return 'over';
    const now = Date.now();
    if (next?.reminder) {
      waitedUntil = next.reminder.at;
      next.reminder.remind();
    } else if (next && keepsRight(life, wait, next.at, now)) {
      wait.right?.extend(graceAfterOutage(life.terms.version, now));
      note(life, 'deadline_extended', { data: { missed: iso(next.at), reason: 'outage' } });
    } else return 'due';
  }
}

/** A wait ends where asking breaks: the loop asks again, and there it breaks the task and nothing else. */
function orBroken(changed: () => boolean): () => boolean {
  return () => {
    try {
      return changed();
    } catch {
      return true;
    }
  };
}

/** Whether the instant came before anything changed. */
async function reached(
  life: Life,
  at: Instant | undefined,
  changed: () => boolean,
  summary: string,
): Promise<boolean> {
  if (at === undefined) {
    await rest(life, changed, () => condition(changed));
    return false;
  }
  const ms = at - Date.now();
  if (ms <= 0) return true;
  if (await rest(life, changed, () => condition(changed, ms, { summary }))) return false;
  telemetry.wokeLate(life.stage, Date.now() - at);
  return true;
}

/** Until the wait is over the main flow changes nothing, so that what is known now can be written down. */
export async function rest<T>(life: Life, wakes: () => boolean, wait: () => Promise<T>): Promise<T> {
  life.rest = { in: 'wait', wakes };
  try {
    return await wait();
  } finally {
    delete life.rest;
  }
}

const keepsRight = (life: Life, wait: Wait, dueAt: Instant, now: Instant): boolean =>
  wait.right !== undefined && !wait.right.extended() && missedByUs(life.terms.version, dueAt, now);
