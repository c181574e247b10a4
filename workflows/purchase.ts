// The life of a purchase: read it from the top.
import { CancellationScope } from '@temporalio/workflow';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Outcome, PurchaseResult } from '../src/contract/purchase-result.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import { accessOrSilence } from './access.ts';
import { smsOrFundsReturned } from './automatic-return.ts';
import { tryCancelOnce } from './cancel.ts';
import { choiceOrSilence, replaceOrChooseAgain } from './choice.ts';
import { claimInWindow, outcomeOfWindow } from './claim-window.ts';
import type { Claim } from './claims.ts';
import { takeEvents } from './events.ts';
import { throwBackgroundError, waitUntil } from './waiting.ts';
import { evidenceOrSilence } from './invalid-number.ts';
import { clearAttention, note } from './journal.ts';
import { newLife, type Life } from './life.ts';
import { disputeOrSilence, remediationOrDeadline } from './major-defect.ts';
import { decideResult } from './money.ts';
import { refundUnlessSms } from './non-receipt.ts';
import { agreedOrder } from './order.ts';
import { deliverMails, mailsSettled } from './outbox.ts';
import { recordChanges, recordTheEnd, recordAfterReset } from './recording.ts';
import { payBack } from './refund.ts';
import { answerRequests } from './requests.ts';
import { supportDecides } from './review.ts';
import { RUNNING } from './runtime.ts';
import { enterStage } from './stage.ts';

/**
 * The life of one purchase, for as long as it can still turn into money. `order`: `PurchaseOrder`.
 * Fails with type `InvalidInput` on a malformed order, and never otherwise.
 */
export async function purchase(order: unknown): Promise<PurchaseResult> {
  const life = openPurchase(order);
  // A cancel request must not lose money on its way: it becomes an entry in the timeline.
  return CancellationScope.nonCancellable(() => runPurchase(life));
}

/** Runs the main flow and all background work. An error in any of them fails the workflow task. */
function runPurchase(life: Life): Promise<PurchaseResult> {
  const background = [
    deliverMails(life),
    recordChanges(life),
    recordAfterReset(life),
    throwBackgroundError(life),
  ];
  return Promise.race([...background, mainFlow(life)]);
}

async function mainFlow(life: Life): Promise<PurchaseResult> {
  if ((await smsOrFundsReturned(life)) === 'returned') return close(life, 'refunded', 'R2');
  while ((await claimInWindow(life)) === 'filed') {
    const settlement = await settle(life);
    switch (settlement.remedy) {
      case 'none':
        break;
      case 'refund':
        tryCancelOnce(life);
        await payBack(life, { name: 'returning_funds', why: 'approved', ...settlement }, settlement.clause);
        return close(life, 'refunded', settlement.clause);
      case 'replacement':
        return close(life, 'replaced', settlement.clause);
      default:
        settlement satisfies never;
    }
  }
  const { outcome, clause } = outcomeOfWindow(life);
  return close(life, outcome, clause);
}

/** What a claim leads to. `none`: back to what is left of the window. */
type Settlement =
  | { remedy: 'none' }
  | { remedy: 'refund'; claim: Claim; clause: ClauseId }
  /** It has been issued. */
  | { remedy: 'replacement'; clause: ClauseId };

/** Takes a claim from stage to stage until it ends. Support may change its type on the way. */
async function settle(life: Life): Promise<Settlement> {
  for (;;) {
    const { stage } = life;
    switch (stage.name) {
      case 'needs_evidence':
        await evidenceOrSilence(life, stage);
        break;
      case 'in_review':
        await supportDecides(life, stage);
        break;
      case 'in_remediation':
        await remediationOrDeadline(life, stage);
        break;
      case 'access_requested':
        await accessOrSilence(life, stage);
        break;
      case 'remedied':
        await disputeOrSilence(life, stage);
        break;
      case 'awaiting_choice':
        await choiceOrSilence(life, stage);
        break;
      case 'replacing':
        if ((await replaceOrChooseAgain(life, stage)) === 'replaced')
          return { remedy: 'replacement', clause: 'C3a' };
        break;
      case 'returning_funds': {
        if (stage.why === 'approved') return { remedy: 'refund', claim: stage.claim, clause: stage.clause };
        if (stage.why === 'no_sms') return { remedy: 'none' };
        const verdict = await refundUnlessSms(life, stage);
        if (verdict === 'refund') return { remedy: 'refund', claim: stage.claim, clause: 'C1' };
        break;
      }
      // No claim is under way: it has ended without remedy.
      case 'claim_window':
      case 'awaiting_sms':
      case 'closed':
        return { remedy: 'none' };
      default:
        stage satisfies never;
    }
  }
}

/** Sets the result, waits until mails and calls under way are done, and writes the end to the ledger. */
async function close(life: Life, outcome: Outcome, clause: ClauseId): Promise<PurchaseResult> {
  const result = decideResult(life, outcome, clause);
  // A closed purchase takes no messages, so limits no longer matter.
  clearAttention(life, 'purchase');
  note(life, 'purchase_closed', { clause, data: { outcome } });
  enterStage(life, { name: 'closed' });
  await waitUntil(life, () => mailsSettled(life) && life.flow.awaitedAtEnd === 0);
  await recordTheEnd(life);
  return result;
}

/** Creates the state and registers all handlers, before anything waits. */
function openPurchase(input: unknown): Life {
  const { order, leftOut, terms } = agreedOrder(input, RUNNING.now());
  const life = newLife(order, terms, RUNNING);
  note(life, 'purchase_opened', { data: { policyVersion: terms.version.id } });
  if (leftOut) {
    const data = { fields: fieldsOf(leftOut).join(', ') };
    note(life, 'fields_left_out', { visibility: 'internal', data });
  }
  enterStage(life, { name: 'awaiting_sms' });
  // Messages that came before the first task are handled while the handlers are registered.
  takeEvents(life);
  answerRequests(life);
  return life;
}
