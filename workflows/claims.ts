import type { RefusalCode } from '../src/contract/answers.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import { claimIdOf } from '../src/contract/ids.ts';
import type { MailedRefusal } from '../src/contract/mail.ts';
import type { SubmitClaim, WithdrawClaim } from '../src/contract/updates.ts';
import { recordOf } from '../src/policy/facts.ts';
import {
  judgeFiling,
  noClaimNow,
  refusedByRecord,
  type Filing,
  type FilingTime,
} from '../src/policy/filing.ts';
import { missedByUs, graceAfterOutage } from '../src/policy/outage.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { claimRef, claimsUntil, endClaim, openClaim, theOpenClaim, type Claim } from './claim.ts';
import { takeEvidence } from './evidence.ts';
import { beginInvalidNumber } from './invalid-number.ts';
import { note, type Life } from './life.ts';
import { post } from './mails.ts';
import { beginMajorDefect } from './major-defect.ts';
import { beginNonReceipt } from './non-receipt.ts';
import { keepStatement } from './statements.ts';
import { reopenWindow } from './window-end.ts';

function filingTime(life: Life): FilingTime {
  const now = Date.now();
  return {
    stage: life.stage,
    now,
    version: life.terms.version,
    smsDeadline: life.terms.smsDeadline,
    windowEndsAt: windowEndIncludingOutage(life, now),
    claimsSoFar: life.claims.length,
    claimOpen: openClaim(life) !== undefined,
    returningByItself: life.returningByItself,
  };
}

const filing = (life: Life, { claimType, reason }: SubmitClaim): Filing => ({
  ...filingTime(life),
  claimType,
  reason,
  record: recordOf(life.facts),
  accessRefused: life.accessRefused,
});

/** A claim can reach us in the very task that finds out that the window's end was missed by us. */
function windowEndIncludingOutage(life: Life, now: number): number {
  const { version } = life.terms;
  const missed =
    life.stage === 'claim_window' && !life.windowExtended && missedByUs(version, life.windowEndsAt, now);
  return missed ? graceAfterOutage(version, now) : life.windowEndsAt;
}

export const submitClaim = {
  closed: (life: Life): Refusal | undefined => noClaimNow(filingTime(life)),

  judge: (life: Life, request: SubmitClaim): Refusal | undefined => judgeFiling(filing(life, request)),

  carryOut(life: Life, request: SubmitClaim): void {
    const windowEndsAt = windowEndIncludingOutage(life, Date.now());
    if (windowEndsAt !== life.windowEndsAt) reopenWindow(life, windowEndsAt);
    const claim = newClaim(life, request);
    life.claims.push(claim);
    keepStatement(life, claim, { by: request.by, kind: 'claim_filed', text: request.reason });
    const { claimId, claimType } = claim;
    note(life, 'claim_filed', { actor: request.by.kind, data: { claimId, claimType } });
    if (!claim.parked) return beginClaim(life, claim);
    note(life, 'claim_parked', { clause: 'R2', data: { claimId } });
    post(life, { template: 'claim_received', next: 'parked', ...claimRef(claim) });
  },

  /** A refusal that names the clause is mailed too, once per reason: the request may have come from someone else. */
  refused(life: Life, { claimType }: SubmitClaim, { code, clause }: Refusal): void {
    const mailed = `${claimType}:${code}`;
    if (clause === null || !isMailed(code) || life.refusalsMailed.has(mailed)) return;
    life.refusalsMailed.add(mailed);
    post(life, { template: 'claim_refused', claimType, code, clause, ...claimsUntil(life) });
  },
};

const isMailed = (code: RefusalCode): code is MailedRefusal =>
  code === 'fulfilled' || code === 'needs_sms' || code === 'disqualified' || code === 'too_late';

function newClaim(life: Life, { claimType, reason, evidence }: SubmitClaim): Claim {
  const claim: Claim = {
    claimId: claimIdOf(life.order.purchaseId, life.claims.length + 1),
    claimType,
    reason: reason.trim(),
    evidence: [],
    statements: [],
    filedAt: Date.now(),
    record: recordOf(life.facts),
    parked: life.returningByItself,
    status: 'open',
    pauses: [],
    disputes: 0,
    evidenceRequests: 0,
    accessRequests: 0,
    reclassifications: 0,
    choiceExtended: false,
  };
  takeEvidence(claim, evidence ?? []);
  return claim;
}

/** Puts the claim on the way of its type. */
export function beginClaim(life: Life, claim: Claim): void {
  const against = refusedByRecord(claim.claimType, claim.record);
  if (against?.clause) return rejectByRecord(life, claim, against.clause);
  switch (claim.claimType) {
    case 'non_receipt':
      return beginNonReceipt(life, claim);
    case 'invalid_number':
      return beginInvalidNumber(life, claim);
    case 'major_defect':
      return beginMajorDefect(life, claim);
    default:
      claim.claimType satisfies never;
  }
}

/** A claim that was parked and that the record then speaks against. */
function rejectByRecord(life: Life, claim: Claim, clause: ClauseId): void {
  endClaim(life, claim, 'rejected', 'claim_rejected', { actor: 'system', clause });
  post(life, { template: 'claim_rejected', clause, ...claimRef(claim), ...claimsUntil(life) });
}

/** R2. The return of funds has failed: the claim that waited for it is judged by what is on record now. */
export function unparkClaim(life: Life, claim: Claim): void {
  claim.parked = false;
  claim.record = recordOf(life.facts);
  beginClaim(life, claim);
}

/** R2. The funds are back: a claim that waited for it has nothing left to ask for. */
export function endParkedClaim(life: Life): void {
  const claim = openClaim(life);
  if (claim) endClaim(life, claim, 'moot', 'claim_moot', { actor: 'system', clause: 'R2' });
}

export const withdrawClaim = {
  carryOut(life: Life, { by, reason }: WithdrawClaim): void {
    const claim = theOpenClaim(life);
    keepStatement(life, claim, { by, kind: 'claim_withdrawn', text: reason });
    endClaim(life, claim, 'withdrawn', 'claim_withdrawn', { actor: by.kind });
    post(life, { template: 'claim_withdrawn', ...claimRef(claim), ...claimsUntil(life) });
  },
};
