import type { Answer, Standing } from '../src/contract/answers.ts';
import type { AllowedActions, ClaimView, PurchaseStatus } from '../src/contract/status.ts';
import type { UpdateName } from '../src/contract/updates.ts';
import { mayRequestAccess } from '../src/policy/access.ts';
import { filedInTime } from '../src/policy/filing.ts';
import { remediationLeftMs } from '../src/policy/major-defect.ts';
import { actionsIn } from '../src/policy/stages.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { openClaim, theOpenClaim, type Claim } from './claim.ts';
import { nextDeadline, remediationEndsAt } from './deadline.ts';
import { iso, type Life } from './life.ts';

/** Where the purchase stands: part of every answer. */
function standing(life: Life): Standing {
  return {
    stage: life.stage,
    nextDeadline: nextDeadline(life) ?? null,
    allowedActions: allowedActions(life),
    revision: life.revision,
  };
}

export function acceptedAnswer(life: Life): Answer {
  const claim = life.claims.at(-1);
  return { accepted: true, ...(claim ? { claimId: claim.claimId } : {}), ...standing(life) };
}

export function refusedAnswer(life: Life, { retryAt, deadline, ...why }: Refusal): Answer {
  return {
    accepted: false,
    ...why,
    ...(retryAt === undefined ? {} : { retryAt: iso(retryAt) }),
    ...(deadline === undefined ? {} : { deadline: iso(deadline) }),
    ...standing(life),
  };
}

function allowedActions(life: Life): AllowedActions {
  const possible = (name: UpdateName): boolean => isPossible(life, name);
  return {
    customer: actionsIn(life.stage, 'customer').filter(possible),
    support: actionsIn(life.stage, 'support').filter(possible),
  };
}

/** What the stage allows in general may still be pointless for this purchase. */
function isPossible(life: Life, name: UpdateName): boolean {
  const { version } = life.terms;
  switch (name) {
    case 'submitClaim':
      return (
        (life.stage === 'claim_window' || life.returningByItself) &&
        openClaim(life) === undefined &&
        life.claims.length < version.claimsPerPurchase &&
        filedInTime(life.windowEndsAt, Date.now())
      );
    case 'addEvidence':
      return theOpenClaim(life).evidence.length < version.evidencePerClaim;
    case 'requestAccess': {
      const claim = theOpenClaim(life);
      const leftMs = remediationLeftMs(version, claim.filedAt, claim.pauses, Date.now());
      return mayRequestAccess(version, claim.accessRequests, leftMs) === undefined;
    }
    case 'settleByHand':
      return life.step?.phase === 'waiting' && life.step.hand === undefined;
    default:
      return true;
  }
}

/** Answer of the query `status`. */
export function purchaseStatus(life: Life): PurchaseStatus {
  const { order, terms } = life;
  const deadline = nextDeadline(life);
  const claim = openClaim(life);
  return {
    purchaseId: order.purchaseId,
    stage: life.stage,
    policyVersion: terms.version.id,
    terms: {
      customerId: order.customer.customerId,
      activationId: order.activation.activationId,
      service: order.activation.service,
      country: order.activation.country,
      price: terms.price,
      purchasedAt: iso(terms.purchasedAt),
      ...(order.replaces ? { replaces: order.replaces } : {}),
    },
    smsDeadline: iso(terms.smsDeadline),
    claimDeadline: iso(life.windowEndsAt),
    ...(deadline ? { nextDeadline: deadline } : {}),
    ...(claim ? { claim: claimView(life, claim) } : {}),
    claims: life.claims.map((each) => claimView(life, each)),
    statements: life.statements,
    ...(life.refund ? { refund: life.refund } : {}),
    ...(life.replacement ? { replacement: life.replacement } : {}),
    ...(life.result ? { result: life.result } : {}),
    needsAttention: life.attention,
    allowedActions: allowedActions(life),
    timeline: life.timeline,
    revision: life.revision,
  };
}

function claimView(life: Life, claim: Claim): ClaimView {
  const { claimId, claimType, reason, evidence, status, disputes, clause, remedy } = claim;
  const inRemediation = claimType === 'major_defect' && status === 'open';
  return {
    claimId,
    claimType,
    reason,
    evidence,
    filedAt: iso(claim.filedAt),
    status,
    ...(clause === undefined ? {} : { clause }),
    ...(claim.note === undefined ? {} : { note: claim.note }),
    pauses: claim.pauses
      .filter(({ why }) => why === 'access')
      .map(({ from, to }) => (to === undefined ? { from: iso(from) } : { from: iso(from), to: iso(to) })),
    ...(inRemediation ? { remediationDueAt: iso(remediationEndsAt(life, claim)) } : {}),
    disputes,
    ...(remedy === undefined ? {} : { remedy }),
    statements: claim.statements,
  };
}
