// C1 in doubt, C2: the flow of a review, and its deadline. Support's word comes in by `decideClaim`.
import { claimRef, type Claim } from './claims.ts';
import { iso, needAttention, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import { enterStage, left, reviewIsOverdue, type InReview } from './stage.ts';
import { waitFor } from './waiting.ts';

/** A person looks at the claim. The five days count from the last entry. */
export function enterReview(life: Life, claim: Claim, why: 'filed' | 'evidence' | 'silence'): void {
  const dueAt = Date.now() + life.terms.version.reviewMs;
  if (why === 'filed') {
    post(life, { template: 'claim_received', next: 'review', until: iso(dueAt), ...claimRef(claim) });
  }
  note(life, 'review_started', { data: { claimId: claim.claimId, why } });
  enterStage(life, { name: 'in_review', claim, dueAt, overdue: false });
}

/** Being late is told to both sides and never decides anything. */
export async function supportDecides(life: Life, stage: InReview): Promise<void> {
  const end = await waitFor(life, {
    over: left(life, stage),
    deadline: () => (stage.overdue ? undefined : stage.dueAt),
    summary: 'Review by support (C1, C2)',
  });
  if (end === 'over') return;
  reviewIsOverdue(stage);
  needAttention(life, 'review', 'review_overdue');
  post(life, { template: 'review_delayed', ...claimRef(stage.claim) });
}
