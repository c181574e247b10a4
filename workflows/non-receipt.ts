// C1: the flow, from the filing on.
import type { CancelAnswer } from '../src/contract/activities.ts';
import type { Facts } from '../src/policy/facts.ts';
import {
  judgeNonReceipt,
  nonReceiptAfterCancel,
  type NonReceiptAfterCancel,
} from '../src/policy/non-receipt.ts';
import { cancelUntilAnswered, verdictOfEarlierCancel } from './cancel.ts';
import { approveClaim, claimRef, claimsUntil, endClaim, type Claim } from './claims.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import { enterReview } from './review.ts';
import { enterStage, type ReturningUnlessSms } from './stage.ts';

/** C1. If the record says that no SMS came, the money goes back unless the cancel finds one. Else support decides. */
export function beginNonReceipt(life: Life, claim: Claim): void {
  if (!approvedByRecord(life, claim)) return enterReview(life, claim, 'filed');
  post(life, { template: 'claim_received', next: 'refund', ...claimRef(claim) });
  enterStage(life, { name: 'returning_funds', why: 'non_receipt', claim });
}

/** Earlier code took silence about an SMS for none. Claims that it approved on that stay approved. */
function approvedByRecord(life: Life, { record }: Claim): boolean {
  const verdict = judgeNonReceipt(record);
  const changed = verdict === 'support_decides' && !record.smsOnRecord;
  return changed ? !life.runtime.patched('c1-silence-at-filing') : verdict === 'approved_by_record';
}

/** Earlier code took silence about an SMS in an answer for none. Refunds that it decided on that stay decided. */
const afterCancel =
  (life: Life) =>
  (answer: CancelAnswer, facts: Facts): NonReceiptAfterCancel => {
    const verdict = nonReceiptAfterCancel(answer, facts);
    const changed =
      verdict === 'support_decides' && answer.result === 'completed' && facts.smsAt === undefined;
    return changed && !life.runtime.patched('c1-silence-in-answer') ? 'refund' : verdict;
  };

type Verdict = Exclude<NonReceiptAfterCancel, 'ask_again'>;

/** C1. Cancels the activation, and does what follows from the answer. */
export async function refundUnlessSms(life: Life, stage: ReturningUnlessSms): Promise<Verdict> {
  const verdict = await cancelUntilAnswered(life, stage, afterCancel(life));
  carryOut(life, stage.claim, verdict);
  return verdict;
}

/** C1. Does what follows if an earlier cancel has been answered already. `undefined`: the order service will be asked. */
export function refundUnlessSmsByEarlierCancel(
  life: Life,
  { claim }: ReturningUnlessSms,
): Verdict | undefined {
  const verdict = verdictOfEarlierCancel(life, afterCancel(life));
  if (verdict !== undefined) carryOut(life, claim, verdict);
  return verdict;
}

function carryOut(life: Life, claim: Claim, verdict: Verdict): void {
  switch (verdict) {
    case 'refund':
      approveClaim(life, claim, 'C1', 'system');
      post(life, { template: 'claim_approved', clause: 'C1', amount: life.terms.price, ...claimRef(claim) });
      break;
    case 'rejected':
      endClaim(
        life,
        claim,
        { status: 'rejected', clause: 'R1' },
        { event: 'claim_rejected', actor: 'system' },
      );
      post(life, { template: 'claim_rejected', clause: 'R1', ...claimRef(claim), ...claimsUntil(life) });
      break;
    case 'support_decides':
      enterReview(life, claim, 'filed');
      break;
    default:
      verdict satisfies never;
  }
}
