import type { ClaimView, PurchaseStatus } from '../../contract/status.ts';
import type { PageTextKey } from './texts/catalogue.ts';

type Headline = Extract<PageTextKey, `headline.${string}`>;

/** How the last claim ended, where the purchase goes on after it. */
const AFTER_A_CLAIM: Readonly<Partial<Record<ClaimView['status'], Headline>>> = {
  rejected: 'headline.claim_rejected',
  withdrawn: 'headline.claim_withdrawn',
  forfeited: 'headline.claim_forfeited',
  disqualified: 'headline.claim_disqualified',
  remedied: 'headline.claim_remedied',
};

/** Where a purchase stands, or how it ended, as the heading of the customer's page. */
export function headlineOf({
  stage,
  result,
  refund,
  claims,
}: Pick<PurchaseStatus, 'stage' | 'result' | 'refund' | 'claims'>): Headline {
  const last = claims.at(-1);
  const after = stage === 'claim_window' && last ? AFTER_A_CLAIM[last.status] : undefined;
  if (after !== undefined) return after;
  switch (result?.outcome) {
    case undefined: {
      const isHeldUp = refund?.status === 'refused' || refund?.status === 'unknown';
      return stage === 'returning_funds' && isHeldUp ? 'headline.refund_held_up' : `headline.${stage}`;
    }
    case 'refunded':
    case 'replaced':
    case 'fulfilled':
    case 'closed_without_remedy':
      return `headline.${result.outcome}`;
    default:
      return `headline.${stage}`;
  }
}
