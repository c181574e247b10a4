// Owner of the journal: the timeline, what needs attention, the statements of all sides, and the revision.
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { MailTemplate } from '../src/contract/mail.ts';
import type { ClaimId, Instant, Timestamp } from '../src/contract/scalars.ts';
import type { Actor, Attention, Statement, TimelineEntry } from '../src/contract/status.ts';
import { keptOf } from '../src/policy/statements.ts';
import type { Fixed, Life, Writable } from './life.ts';
import { nowOf } from './runtime.ts';

export interface Journal {
  readonly timeline: readonly Fixed<TimelineEntry>[];
  readonly attention: readonly Fixed<Attention>[];
  readonly statements: readonly SaidAbout[];
  /** Of all statements together. */
  readonly charactersKept: number;
  /** Counts every change. */
  readonly revision: number;
}

interface SaidAbout {
  /** Absent: the statement is about a step of a return that no claim has caused. */
  readonly claimId: ClaimId | undefined;
  readonly statement: Fixed<Statement>;
}

export const newJournal = (): Journal => ({
  timeline: [],
  attention: [],
  statements: [],
  charactersKept: 0,
  revision: 0,
});

const own = ({ journal }: Life): Writable<Journal> => journal as Writable<Journal>;

export const iso = (at: Instant): Timestamp => new Date(at).toISOString();

interface Remark {
  actor?: Actor;
  clause?: ClauseId | undefined;
  visibility?: 'public' | 'internal';
  data?: TimelineEntry['data'];
}

/** Adds to the timeline. Personal data and free text stay out of it. */
export function note(life: Life, event: string, remark: Remark = {}): void {
  const { actor = 'system', clause, visibility = 'public', data } = remark;
  const entry: TimelineEntry = {
    at: iso(nowOf(life)),
    event,
    actor,
    ...(clause === undefined ? {} : { clause }),
    visibility,
    ...(data === undefined ? {} : { data }),
  };
  own(life).timeline.push(entry);
  changed(life);
  life.runtime.noted(entry);
}

/** Counts a change that adds nothing to the timeline. */
export function changed(life: Life): void {
  own(life).revision += 1;
}

/** Gives stage and attention to the worker's metrics. */
export function emitStage({ stage, journal, runtime }: Life): void {
  runtime.stands(
    stage.name,
    journal.attention.map(({ step }) => step),
  );
}

/**
 * Puts something before support, once per step and template. A new reason or detail replaces the old one and keeps its
 * `since`. `detail` says what was wrong, in our own words or as a code.
 */
export function needAttention(
  life: Life,
  step: Attention['step'],
  reason: string,
  { template, detail }: Pick<Attention, 'template' | 'detail'> = {},
): void {
  const { attention } = own(life);
  const known = attention.findIndex((entry) => entry.step === step && entry.template === template);
  const before = attention[known];
  if (before?.reason === reason && before.detail === detail) return;
  const entry: Attention = {
    step,
    reason,
    since: before?.since ?? iso(nowOf(life)),
    ...(template === undefined ? {} : { template }),
    ...(detail === undefined ? {} : { detail }),
  };
  if (before === undefined) {
    attention.push(entry);
    emitStage(life);
  } else attention[known] = entry;
  note(life, 'needs_attention', {
    visibility: 'internal',
    data: { step, reason, ...(detail === undefined ? {} : { detail }) },
  });
}

export function clearAttention(life: Life, step: Attention['step'], template?: MailTemplate): void {
  const { attention } = own(life);
  const at = attention.findIndex((entry) => entry.step === step && entry.template === template);
  if (at < 0) return;
  attention.splice(at, 1);
  changed(life);
  emitStage(life);
}

interface Said extends Pick<Statement, 'by' | 'kind'> {
  text: string | undefined;
  visibility?: Statement['visibility'];
}

/** Keeps what a side said about a claim or, without one, about the purchase. A text of blanks is not kept. */
export function keepStatement(
  life: Life,
  claim: { claimId: ClaimId } | undefined,
  { by, kind, text = '', visibility = 'public' }: Said,
): void {
  const journal = own(life);
  const kept = keptOf(text, journal.charactersKept);
  if (kept === '') return;
  journal.charactersKept += kept.length;
  const statement: Statement = { at: iso(nowOf(life)), by, kind, text: kept, visibility };
  journal.statements.push({ claimId: claim?.claimId, statement });
}

/** What was said about a claim or, without one, about the purchase. */
export const statementsAbout = ({ journal }: Life, claimId?: ClaimId): Statement[] =>
  journal.statements.flatMap((said) => (said.claimId === claimId ? [said.statement] : []));
