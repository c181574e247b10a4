// C3a: the step that has a replacement issued.
import { proxyActivities } from '@temporalio/workflow';
import type {
  PurchaseActivities,
  ReplacementAnswer,
  ReplacementRequest,
} from '../src/contract/activities.ts';
import type { PurchaseId } from '../src/contract/scalars.ts';
import { retryDelayMs } from '../src/policy/steps.ts';
import { claimRef } from './claims.ts';
import { clearAttention, needAttention } from './journal.ts';
import type { Life } from './life.ts';
import { addReplacement, setReplacementStatus, type Replacement } from './money.ts';
import { openingOf } from './order.ts';
import { post } from './outbox.ts';
import type { Replacing } from './stage.ts';
import { beginStep, callOutside, endStep, ORDER_SERVICE, waitInStep } from './step.ts';
import { nowOf } from './runtime.ts';

const { issueReplacement, findReplacement } = proxyActivities<PurchaseActivities>({
  ...ORDER_SERVICE,
  summary: 'Replacement of equal value (C3a)',
});

/** C3a. Has a replacement of equal value issued. `not_issued`: the customer chooses again. */
export async function replace(life: Life, stage: Replacing): Promise<'issued' | 'not_issued'> {
  const replacement = addReplacement(life);
  const request = replacementRequest(life, replacement.key);
  const step = beginStep(stage, 'replacement');
  for (let failures = 1; ; failures += 1) {
    setReplacementStatus(life, replacement, 'sent');
    const called = await callOutside(life, () =>
      issueReplacement({ ...request, customer: life.outbox.customer }),
    );
    if (called.ok && called.value.result === 'issued') return issued(life, stage, replacement, called.value);
    if (called.ok && called.value.result === 'out_of_stock')
      return notIssued(life, stage, replacement, 'out_of_stock');
    setReplacementStatus(life, replacement, called.ok ? 'refused' : 'unknown');
    if (called.ok) needAttention(life, 'replacement', reasonOf(called.value));
    else needAttention(life, 'replacement', called.reason, called);

    const hand = await waitInStep(life, step, nowOf(life) + retryDelayMs(failures), 'retry');
    if (hand?.action === 'abandon' && called.ok) return notIssued(life, stage, replacement, 'abandoned');
    // A replacement may have been issued although no answer came. If so, it is used, whatever support has sent.
    if (hand?.action === 'done' || hand?.action === 'abandon') {
      const settled = await lookUp(life, request);
      if (settled.found !== undefined) return issued(life, stage, replacement, settled.found);
      if (settled.known && hand.action === 'abandon') return notIssued(life, stage, replacement, 'abandoned');
    }
  }
}

function replacementRequest(life: Life, key: string): ReplacementRequest {
  const { order, terms } = life;
  const { service, country } = order.activation;
  return {
    key,
    purchaseId: order.purchaseId,
    price: terms.price,
    activation: { service, country },
    customer: life.outbox.customer,
    replaces: {
      purchaseId: order.purchaseId,
      originalPurchaseId: terms.originalPurchaseId,
      depth: terms.depth + 1,
    },
    opening: openingOf(life),
  };
}

async function lookUp(life: Life, request: ReplacementRequest): Promise<{ known: boolean; found?: Issued }> {
  const called = await callOutside(life, () =>
    findReplacement({ ...request, customer: life.outbox.customer }),
  );
  if (!called.ok) return { known: false };
  return called.value ? { known: true, found: called.value } : { known: true };
}

function reasonOf(answer: ReplacementAnswer): string {
  return answer.result === 'refused' ? `refused: ${answer.reason || 'no reason given'}` : answer.result;
}

interface Issued {
  purchaseId: PurchaseId;
  phoneNumber?: string;
}

function issued(
  life: Life,
  stage: Replacing,
  replacement: Replacement,
  { purchaseId, phoneNumber }: Issued,
): 'issued' {
  setReplacementStatus(life, replacement, 'issued', purchaseId);
  clearAttention(life, 'replacement');
  endStep(life, stage);
  post(life, {
    template: 'replacement_issued',
    ...claimRef(stage.claim),
    replacementPurchaseId: purchaseId,
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  });
  return 'issued';
}

function notIssued(
  life: Life,
  stage: Replacing,
  replacement: Replacement,
  status: 'out_of_stock' | 'abandoned',
): 'not_issued' {
  setReplacementStatus(life, replacement, status);
  clearAttention(life, 'replacement');
  endStep(life, stage);
  return 'not_issued';
}
