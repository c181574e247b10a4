// Owner of the claims: what was filed, and what became of it.
import type { ClauseId } from '../src/contract/clause-id.ts';
import { claimIdOf } from '../src/contract/ids.ts';
import type { ClaimId, Instant, Timestamp } from '../src/contract/scalars.ts';
import type { Actor, ClaimStatus } from '../src/contract/status.ts';
import type { ClaimType, EvidenceRef, Remedy, SubmitClaim } from '../src/contract/updates.ts';
import { recordOf, type RecordAtFiling } from '../src/policy/facts.ts';
import { remediationDueAt, type ClockPause } from '../src/policy/major-defect.ts';
import { clearAttention, iso, note } from './journal.ts';
import type { Fixed, Life, Writable } from './life.ts';
import { enterStage } from './stage.ts';
import { nowOf } from './runtime.ts';

/** All claims of a purchase. */
export interface Claims {
  /** The oldest first. Only the last can be open. */
  readonly all: readonly Claim[];
  /** C3b. No further defect can be claimed. */
  readonly accessRefused: boolean;
  /** Reasons of refused filings that were mailed; each is mailed once. */
  readonly refusalsMailed: ReadonlySet<string>;
}

/** A pause of the remediation clock: access was asked for (C3b), or the customer may dispute the repair (C3). */
export interface ClaimPause extends Fixed<ClockPause> {
  readonly why: 'access' | 'remedied';
}

/** How a claim ended. */
export type ClaimEnd =
  | { readonly status: 'withdrawn'; readonly at: Instant }
  | {
      readonly status: Exclude<ClaimStatus, 'open' | 'withdrawn'>;
      readonly at: Instant;
      readonly clause: ClauseId;
    };

export interface Claim {
  readonly claimId: ClaimId;
  readonly claimType: ClaimType;
  readonly reason: string;
  readonly evidence: readonly Fixed<EvidenceRef>[];
  readonly filedAt: Instant;
  readonly record: Fixed<RecordAtFiling>;
  /** R2. Filed while the funds were being returned, and not started yet. */
  readonly parked: boolean;
  /** Absent while it is open. */
  readonly end?: ClaimEnd;
  /** Support's words to the customer. */
  readonly note?: string;
  readonly pauses: readonly ClaimPause[];
  readonly disputes: number;
  readonly remedy?: Remedy;
  readonly evidenceRequests: number;
  readonly accessRequests: number;
  readonly reclassifications: number;
}

const writable = (claim: Claim): Writable<Claim> => claim as Writable<Claim>;

export const noClaims = (): Claims => ({ all: [], accessRefused: false, refusalsMailed: new Set() });

export function fileClaim(
  life: Life,
  { claimType, reason, evidence }: SubmitClaim,
  { parked }: { parked: boolean },
): Claim {
  const claims = life.claims as Writable<Claims>;
  const claim: Claim = {
    claimId: claimIdOf(life.order.purchaseId, claims.all.length + 1),
    claimType,
    reason: reason.trim(),
    evidence: [],
    filedAt: nowOf(life),
    record: recordOf(life.facts),
    parked,
    pauses: [],
    disputes: 0,
    evidenceRequests: 0,
    accessRequests: 0,
    reclassifications: 0,
  };
  addEvidenceTo(claim, evidence ?? []);
  claims.all.push(claim);
  return claim;
}

/** Skips evidence that the claim has already. Returns how many pieces were new. */
export function addEvidenceTo(claim: Claim, evidence: readonly EvidenceRef[]): number {
  const known = claim.evidence.length;
  for (const piece of evidence) {
    if (claim.evidence.some(({ evidenceId }) => evidenceId === piece.evidenceId)) continue;
    writable(claim).evidence.push(piece);
  }
  return claim.evidence.length - known;
}

/** R2. The return of funds has failed: the claim starts now, and is judged by what is on record now. */
export function unpark(life: Life, claim: Claim): void {
  writable(claim).parked = false;
  writable(claim).record = recordOf(life.facts);
}

/** The claim keeps its filing time and the record of that time. */
export function changeClaimType(claim: Claim, claimType: ClaimType): void {
  writable(claim).reclassifications += 1;
  writable(claim).claimType = claimType;
}

export function setNoteToCustomer(claim: Claim, text: string): void {
  writable(claim).note = text;
}

export function countAsked(claim: Claim, of: 'evidenceRequests' | 'accessRequests'): void {
  writable(claim)[of] += 1;
}

export function countDispute(claim: Claim): void {
  writable(claim).disputes += 1;
}

export function setRemedy(claim: Claim, remedy: Remedy): void {
  writable(claim).remedy = remedy;
}

/** The chosen replacement could not be issued. */
export function clearRemedy(claim: Claim): void {
  delete writable(claim).remedy;
}

/** C3b. After access was refused no further defect can be claimed. */
export function excludeDefectClaims(life: Life): void {
  (life.claims as Writable<Claims>).accessRefused = true;
}

/** Whether this is the first refusal of its kind. Only that one is mailed. */
export function firstRefusal(life: Life, kind: string): boolean {
  if (life.claims.refusalsMailed.has(kind)) return false;
  (life.claims as Writable<Claims>).refusalsMailed.add(kind);
  return true;
}

/** Ends a claim without remedy; what is left of the window goes on. */
export function endClaim(
  life: Life,
  claim: Claim,
  end:
    | { status: 'withdrawn' }
    | { status: Exclude<ClaimStatus, 'open' | 'approved' | 'withdrawn'>; clause: ClauseId },
  { event, actor, data }: { event: string; actor: Actor; data?: Record<string, string> },
): void {
  writable(claim).end = { ...end, at: nowOf(life) };
  resumeClock(life, claim);
  clearAttention(life, 'review');
  const clause = end.status === 'withdrawn' ? undefined : end.clause;
  note(life, event, { actor, clause, data: { claimId: claim.claimId, ...data } });
  enterStage(life, { name: 'claim_window' });
}

/** The claim is granted: nothing reopens it. */
export function approveClaim(life: Life, claim: Claim, clause: ClauseId, actor: Actor): void {
  writable(claim).end = { status: 'approved', at: nowOf(life), clause };
  resumeClock(life, claim);
  clearAttention(life, 'review');
  note(life, 'claim_approved', { actor, clause, data: { claimId: claim.claimId } });
}

/** Pauses the remediation clock. Returns the instant since which it is paused. */
export function pauseClock(life: Life, claim: Claim, why: ClaimPause['why']): Instant {
  resumeClock(life, claim);
  const from = nowOf(life);
  writable(claim).pauses.push({ from, why });
  return from;
}

/** Ends the pause of the remediation clock, if there is one. */
export function resumeClock(life: Life, claim: Claim): void {
  const pause = claim.pauses.at(-1);
  if (pause && pause.to === undefined) (pause as Writable<ClaimPause>).to = nowOf(life);
}

/** C3. During a pause: the deadline as it was when the pause began. The length of the pause is added when it ends. */
export function remediationEndsAt(life: Life, claim: Claim): Instant {
  const pause = claim.pauses.at(-1);
  const asOf = pause && pause.to === undefined ? pause.from : nowOf(life);
  return remediationDueAt(life.terms.version, claim.filedAt, claim.pauses, asOf);
}

/** The one claim that is not decided yet. */
export function openClaim(life: Life): Claim | undefined {
  const last = life.claims.all.at(-1);
  return last?.end === undefined ? last : undefined;
}

export const claimRef = ({ claimId, claimType }: Claim): { claimId: ClaimId; claimType: ClaimType } => ({
  claimId,
  claimType,
});

/** For mails that end a claim: until when another one can be filed, if one can. */
export function claimsUntil(life: Life): { claimsUntil?: Timestamp } {
  const another = life.claims.all.length < life.terms.version.claimsPerPurchase;
  return another && nowOf(life) <= life.window.endsAt ? { claimsUntil: iso(life.window.endsAt) } : {};
}
