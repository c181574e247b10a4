import { CancellationScope } from '@temporalio/workflow';
import type { PurchaseResult } from '../src/contract/purchase-result.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import { tellLedgerAfterReset } from './after-reset.ts';
import { smsOrFundsReturned } from './automatic-return.ts';
import { breakWithWhatIsBeside } from './beside.ts';
import { claimInWindow } from './claim-window.ts';
import type { Claim } from './claim.ts';
import { carryOut, close, closeWithoutRemedy } from './closing.ts';
import { takeEvents } from './events.ts';
import { enterStage, newLife, note, type Life } from './life.ts';
import { deliverMails } from './mails.ts';
import { agreedOrder } from './opening.ts';
import { recordChanges } from './recording.ts';
import { answerRequests } from './requests.ts';
import { settle } from './settle.ts';

/**
 * The life of one purchase, for as long as it can still turn into money. `order`: `PurchaseOrder`.
 * Fails with type `InvalidInput` on a malformed order, and never otherwise.
 */
export async function purchase(order: unknown): Promise<PurchaseResult> {
  const life = openPurchase(order);
  // A cancel request must not lose money on its way: it becomes an entry in the timeline.
  return CancellationScope.nonCancellable(() => live(life));
}

/** Nothing that is thrown gets loose: what runs beside the main flow breaks the task as the main flow does. */
function live(life: Life): Promise<PurchaseResult> {
  const besides = [
    deliverMails(life),
    recordChanges(life),
    tellLedgerAfterReset(life),
    breakWithWhatIsBeside(life),
  ];
  return Promise.race([...besides, liveThrough(life)]);
}

async function liveThrough(life: Life): Promise<PurchaseResult> {
  if ((await smsOrFundsReturned(life)) === 'returned') return close(life, 'refunded', 'R2');
  let claim: Claim | undefined;
  while ((claim = await claimInWindow(life))) {
    const settlement = await settle(life, claim);
    if (settlement.remedy !== 'none') return carryOut(life, settlement);
  }
  return closeWithoutRemedy(life);
}

/** Handlers first, then time. */
function openPurchase(input: unknown): Life {
  const now = Date.now();
  const { order, leftOut, terms } = agreedOrder(input, now);
  const life = newLife(order, terms, now);
  note(life, 'purchase_opened', { data: { policyVersion: terms.version.id } });
  if (leftOut) {
    const data = { fields: fieldsOf(leftOut).join(', ') };
    note(life, 'fields_left_out', { visibility: 'internal', data });
  }
  enterStage(life, 'awaiting_sms');
  // Messages that came before the first task are handled while the handlers are registered.
  takeEvents(life);
  answerRequests(life);
  return life;
}
