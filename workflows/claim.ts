import type { ClauseId } from '../src/contract/clause-id.ts';
import type { ClaimId, Instant } from '../src/contract/scalars.ts';
import type { Actor, ClaimStatus, Statement } from '../src/contract/status.ts';
import type { ClaimType, EvidenceRef, Remedy } from '../src/contract/updates.ts';
import type { RecordAtFiling } from '../src/policy/facts.ts';
import type { ClockPause } from '../src/policy/major-defect.ts';
import { clearAttention, enterStage, iso, note, type Life } from './life.ts';
import type { PostedMail } from './mails.ts';

/** A question to the customer whose silence costs a right: the clock starts when the mail server has the notice. */
export interface Ask {
  readonly notice: PostedMail;
  readonly askedAt: Instant;
  /** After an outage of ours, once. */
  graceUntil?: Instant;
}

/** The right that ends with the silence to a question: an outage of ours extends it, once. */
export const rightToAnswer = (ask: Ask): { extended: () => boolean; extend: (until: Instant) => void } => ({
  extended: () => ask.graceUntil !== undefined,
  extend: (until) => {
    ask.graceUntil = until;
  },
});

/** Why the remediation clock stands still: access was asked for (C3b), or the customer may dispute (C3). */
export interface ClaimPause extends ClockPause {
  readonly why: 'access' | 'remedied';
}

export interface Claim {
  readonly claimId: ClaimId;
  claimType: ClaimType;
  readonly reason: string;
  readonly evidence: EvidenceRef[];
  readonly filedAt: Instant;
  endedAt?: Instant;
  record: RecordAtFiling;
  /** R2. Filed while the funds were on their way back, and not begun yet. */
  parked: boolean;
  status: ClaimStatus;
  clause?: ClauseId;
  note?: string;
  readonly statements: Statement[];
  readonly pauses: ClaimPause[];
  disputes: number;
  remedy?: Remedy;
  reviewDueAt?: Instant;
  evidenceRequests: number;
  accessRequests: number;
  reclassifications: number;
  ask?: Ask;
  choiceOfferedAt?: Instant;
  choiceDueAt?: Instant;
  choiceNotice?: PostedMail;
  choiceExtended: boolean;
}

/** What a settled claim leads to. `none`: back to what is left of the window. */
export type Settlement =
  | { remedy: 'refund'; clause: ClauseId }
  | { remedy: 'replacement'; clause: ClauseId }
  | { remedy: 'none' };

export const NO_REMEDY: Settlement = { remedy: 'none' };

/** What a claim that is no longer open leads to. */
export function settlementOf(claim: Claim): Settlement {
  if (claim.status !== 'approved' || claim.clause === undefined) return NO_REMEDY;
  return { remedy: claim.remedy ?? 'refund', clause: claim.clause };
}

/** Until the claim is decided, or support moves it to another type. */
export function onItsWay(claim: Claim): () => boolean {
  const { reclassifications } = claim;
  return () => claim.status === 'open' && claim.reclassifications === reclassifications;
}

/** The one claim that is not decided yet. */
export function openClaim(life: Life): Claim | undefined {
  const last = life.claims.at(-1);
  return last?.status === 'open' ? last : undefined;
}

/** A customer's question in the stage needs this; its absence is a bug in the stage table. */
export function theOpenClaim(life: Life): Claim {
  const claim = openClaim(life);
  if (claim === undefined) throw new Error(`no open claim in stage ${life.stage}`);
  return claim;
}

export const claimRef = ({ claimId, claimType }: Claim): { claimId: ClaimId; claimType: ClaimType } => ({
  claimId,
  claimType,
});

/** Ends a claim without remedy; what is left of the window goes on. */
export function endClaim(
  life: Life,
  claim: Claim,
  status: Exclude<ClaimStatus, 'open' | 'approved'>,
  event: string,
  by: { actor: Actor; clause?: ClauseId; data?: Record<string, string> },
): void {
  claim.status = status;
  claim.endedAt = Date.now();
  if (by.clause !== undefined) claim.clause = by.clause;
  closePause(claim);
  clearAttention(life, 'review');
  note(life, event, { actor: by.actor, clause: by.clause, data: { claimId: claim.claimId, ...by.data } });
  enterStage(life, 'claim_window');
}

/** The claim is granted: nothing reopens it. */
export function approveClaim(life: Life, claim: Claim, clause: ClauseId, actor: Actor): void {
  claim.status = 'approved';
  claim.endedAt = Date.now();
  claim.clause = clause;
  closePause(claim);
  clearAttention(life, 'review');
  note(life, 'claim_approved', { actor, clause, data: { claimId: claim.claimId } });
}

/** The remediation clock stands still from now on. */
export function openPause(claim: Claim, why: ClaimPause['why']): void {
  closePause(claim);
  claim.pauses.push({ from: Date.now(), why });
}

/** The remediation clock goes on. */
export function closePause(claim: Claim): void {
  const pause = claim.pauses.at(-1);
  if (pause && pause.to === undefined) pause.to = Date.now();
}

/** While another claim can still be filed: until when. For mails that end one. */
export function claimsUntil(life: Life): { claimsUntil?: string } {
  const another = life.claims.length < life.terms.version.claimsPerPurchase;
  return another && Date.now() <= life.windowEndsAt ? { claimsUntil: iso(life.windowEndsAt) } : {};
}
