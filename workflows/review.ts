// C1 in doubt, C2: the flow of a review, and its deadline. Support decides by `decideClaim`.
import { claimRef, type Claim } from './claims.ts';
import { iso, needAttention, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import { enterStage, left, markReviewOverdue, type InReview } from './stage.ts';
import { waitFor } from './waiting.ts';
import { nowOf } from './runtime.ts';

/** Puts the claim before support. The five days count from the last time that it was. */
export function enterReview(life: Life, claim: Claim, why: 'filed' | 'evidence' | 'silence'): void {
  const dueAt = nowOf(life) + life.terms.version.reviewMs;
  if (why === 'filed') {
    post(life, { template: 'claim_received', next: 'review', until: iso(dueAt), ...claimRef(claim) });
  }
  note(life, 'review_started', { data: { claimId: claim.claimId, why } });
  enterStage(life, { name: 'in_review', claim, dueAt, overdue: false });
}

/** Waits for support's decision. A late one raises attention and is mailed to the customer; no clock ever decides. */
export async function supportDecides(life: Life, stage: InReview): Promise<void> {
  const end = await waitFor(life, {
    over: left(life, stage),
    deadline: () => (stage.overdue ? undefined : stage.dueAt),
    summary: 'Review by support (C1, C2)',
  });
  if (end === 'over') return;
  markReviewOverdue(stage);
  needAttention(life, 'review', 'review_overdue');
  post(life, { template: 'review_delayed', ...claimRef(stage.claim) });
}
