// Owner of the flow: whether the main flow is suspended, the work in the background, and the waits.
import { condition } from '@temporalio/workflow';
import type { Instant } from '../src/contract/scalars.ts';
import { graceAfterOutage, missedByUs } from '../src/policy/outage.ts';
import { nextDeadline } from './deadlines.ts';
import { iso, note } from './journal.ts';
import type { Life, Writable } from './life.ts';
import {
  countsSince,
  extendQuestion,
  left,
  noticeIsOut,
  questionEndsAt,
  timeRuns,
  type StageWithQuestion,
} from './stage.ts';
import { nowOf } from './runtime.ts';

export interface Flow {
  /** Absent while the main flow runs. */
  readonly suspended?: Suspension;
  /** Calls in the background that the purchase waits for before it ends. */
  readonly awaitedAtEnd: number;
  /** The first error of work in the background, which is a bug. */
  readonly backgroundError?: { readonly error: unknown };
}

/** What the main flow is suspended in: a call to the outside, or a wait that ends when `wakes` returns `true`. */
export interface Suspension {
  readonly in: 'call' | 'wait' | 'wait with timer';
  readonly wakes: () => boolean;
}

export const newFlow = (): Flow => ({ awaitedAtEnd: 0 });

const own = ({ flow }: Life): Writable<Flow> => flow;

/** A suspended main flow changes nothing, so its state can be written to the ledger. */
export function markSuspended(life: Life, suspension: Suspension): void {
  own(life).suspended = suspension;
}

export function markRunning(life: Life): void {
  delete own(life).suspended;
}

/** Suspends the main flow until `wakes` returns `true`. */
export async function waitUntil(life: Life, wakes: () => boolean): Promise<void> {
  markSuspended(life, { in: 'wait', wakes });
  try {
    await condition(wakes);
  } finally {
    markRunning(life);
  }
}

/** Suspends the main flow until `wakes` returns `true`, for `ms` at most. Whether it did. */
async function waitUntilOrTimeout(
  life: Life,
  wakes: () => boolean,
  ms: number,
  summary: string,
): Promise<boolean> {
  markSuspended(life, { in: 'wait with timer', wakes });
  try {
    return await condition(wakes, ms, { summary });
  } finally {
    markRunning(life);
  }
}

/** Lets `work` run while the main flow goes on. Its error fails the workflow task, as an error of the main flow does. */
export function runInBackground(life: Life, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    own(life).backgroundError ??= { error };
  });
}

/** Lets `work` run in the background; the purchase does not end before it is over. */
export function awaitAtEnd(life: Life, work: Promise<unknown>): void {
  own(life).awaitedAtEnd += 1;
  const over = work.finally(() => {
    own(life).awaitedAtEnd -= 1;
  });
  runInBackground(life, over);
}

/** Throws the first error of work in the background. */
export async function throwBackgroundError(life: Life): Promise<never> {
  await condition(() => life.flow.backgroundError !== undefined);
  throw life.flow.backgroundError?.error;
}

/** Something to do on the way to a deadline. Skipped if its time had passed before the wait began. */
export interface Reminder {
  at: Instant;
  remind: () => unknown;
}

/** A wait for a fact, with at most one deadline. All functions are called again each time the wait wakes. */
export interface Wait {
  /** Whether the fact is there. */
  over: () => boolean;
  /** `undefined`: no deadline for now. Inclusive: what happens at this very instant is in time. */
  deadline: () => Instant | undefined;
  reminders?: () => Reminder[];
  /** The deadline ends a right of the customer, which an outage of ours must not cost. */
  right?: { extended: () => boolean; extend: (until: Instant) => void };
  /** Shown with the timer in the Temporal UI. */
  summary: string;
}

/** The only wait with a deadline: one timer at a time, and after each wake the state decides, not the timer. */
export async function waitFor(life: Life, wait: Wait): Promise<'over' | 'due'> {
  const { right } = wait;
  let waitedUntil = nowOf(life);
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
    life.runtime.showDetails(detailsOf(life, wait.summary));
    const changed = trueIfThrows(() => wait.over() || nextMoment()?.at !== next?.at);
    if (!(await reached(life, next?.at, changed, wait.summary))) continue;
    if (wait.over()) return 'over';
    const now = nowOf(life);
    if (next?.reminder) {
      waitedUntil = next.reminder.at;
      next.reminder.remind();
    } else if (next && right && !right.extended() && missedByUs(life.terms.version, next.at, now)) {
      right.extend(graceAfterOutage(life.terms.version, now));
      note(life, 'deadline_extended', { data: { missed: iso(next.at), reason: 'outage' } });
    } else return 'due';
  }
}

/** For the Temporal UI. */
function detailsOf(life: Life, summary: string): string {
  const next = nextDeadline(life);
  const by = next ? ` by ${iso(next.at)}${next.provisional ? ' at the earliest' : ''}` : '';
  return `Stage: ${life.stage.name}. Waiting for: ${summary}${by}`;
}

/** An error would end the SDK's loop over all conditions. As `true` it ends this wait, whose own loop throws it again. */
function trueIfThrows(changed: () => boolean): () => boolean {
  return () => {
    try {
      return changed();
    } catch {
      return true;
    }
  };
}

/** Waits for the instant, or for `wakes`. Whether the instant came first. */
async function reached(
  life: Life,
  at: Instant | undefined,
  wakes: () => boolean,
  summary: string,
): Promise<boolean> {
  if (at === undefined) {
    await waitUntil(life, wakes);
    return false;
  }
  const ms = at - nowOf(life);
  if (ms <= 0) return true;
  if (await waitUntilOrTimeout(life, wakes, ms, summary)) return false;
  life.runtime.wokeLate(life.stage.name, nowOf(life) - at);
  return true;
}

/** How to wait for the answer to a question to the customer. */
export interface QuestionWait {
  /** When the customer is reminded: `from` when the time counts, `until` when it ends. */
  remindAt?: (from: Instant, until: Instant) => readonly Instant[];
  remind?: (until: Instant) => unknown;
  summary: string;
}

/**
 * Waits for the answer to the question of a stage, until its time is over. An outage of ours extends that time, once.
 * Nobody is reminded of a question whose notice is not out.
 */
export async function answerOrSilence(
  life: Life,
  stage: StageWithQuestion,
  { remindAt, remind, summary }: QuestionWait,
): Promise<'answer' | 'silence'> {
  const { question } = stage;
  const reminders = (): Reminder[] => {
    const until = questionEndsAt(question);
    const remindOnceOut = (): void => {
      if (noticeIsOut(question)) remind?.(until);
    };
    const moments = remindAt?.(countsSince(question), until) ?? [];
    return moments.map((at) => ({ at, remind: remindOnceOut }));
  };
  const end = await waitFor(life, {
    over: left(life, stage),
    deadline: () => (timeRuns(question) ? questionEndsAt(question) : undefined),
    reminders: () => (timeRuns(question) ? reminders() : []),
    right: {
      extended: () => question.graceUntil !== undefined,
      extend: (until) => extendQuestion(question, until),
    },
    summary,
  });
  return end === 'over' ? 'answer' : 'silence';
}
