import { patched } from '@temporalio/workflow';
import type { ChooseRemedy } from '../src/contract/updates.ts';
import { choiceAgainDueAt } from '../src/policy/major-defect.ts';
import { cancelBeside } from './cancel.ts';
import { approveClaim, claimRef, theOpenClaim, type Claim } from './claim.ts';
import { enterStage, iso, note, type Life } from './life.ts';
import { post, type PostedMail } from './mails.ts';
import { replace } from './replacement.ts';
import { waitFor, type Reminder } from './waiting.ts';

/** C3a. A full refund, or a replacement of equal value: the customer says which. */
export function offerChoice(
  life: Life,
  claim: Claim,
  cause: 'not_in_time' | 'not_possible' | 'disputed',
  words: { note?: string } = {},
): void {
  const now = Date.now();
  const dueAt = now + life.terms.version.choiceMs;
  claim.choiceDueAt = dueAt;
  claim.choiceOfferedAt = now;
  claim.choiceNotice = post(life, {
    template: 'choice_offered',
    cause,
    ...words,
    ...claimRef(claim),
    until: iso(dueAt),
  });
  note(life, 'choice_offered', { clause: 'C3a', data: { claimId: claim.claimId, until: iso(dueAt) } });
  enterStage(life, 'awaiting_choice');
}

/** C3a. What the customer chose is carried out; a replacement that cannot be had leads back to the choice. */
export async function customerChooses(life: Life, claim: Claim): Promise<void> {
  if (life.stage === 'awaiting_choice') await choiceOrSilence(life, claim);
  if (claim.remedy !== 'replacement') return;
  cancelBeside(life);
  if ((await replace(life, claim)) === 'issued') return approveClaim(life, claim, 'C3a', 'customer');
  if (lastChoiceMade(life)) return refundIsLeft(life, claim);
  const dueAt = choiceAgainDueAt(life.terms.version, claim.choiceDueAt ?? Date.now(), Date.now());
  claim.choiceDueAt = dueAt;
  delete claim.remedy;
  claim.choiceNotice = post(life, {
    template: 'replacement_unavailable',
    ...claimRef(claim),
    until: iso(dueAt),
  });
  enterStage(life, 'awaiting_choice');
}

/** Lives that chose more often before there was this number go on choosing until they are up to date. */
const lastChoiceMade = (life: Life): boolean =>
  life.replacementsChosen >= life.terms.version.replacementChoices && patched('last-choice');

/** C3a. The customer has chosen a replacement often enough without getting one. */
function refundIsLeft(life: Life, claim: Claim): void {
  claim.remedy = 'refund';
  approveClaim(life, claim, 'C3a', 'system');
  const amount = life.terms.price;
  post(life, { template: 'claim_approved', clause: 'C3a', amount, ...claimRef(claim) });
  enterStage(life, 'returning_funds');
}

/** C3a. Silence means the refund. */
async function choiceOrSilence(life: Life, claim: Claim): Promise<void> {
  const { epoch } = life;
  const end = await waitFor(life, {
    over: () => life.epoch !== epoch,
    deadline: () => claim.choiceDueAt,
    reminders: () => choiceReminders(life, claim, claim.choiceNotice),
    right: {
      extended: () => claim.choiceExtended,
      extend: (until) => {
        claim.choiceDueAt = until;
        claim.choiceExtended = true;
      },
    },
    summary: 'Choice of refund or replacement (C3a)',
  });
  if (end === 'over') return;
  note(life, 'choice_defaulted', { clause: 'C3a', data: { claimId: claim.claimId } });
  post(life, {
    template: 'choice_defaulted',
    remedy: 'refund',
    amount: life.terms.price,
    ...claimRef(claim),
  });
  chosen(life, claim, 'refund', 'system');
}

function choiceReminders(life: Life, claim: Claim, notice: PostedMail | undefined): Reminder[] {
  const { choiceOfferedAt, choiceDueAt } = claim;
  if (choiceOfferedAt === undefined || choiceDueAt === undefined) return [];
  return life.terms.version.choiceRemindersMs.map((afterMs) => ({
    at: choiceOfferedAt + afterMs,
    remind: () => {
      if (notice?.status !== 'accepted') return;
      post(life, { template: 'choice_reminder', ...claimRef(claim), until: iso(choiceDueAt) });
    },
  }));
}

export const chooseRemedy = {
  carryOut(life: Life, { by, remedy }: ChooseRemedy): void {
    const claim = theOpenClaim(life);
    note(life, 'remedy_chosen', { actor: by.kind, clause: 'C3a', data: { claimId: claim.claimId, remedy } });
    chosen(life, claim, remedy, by.kind);
  },
};

function chosen(
  life: Life,
  claim: Claim,
  remedy: ChooseRemedy['remedy'],
  actor: 'customer' | 'service' | 'support' | 'system',
): void {
  claim.remedy = remedy;
  if (remedy === 'replacement') return enterStage(life, 'replacing');
  approveClaim(life, claim, 'C3a', actor);
  enterStage(life, 'returning_funds');
}
