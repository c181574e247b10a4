import { claimRef, onItsWay, settlementOf, type Claim, type Settlement } from './claim.ts';
import { evidenceOrSilence } from './evidence.ts';
import { needAttention, type Life } from './life.ts';
import { post } from './mails.ts';
import { waitFor } from './waiting.ts';

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
