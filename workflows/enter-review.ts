import { claimRef, type Claim } from './claim.ts';
import { enterStage, iso, note, type Life } from './life.ts';
import { post } from './mails.ts';

/** A person looks at the claim. The five days count from the last entry. */
export function enterReview(life: Life, claim: Claim, why: 'filed' | 'evidence' | 'silence'): void {
  const dueAt = Date.now() + life.terms.version.reviewMs;
  claim.reviewDueAt = dueAt;
  if (why === 'filed') {
    post(life, { template: 'claim_received', next: 'review', until: iso(dueAt), ...claimRef(claim) });
  }
  note(life, 'review_started', { data: { claimId: claim.claimId, why } });
  enterStage(life, 'in_review');
}
