// C3a: the flow of the choice, its deadline, and `chooseRemedy`.
import type { Instant } from '../src/contract/scalars.ts';
import type { Actor } from '../src/contract/status.ts';
import type { Remedy } from '../src/contract/updates.ts';
import { choiceAgainDueAt, choiceRemindersAt } from '../src/policy/major-defect.ts';
import { tryCancelOnce } from './cancel.ts';
import { approveClaim, setRemedy, claimRef, clearRemedy, type Claim } from './claims.ts';
import { iso, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import { replace } from './replacement.ts';
import type { RequestRule } from './rules.ts';
import { enterStage, questionEndsAt, type AwaitingChoice, type Replacing } from './stage.ts';
import { answerOrSilence } from './waiting.ts';
import { nowOf } from './runtime.ts';

export type ChoiceCause = 'not_in_time' | 'not_possible' | 'disputed';

/** C3a. A full refund, or a replacement of equal value: the customer says which. */
export function offerChoice(
  life: Life,
  claim: Claim,
  cause: ChoiceCause,
  words: { note?: string } = {},
): void {
  const askedAt = nowOf(life);
  const { choiceMs } = life.terms.version;
  const until = iso(askedAt + choiceMs);
  const notice = post(life, { template: 'choice_offered', cause, ...words, ...claimRef(claim), until });
  note(life, 'choice_offered', { clause: 'C3a', data: { claimId: claim.claimId, until } });
  const question = { notice, askedAt, countsFrom: 'asking', lastsMs: choiceMs } as const;
  enterStage(life, { name: 'awaiting_choice', claim, question });
}

/** C3a. Waits for the choice. No choice in time means the refund. */
export async function choiceOrSilence(life: Life, stage: AwaitingChoice): Promise<void> {
  const { claim } = stage;
  const end = await answerOrSilence(life, stage, {
    remindAt: (from, until) => choiceRemindersAt(life.terms.version, from, until),
    remind: (until) => post(life, { template: 'choice_reminder', ...claimRef(claim), until: iso(until) }),
    summary: 'Choice of refund or replacement (C3a)',
  });
  if (end === 'answer') return;
  note(life, 'choice_defaulted', { clause: 'C3a', data: { claimId: claim.claimId } });
  post(life, {
    template: 'choice_defaulted',
    remedy: 'refund',
    amount: life.terms.price,
    ...claimRef(claim),
  });
  chosen(life, stage, 'refund', 'system');
}

export const chooseRemedy: RequestRule<'chooseRemedy'> = {
  take:
    (life, stage, { by, remedy }) =>
    () => {
      const { claimId } = stage.claim;
      note(life, 'remedy_chosen', { actor: by.kind, clause: 'C3a', data: { claimId, remedy } });
      chosen(life, stage, remedy, by.kind);
    },
};

function chosen(life: Life, { claim, question }: AwaitingChoice, remedy: Remedy, actor: Actor): void {
  setRemedy(claim, remedy);
  if (remedy === 'replacement') {
    return enterStage(life, { name: 'replacing', claim, choiceDueAt: questionEndsAt(question) });
  }
  approveClaim(life, claim, 'C3a', actor);
  enterStage(life, { name: 'returning_funds', why: 'approved', claim, clause: 'C3a' });
}

/** C3a. Has the replacement issued. Without one the customer chooses again or, after the last choice, is refunded. */
export async function replaceOrChooseAgain(
  life: Life,
  stage: Replacing,
): Promise<'replaced' | 'not_replaced'> {
  const { claim, choiceDueAt } = stage;
  tryCancelOnce(life);
  if ((await replace(life, stage)) === 'issued') {
    approveClaim(life, claim, 'C3a', 'customer');
    return 'replaced';
  }
  if (lastChoiceMade(life)) refundIsLeft(life, claim);
  else offerChoiceAgain(life, claim, choiceDueAt);
  return 'not_replaced';
}

/** Purchases that went beyond this limit before it existed replay as they ran. */
const lastChoiceMade = (life: Life): boolean =>
  life.money.replacementsChosen >= life.terms.version.replacementChoices &&
  life.runtime.patched('last-choice');

/** C3a. The customer has chosen a replacement as often as possible and got none: the refund is left. */
function refundIsLeft(life: Life, claim: Claim): void {
  setRemedy(claim, 'refund');
  approveClaim(life, claim, 'C3a', 'system');
  const amount = life.terms.price;
  post(life, { template: 'claim_approved', clause: 'C3a', amount, ...claimRef(claim) });
  enterStage(life, { name: 'returning_funds', why: 'approved', claim, clause: 'C3a' });
}

/** A new offer with at least 72 hours, reminders and an extension of its own. */
function offerChoiceAgain(life: Life, claim: Claim, choiceDueAt: Instant): void {
  const askedAt = nowOf(life);
  const until = choiceAgainDueAt(life.terms.version, choiceDueAt, askedAt);
  clearRemedy(claim);
  const notice = post(life, {
    template: 'replacement_unavailable',
    ...claimRef(claim),
    until: iso(until),
  });
  const question = { notice, askedAt, countsFrom: 'asking', lastsMs: until - askedAt } as const;
  enterStage(life, { name: 'awaiting_choice', claim, question });
}
