import { claimDetails, PAID_WHILE_OPEN } from './claim-words.ts';
import { claimWords, clauseOf } from '../../wording/claim-types.ts';
import { clause, type ContentOf, type Letter, money, paragraph, type Setting, whatToDo } from './letter.ts';
import { period } from '../../wording/durations.ts';

/** Support has not decided a C1 in doubt or a C2 in time. */
export function reviewDelayed(content: ContentOf<'review_delayed'>, { version }: Setting): Letter {
  return {
    headline: 'The decision on your claim is late',
    preheader: 'Your claim stays open. The delay is our fault.',
    blocks: [
      paragraph(
        `We are sorry that you have to wait: our support should have decided your claim (${claimWords(content.claimType)}) within ${period(version.reviewMs)} and has not. The delay is our fault. Support knows that the decision is due, and decides overdue claims first.`,
      ),
      clause(clauseOf(content.claimType)),
      paragraph('Your claim stays open until a person decides it. You lose no right by waiting.'),
      money(PAID_WHILE_OPEN),
      whatToDo(
        'You do not have to do anything, and you have no deadline.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}
