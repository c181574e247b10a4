// Owner of the flow: whether the main flow stands still, what runs beside it, and the waits.
import { condition, setCurrentDetails } from '@temporalio/workflow';
import type { Instant } from '../src/contract/scalars.ts';
import { graceAfterOutage, missedByUs } from '../src/policy/outage.ts';
import { nextDeadline } from './deadlines.ts';
import { iso, note, telemetry } from './journal.ts';
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

export interface Flow {
  /** Absent while the main flow moves. */
  readonly rest?: Rest;
  /** Calls beside the main flow that the end waits for. */
  readonly awaitedBeside: number;
  /** The first error of something that ran beside the main flow: a bug. */
  readonly broken?: { readonly error: unknown };
}

/** The main flow stands still: in a call to the outside, or in a wait that ends when `wakes` says so. */
export interface Rest {
  readonly in: 'call' | 'wait';
  readonly wakes: () => boolean;
}

export const newFlow = (): Flow => ({ awaitedBeside: 0 });

const own = ({ flow }: Life): Writable<Flow> => flow;

/** Until the main flow moves on it changes nothing, so that what is known now can be written down. */
export function standStill(life: Life, how: Rest): void {
  own(life).rest = how;
}

export function moveOn(life: Life): void {
  delete own(life).rest;
}

/** Stands still until `wakes`. */
export async function rest(life: Life, wakes: () => boolean): Promise<void> {
  standStill(life, { in: 'wait', wakes });
  try {
    await condition(wakes);
  } finally {
    moveOn(life);
  }
}

/** Stands still until `wakes`, or for so long. Whether it was woken. */
async function restFor(life: Life, wakes: () => boolean, ms: number, summary: string): Promise<boolean> {
  standStill(life, { in: 'wait', wakes });
  try {
    return await condition(wakes, ms, { summary });
  } finally {
    moveOn(life);
  }
}

/** Lets something run beside the main flow. What it throws breaks the task, as if the main flow had thrown it. */
export function beside(life: Life, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    own(life).broken ??= { error };
  });
}

/** The same, and the purchase does not end before it is over. */
export function besideAndAwaited(life: Life, work: Promise<unknown>): void {
  own(life).awaitedBeside += 1;
  const over = work.finally(() => {
    own(life).awaitedBeside -= 1;
  });
  beside(life, over);
}

/** Throws what was thrown beside the main flow. */
export async function breakWithWhatIsBeside(life: Life): Promise<never> {
  await condition(() => life.flow.broken !== undefined);
  throw life.flow.broken?.error;
}

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
  const { right } = wait;
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
    setCurrentDetails(detailsOf(life, wait.summary));
    const changed = orBroken(() => wait.over() || nextMoment()?.at !== next?.at);
    if (!(await reached(life, next?.at, changed, wait.summary))) continue;
    if (wait.over()) return 'over';
    const now = Date.now();
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
  wakes: () => boolean,
  summary: string,
): Promise<boolean> {
  if (at === undefined) {
    await rest(life, wakes);
    return false;
  }
  const ms = at - Date.now();
  if (ms <= 0) return true;
  if (await restFor(life, wakes, ms, summary)) return false;
  telemetry.wokeLate(life.stage.name, Date.now() - at);
  return true;
}

/** What a question to the customer says of itself while it waits for an answer. */
export interface Asking {
  /** When the customer is reminded: `from` when the time counts, `until` when it ends. */
  remindAt?: (from: Instant, until: Instant) => readonly Instant[];
  remind?: (until: Instant) => unknown;
  summary: string;
}

/**
 * Waits for the answer to the question of a stage. Silence counts once its time is over; an outage of ours extends it,
 * once. Nobody is reminded of a question whose notice is not out.
 */
export async function answerOrSilence(
  life: Life,
  stage: StageWithQuestion,
  { remindAt, remind, summary }: Asking,
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
