// C1, C2, C3 and the exclusions: `decideClaim`, support's decision on an open claim.
import { REJECTION_CLAUSES } from '../src/contract/rejection-clause.ts';
import type { DecisionOption, StatementKind } from '../src/contract/status.ts';
import type { ClaimType, DecideClaim, ReclassifyClaim } from '../src/contract/updates.ts';
import { CLAIM_TYPES } from '../src/contract/validation/requester.ts';
import { grantingClause, refusedByRecord } from '../src/policy/filing.ts';
import { decisionsIn } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { beginClaim } from './claim-window.ts';
import {
  approveClaim,
  claimRef,
  claimsUntil,
  countAsked,
  endClaim,
  changeClaimType,
  setNoteToCustomer,
  type Claim,
} from './claims.ts';
import { askForEvidence } from './invalid-number.ts';
import { clearAttention, keepStatement, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import type { RequestRule, StageFor } from './rules.ts';
import { enterStage } from './stage.ts';

type Stage = StageFor<'decideClaim'>;

const STATEMENTS: Readonly<Record<DecideClaim['decision'], StatementKind>> = {
  approve: 'claim_approved',
  reject: 'claim_rejected',
  request_evidence: 'evidence_requested',
  reclassify: 'claim_reclassified',
};

/** A rejection cites its clause: mostly an exclusion (X1, X2, X3), P2 or P3. */
export const decideClaim: RequestRule<'decideClaim'> = {
  pointless(life, stage, request) {
    if (request.decision !== 'reclassify') return undefined;
    const { claimType } = request;
    return claimType === stage.claim.claimType ? sameType(life, stage, claimType) : undefined;
  },
  take: (life, stage, request) =>
    notPossible(life, stage, request) ?? (() => decide(life, stage.claim, request)),
};

function notPossible(life: Life, stage: Stage, request: DecideClaim): Refusal | undefined {
  if (!decisionsIn(stage.name).includes(request.decision)) {
    const message = `${request.decision} is not possible in the stage ${stage.name}; ${offered(life, stage)}.`;
    return refusal('not_now', null, message);
  }
  if (request.decision === 'request_evidence') return mayRequestEvidence(life, stage.claim);
  if (request.decision === 'reclassify') return mayReclassify(life, stage, request);
  return undefined;
}

function decide(life: Life, claim: Claim, request: DecideClaim): void {
  const { by, decision, internalNote } = request;
  setNoteToCustomer(claim, request.note);
  const kind = STATEMENTS[decision];
  keepStatement(life, claim, { by, kind, text: request.note });
  keepStatement(life, claim, { by, kind, text: internalNote, visibility: 'internal' });
  note(life, 'claim_decided', { actor: 'support', visibility: 'internal', data: { by: by.id, decision } });
  switch (request.decision) {
    case 'approve': {
      const clause = grantingClause(claim.claimType);
      approveClaim(life, claim, clause, 'support');
      const amount = life.terms.price;
      post(life, { template: 'claim_approved', clause, amount, note: request.note, ...claimRef(claim) });
      return enterStage(life, { name: 'returning_funds', why: 'approved', claim, clause });
    }
    case 'reject': {
      const { clause } = request;
      endClaim(life, claim, { status: 'rejected', clause }, { event: 'claim_rejected', actor: 'support' });
      const words = { note: request.note, ...claimRef(claim), ...claimsUntil(life) };
      post(life, { template: 'claim_rejected', clause, ...words });
      return;
    }
    case 'request_evidence':
      countAsked(claim, 'evidenceRequests');
      return askForEvidence(life, claim, request.note);
    case 'reclassify':
      changeClaimType(claim, request.claimType);
      clearAttention(life, 'review');
      note(life, 'claim_reclassified', {
        actor: 'support',
        data: { claimId: claim.claimId, claimType: claim.claimType },
      });
      return beginClaim(life, claim);
    default:
      request satisfies never;
  }
}

function mayRequestEvidence({ terms }: Life, claim: Claim): Refusal | undefined {
  const { version } = terms;
  if (claim.evidenceRequests >= version.evidenceRequests) {
    const message = `Evidence was asked for ${version.evidenceRequests} times in this claim: decide on what is there.`;
    return refusal('too_many_requests', 'C2', message);
  }
  if (claim.evidence.length >= version.evidencePerClaim) {
    const message = `The claim has all ${version.evidencePerClaim} pieces of evidence it can take: decide on what is there.`;
    return refusal('not_allowed', 'C2', message);
  }
  return undefined;
}

/** Why the claim cannot become one of this type, if it cannot. */
function mayReclassify(life: Life, stage: Stage, { claimType }: ReclassifyClaim): Refusal | undefined {
  const { claim } = stage;
  if (claim.reclassifications >= life.terms.version.reclassifications) {
    const times = claim.reclassifications;
    const message = `The claim was reclassified ${times} times, and that is the limit; ${offered(life, stage)}.`;
    return refusal('too_many_requests', null, message);
  }
  if (claimType === claim.claimType) return sameType(life, stage, claimType);
  return mayBecome(life, claim, claimType);
}

function mayBecome(life: Life, claim: Claim, claimType: ClaimType): Refusal | undefined {
  if (claimType === 'major_defect' && life.claims.accessRefused) {
    return refusal('disqualified', 'C3b', 'Access was refused before, so this cannot become a defect claim.');
  }
  return refusedByRecord(claimType, claim.record);
}

function sameType(life: Life, stage: Stage, claimType: ClaimType): Refusal {
  return refusal('not_allowed', null, `The claim is a ${claimType} already; ${offered(life, stage)}.`);
}

/** The decisions that support can take now. */
export function decisionOptions(life: Life, { name, claim }: Stage): DecisionOption[] {
  return decisionsIn(name).flatMap((decision): DecisionOption[] => {
    switch (decision) {
      case 'approve':
        return [{ decision }];
      case 'reject':
        return [{ decision, clauses: [...REJECTION_CLAUSES] }];
      case 'request_evidence':
        return mayRequestEvidence(life, claim) ? [] : [{ decision }];
      case 'reclassify': {
        const claimTypes = typesToMoveTo(life, claim);
        return claimTypes.length > 0 ? [{ decision, claimTypes }] : [];
      }
      default:
        return decision satisfies never;
    }
  });
}

/** For the end of a refusal's message. */
function offered(life: Life, stage: Stage): string {
  const possible = decisionOptions(life, stage).map((option) =>
    option.decision === 'reclassify' ? `reclassify to ${option.claimTypes.join(' or ')}` : option.decision,
  );
  return `possible: ${possible.join(', ')}`;
}

function typesToMoveTo(life: Life, claim: Claim): ClaimType[] {
  if (claim.reclassifications >= life.terms.version.reclassifications) return [];
  return CLAIM_TYPES.filter(
    (claimType) => claimType !== claim.claimType && mayBecome(life, claim, claimType) === undefined,
  );
}
