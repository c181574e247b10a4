import { patched } from '@temporalio/workflow';
import type { CancelAnswer } from '../src/contract/activities.ts';
import type { Facts } from '../src/policy/facts.ts';
import {
  judgeNonReceipt,
  nonReceiptAfterCancel,
  type NonReceiptAfterCancel,
} from '../src/policy/non-receipt.ts';
import { cancelUntilAnswered } from './cancel.ts';
import {
  approveClaim,
  claimRef,
  claimsUntil,
  endClaim,
  NO_REMEDY,
  type Claim,
  type Settlement,
} from './claim.ts';
import { enterStage, type Life } from './life.ts';
import { post } from './mails.ts';
import { enterReview } from './enter-review.ts';
import { reviewed } from './review.ts';

/** C1. */
export function beginNonReceipt(life: Life, claim: Claim): void {
  if (!approvedByRecord(claim)) return enterReview(life, claim, 'filed');
  post(life, { template: 'claim_received', next: 'refund', ...claimRef(claim) });
  enterStage(life, 'returning_funds');
}

/** A claim that the code before this has approved, when silence about an SMS counted as none, stays approved. */
function approvedByRecord({ record }: Claim): boolean {
  const verdict = judgeNonReceipt(record);
  const changed = verdict === 'support_decides' && !record.smsOnRecord;
  return changed ? !patched('c1-silence-at-filing') : verdict === 'approved_by_record';
}

/** The same for an answer that the code before this has read. */
function afterCancel(answer: CancelAnswer, facts: Facts): NonReceiptAfterCancel {
  const verdict = nonReceiptAfterCancel(answer, facts);
  const changed = verdict === 'support_decides' && answer.result === 'completed' && facts.smsAt === undefined;
  return changed && !patched('c1-silence-in-answer') ? 'refund' : verdict;
}

/** C1. No SMS on record: the order service is asked once more, then the money goes back. Otherwise a person decides. */
export async function settleNonReceipt(life: Life, claim: Claim): Promise<Settlement | 'moved'> {
  if (life.stage === 'returning_funds' && claim.status === 'open') {
    switch (await cancelUntilAnswered(life, afterCancel)) {
      case 'refund':
        approveClaim(life, claim, 'C1', 'system');
        post(life, {
          template: 'claim_approved',
          clause: 'C1',
          amount: life.terms.price,
          ...claimRef(claim),
        });
        return { remedy: 'refund', clause: 'C1' };
      case 'rejected':
        endClaim(life, claim, 'rejected', 'claim_rejected', { actor: 'system', clause: 'R1' });
        post(life, { template: 'claim_rejected', clause: 'R1', ...claimRef(claim), ...claimsUntil(life) });
        return NO_REMEDY;
      case 'support_decides':
        enterReview(life, claim, 'filed');
    }
  }
  return reviewed(life, claim);
}
