import type { Answer, Standing } from '../src/contract/answers.ts';
import type { ClaimView, PurchaseStatus } from '../src/contract/status.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { openClaim, type Claim } from './claim.ts';
import { nextDeadline, remediationEndsAt } from './deadline.ts';
import { iso, type Life } from './life.ts';
import { allowedActions } from './possible.ts';

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
