import { invalidNumberStart } from '../src/policy/invalid-number.ts';
import type { Claim } from './claim.ts';
import { askForEvidence } from './evidence.ts';
import type { Life } from './life.ts';
import { enterReview } from './enter-review.ts';

/** C2. With evidence support decides; without, the customer is asked for it. */
export function beginInvalidNumber(life: Life, claim: Claim): void {
  if (invalidNumberStart(claim.evidence.length) === 'in_review') enterReview(life, claim, 'filed');
  else askForEvidence(life, claim);
}
