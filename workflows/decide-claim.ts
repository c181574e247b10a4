import type { StatementKind } from '../src/contract/status.ts';
import type { ClaimType, DecideClaim, ReclassifyClaim } from '../src/contract/updates.ts';
import { grantingClause, refusedByRecord } from '../src/policy/filing.ts';
import { decisionsIn } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { approveClaim, claimRef, claimsUntil, endClaim, theOpenClaim } from './claim.ts';
import { beginClaim } from './claims.ts';
import { askForEvidence } from './evidence.ts';
import { clearAttention, enterStage, note, type Life } from './life.ts';
import { post } from './mails.ts';
import { keepStatement } from './statements.ts';

const STATEMENTS: Readonly<Record<DecideClaim['decision'], StatementKind>> = {
  approve: 'claim_approved',
  reject: 'claim_rejected',
  request_evidence: 'evidence_requested',
  reclassify: 'claim_reclassified',
};

/** Support's word on an open claim. A rejection cites its clause: mostly an exclusion (X1, X2, X3), P2 or P3. */
export const decideClaim = {
  judge(life: Life, request: DecideClaim): Refusal | undefined {
    if (!decisionsIn(life.stage).includes(request.decision)) {
      const message = `${request.decision} is not possible in the stage ${life.stage}; ${offered(life)}.`;
      return refusal('not_now', null, message);
    }
    if (request.decision === 'request_evidence') return mayRequestEvidence(life);
    if (request.decision === 'reclassify') return mayReclassify(life, request);
    return undefined;
  },

  traceless(life: Life, request: DecideClaim): Refusal | undefined {
    if (request.decision !== 'reclassify') return undefined;
    const { claimType } = request;
    return claimType === theOpenClaim(life).claimType ? sameType(life, claimType) : undefined;
  },

  carryOut(life: Life, request: DecideClaim): void {
    const claim = theOpenClaim(life);
    const { by, decision, internalNote } = request;
    claim.note = request.note;
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
        return enterStage(life, 'returning_funds');
      }
      case 'reject': {
        const { clause } = request;
        endClaim(life, claim, 'rejected', 'claim_rejected', { actor: 'support', clause });
        const words = { note: request.note, ...claimRef(claim), ...claimsUntil(life) };
        post(life, { template: 'claim_rejected', clause, ...words });
        return;
      }
      case 'request_evidence':
        claim.evidenceRequests += 1;
        return askForEvidence(life, claim, request.note);
      case 'reclassify':
        claim.reclassifications += 1;
        claim.claimType = request.claimType;
        clearAttention(life, 'review');
        note(life, 'claim_reclassified', {
          actor: 'support',
          data: { claimId: claim.claimId, claimType: claim.claimType },
        });
        return beginClaim(life, claim);
      default:
        request satisfies never;
    }
  },
};

function mayRequestEvidence(life: Life): Refusal | undefined {
  const claim = theOpenClaim(life);
  const { version } = life.terms;
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

/** The claim keeps its filing time and the record of that time. */
function mayReclassify(life: Life, { claimType }: ReclassifyClaim): Refusal | undefined {
  const claim = theOpenClaim(life);
  if (claim.reclassifications >= life.terms.version.reclassifications) {
    return refusal('too_many_requests', null, `The claim was moved often enough; ${offered(life)}.`);
  }
  if (claimType === claim.claimType) return sameType(life, claim.claimType);
  return mayBecome(life, claimType);
}

function mayBecome(life: Life, claimType: ClaimType): Refusal | undefined {
  if (claimType === 'major_defect' && life.accessRefused) {
    return refusal('disqualified', 'C3b', 'Access was refused before, so this cannot become a defect claim.');
  }
  return refusedByRecord(claimType, theOpenClaim(life).record);
}

function sameType(life: Life, claimType: ClaimType): Refusal {
  return refusal('not_allowed', null, `The claim is a ${claimType} already; ${offered(life)}.`);
}

/** What support can decide of the open claim now, for the end of a refusal. */
function offered(life: Life): string {
  const types = typesToMoveTo(life);
  const possible = decisionsIn(life.stage).flatMap((decision) => {
    if (decision === 'request_evidence' && mayRequestEvidence(life)) return [];
    if (decision !== 'reclassify') return [decision];
    return types.length > 0 ? [`reclassify to ${types.join(' or ')}`] : [];
  });
  return `possible: ${possible.join(', ')}`;
}

function typesToMoveTo(life: Life): ClaimType[] {
  const claim = theOpenClaim(life);
  if (claim.reclassifications >= life.terms.version.reclassifications) return [];
  return (['non_receipt', 'invalid_number', 'major_defect'] as const).filter(
    (claimType) => claimType !== claim.claimType && mayBecome(life, claimType) === undefined,
  );
}
