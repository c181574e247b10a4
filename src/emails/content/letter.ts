import type { ClauseId } from '../../contract/clause-id.ts';
import type { MailContent, MailTemplate } from '../../contract/mail.ts';
import type { Money, Timestamp } from '../../contract/scalars.ts';
import type { PolicyVersion } from '../../policy/versions.ts';
import type { Say } from '../texts/catalogue.ts';

/** One part of a mail. The text and the HTML are both made from these, so they cannot say different things. */
export type Block =
  | { kind: 'paragraph'; text: string }
  /** A line that readers look for, with a bold label. */
  | { kind: 'labelled'; label: string; text: string }
  /** Where the customer's money is now. Every mail has exactly one. */
  | { kind: 'money'; text: string }
  /** `what` is followed by "until" and the instant, e.g. "You can dispute this". */
  | { kind: 'deadline'; what: string; at: Timestamp; atLeast: boolean }
  /** Words of support, kept as they were written. */
  | { kind: 'quote'; words: string }
  /** What the customer can do. */
  | { kind: 'what_to_do'; items: readonly string[] }
  | { kind: 'clause'; clause: ClauseId }
  /** Names to quote when asking: ids and references. */
  | { kind: 'details'; rows: readonly (readonly [label: string, value: string])[] };

/** What one template says, without the frame around it. */
export interface Letter {
  /** Subject and first heading. At most 50 characters. */
  headline: string;
  /** The line that a mailbox shows beside the subject. */
  preheader: string;
  blocks: Block[];
}

/** What a template needs besides its content. */
export interface Setting {
  version: PolicyVersion;
  /** Writes a text in the customer's language. */
  say: Say;
  /** The mail leads to a page of the customer. Without one the customer acts by replying. */
  hasLink: boolean;
  /** Writes an amount as it is written in the customer's region. */
  money: (price: Money) => string;
}

/** The content of one template. */
export type ContentOf<T extends MailTemplate> = Extract<MailContent, { template: T }>;

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const labelled = (label: string, text: string): Block => ({ kind: 'labelled', label, text });
export const money = (text: string): Block => ({ kind: 'money', text });
export const whatToDo = (...items: string[]): Block => ({ kind: 'what_to_do', items });
export const clause = (id: ClauseId): Block => ({ kind: 'clause', clause: id });
export const until = (what: string, at: Timestamp): Block => ({
  kind: 'deadline',
  what,
  at,
  atLeast: false,
});
export const untilAtLeast = (what: string, at: Timestamp): Block => ({
  kind: 'deadline',
  what,
  at,
  atLeast: true,
});

/** Support's words, where there are any. */
export const supportWrote = (words: string | undefined): Block[] =>
  words === undefined || words.trim() === '' ? [] : [{ kind: 'quote', words }];
