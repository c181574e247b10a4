import type { ClaimStatus, ClaimView, PurchaseStatus } from '../contract/status.ts';

/** Whether a claim that ended so has left its customer without what they asked for, other than by their own word. */
const LEFT_WITHOUT_REMEDY: Readonly<Record<ClaimStatus, boolean>> = {
  open: false,
  approved: false,
  rejected: true,
  forfeited: true,
  disqualified: true,
  withdrawn: false,
  remedied: true,
  moot: false,
};

/** A later claim than one whose end the customer could have written to support about. */
export function claimSinceObjection({ claims }: Pick<PurchaseStatus, 'claims'>): ClaimView | undefined {
  const couldObject = claims.slice(0, -1).some(({ status }) => LEFT_WITHOUT_REMEDY[status]);
  return couldObject ? claims.at(-1) : undefined;
}

/**
 * The claim about whose end the customer may write to support: the last one, once it has ended without a refund or a
 * replacement, and while nothing else is under way. Such words change nothing in the purchase.
 */
export function claimToObjectTo({
  stage,
  claim,
  claims,
}: Pick<PurchaseStatus, 'stage' | 'claim' | 'claims'>): ClaimView | undefined {
  const last = claims.at(-1);
  const nothingUnderWay = claim === undefined && (stage === 'claim_window' || stage === 'closed');
  return last !== undefined && nothingUnderWay && LEFT_WITHOUT_REMEDY[last.status] ? last : undefined;
}
