import type { ReplacementAnswer, ReplacementRequest } from '../src/contract/activities.ts';
import { replacementKey } from '../src/contract/ids.ts';
import type { PurchaseId } from '../src/contract/scalars.ts';
import type { ReplacementView } from '../src/contract/status.ts';
import { retryDelayMs } from '../src/policy/steps.ts';
import { callOutside, findReplacement, issueReplacement } from './calls.ts';
import { claimRef, type Claim } from './claim.ts';
import { clearAttention, needAttention, note, type Life, type Step } from './life.ts';
import { post } from './mails.ts';
import { openingOf } from './run.ts';
import { beginStep, endStep, waitInStep } from './step.ts';

/** C3a. Has a replacement of equal value issued. `not_to_be_had`: the customer chooses again. */
export async function replace(life: Life, claim: Claim): Promise<'issued' | 'not_to_be_had'> {
  life.replacementsChosen += 1;
  const key = replacementKey(life.order.purchaseId, life.replacementsChosen);
  const view: ReplacementView = { key, status: 'intended' };
  life.replacement = view;
  const request = replacementRequest(life, key);
  const step = beginStep(life, 'replacement');
  for (let failures = 1; ; failures += 1) {
    setStatus(life, view, 'sent');
    const called = await callOutside(life, step, () =>
      issueReplacement({ ...request, customer: life.customer }),
    );
    if (called.ok && called.value.result === 'issued') return issued(life, claim, view, called.value);
    if (called.ok && called.value.result === 'out_of_stock') return notToBeHad(life, view, 'out_of_stock');
    setStatus(life, view, called.ok ? 'refused' : 'unknown');
    if (called.ok) needAttention(life, 'replacement', reasonOf(called.value));
    else needAttention(life, 'replacement', called.reason, called);

    const hand = await waitInStep(life, step, Date.now() + retryDelayMs(failures), 'retry');
    if (hand?.action === 'abandon' && called.ok) return notToBeHad(life, view, 'abandoned');
    // With no answer known, a replacement may have been issued: it is used before anything else is decided.
    if (hand?.action === 'done' || hand?.action === 'abandon') {
      const settled = await lookUp(life, step, request);
      if (settled.found !== undefined) return issued(life, claim, view, settled.found);
      if (settled.known && hand.action === 'abandon') return notToBeHad(life, view, 'abandoned');
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
    customer: life.customer,
    replaces: {
      purchaseId: order.purchaseId,
      originalPurchaseId: terms.originalPurchaseId,
      depth: terms.depth + 1,
    },
    opening: openingOf(life),
  };
}

async function lookUp(
  life: Life,
  step: Step,
  request: ReplacementRequest,
): Promise<{ known: boolean; found?: Issued }> {
  const called = await callOutside(life, step, () =>
    findReplacement({ ...request, customer: life.customer }),
  );
  if (!called.ok) return { known: false };
  return called.value ? { known: true, found: called.value } : { known: true };
}

function reasonOf(answer: ReplacementAnswer): string {
  return answer.result === 'refused' ? `refused: ${answer.reason || 'no reason given'}` : answer.result;
}

function setStatus(life: Life, view: ReplacementView, status: ReplacementView['status']): void {
  if (view.status === status) return;
  view.status = status;
  note(life, `replacement_${status}`, { clause: 'C3a', data: { key: view.key } });
}

interface Issued {
  purchaseId: PurchaseId;
  phoneNumber?: string;
}

function issued(
  life: Life,
  claim: Claim,
  view: ReplacementView,
  { purchaseId, phoneNumber }: Issued,
): 'issued' {
  view.purchaseId = purchaseId;
  setStatus(life, view, 'issued');
  clearAttention(life, 'replacement');
  endStep(life);
  post(life, {
    template: 'replacement_issued',
    ...claimRef(claim),
    replacementPurchaseId: purchaseId,
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  });
  return 'issued';
}

function notToBeHad(
  life: Life,
  view: ReplacementView,
  status: 'out_of_stock' | 'abandoned',
): 'not_to_be_had' {
  setStatus(life, view, status);
  clearAttention(life, 'replacement');
  endStep(life);
  return 'not_to_be_had';
}
