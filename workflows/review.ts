import { claimRef, onItsWay, settlementOf, type Claim, type Settlement } from './claim.ts';
import { evidenceOrSilence } from './evidence.ts';
import { enterStage, iso, needAttention, note, type Life } from './life.ts';
import { post } from './mails.ts';
import { waitFor } from './waiting.ts';

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

/** C1 in doubt, C2. Support decides, after more evidence if it asks for some. `moved`: to another type of claim. */
export async function reviewed(life: Life, claim: Claim): Promise<Settlement | 'moved'> {
  const onWay = onItsWay(claim);
  while (onWay()) {
    if (life.stage === 'needs_evidence' && claim.ask) await evidenceOrSilence(life, claim, claim.ask);
    else await supportDecides(life, claim);
  }
  return claim.status === 'open' ? 'moved' : settlementOf(claim);
}

/** Being late is told to both sides and never decides anything. */
async function supportDecides(life: Life, claim: Claim): Promise<void> {
  const { epoch } = life;
  const over = (): boolean => life.epoch !== epoch;
  const summary = 'Review by support (C1, C2)';
  const end = await waitFor(life, { over, deadline: () => claim.reviewDueAt, summary });
  if (end === 'over') return;
  needAttention(life, 'review', 'review_overdue');
  post(life, { template: 'review_delayed', ...claimRef(claim) });
  await waitFor(life, { over, deadline: () => undefined, summary });
}
