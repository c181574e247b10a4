import type { Instant, Money, Timestamp } from '../contract/scalars.ts';
import type { Attention, ClaimView, Statement } from '../contract/status.ts';
import type { EvidenceRef } from '../contract/updates.ts';
import { moneyWords } from '../wording/money.ts';
import { spaced } from '../wording/names.ts';
import { row, rows } from './terminal.ts';
import { clockWords } from '../wording/durations.ts';

/** The time by which it is shown, and the width. */
export interface View {
  /** The purchase's own clock. */
  now: Instant;
  width: number;
}

/** A claim with its reason, its evidence and everything that was said in it. */
export function claimLines(claim: Omit<ClaimView, 'pauses'>, view: View): string[] {
  const { claimId, claimType, status, clause, remedy, filedAt, reason, evidence, note, statements } = claim;
  const decided = [status, clause, remedy].filter((word) => word !== undefined).join(' ');
  return [
    ...rows('claim', `${claimId} ${claimType} ${decided}, filed ${agoWords(filedAt, view.now)}`, view),
    ...rows('reason', reason, view),
    ...evidenceLines(evidence, view),
    ...(statements === undefined && note !== undefined ? rows('note', note, view) : []),
    // The first statement is the reason.
    ...statementLines(
      (statements ?? []).filter(({ kind }) => kind !== 'claim_filed'),
      view,
    ),
  ];
}

export const statementLines = (statements: readonly Statement[], view: View): string[] =>
  statements.flatMap((statement) => [
    row('said', `${statementWords(statement)}:`),
    ...rows('', statement.text, view),
  ]);

/** When, who, which act, and whether it is internal. */
export const statementWords = ({ at, by, kind, visibility }: Statement): string =>
  `${at} ${by.kind} ${by.id}, ${spaced(kind)}${visibility === 'internal' ? ' (internal)' : ''}`;

function evidenceLines(evidence: readonly EvidenceRef[], view: View): string[] {
  if (evidence.length === 0) return [];
  const words = evidence.map(({ evidenceId, mediaType }) =>
    mediaType === undefined ? evidenceId : `${evidenceId} (${mediaType})`,
  );
  return rows('evidence', words.join(', '), view);
}

interface Bought {
  purchasedAt: Timestamp;
  price: Money;
  service: string;
  country: string;
}

export const boughtWords = ({ purchasedAt, price, service, country }: Bought): string =>
  `${purchasedAt}, ${moneyWords(price)}, ${service} (${country})`;

export const attentionLines = (needsAttention: readonly Attention[], view: View): string[] =>
  needsAttention.flatMap(({ step, reason, detail, template, since }) => {
    const more = [template, detail].filter((word) => word !== undefined).join(': ');
    const words = more === '' ? reason : `${reason} (${more})`;
    return rows('attention', `${step}: ${words}, since ${since}`, view);
  });

/** An instant, and how long ago that is. */
export const agoWords = (at: Timestamp, now: Instant): string =>
  `${at} (${clockWords(Math.max(0, now - Date.parse(at)))} ago)`;
