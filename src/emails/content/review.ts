import { claimDetails, PAID_WHILE_OPEN } from './claim-words.ts';
import { claimWords, clauseOf } from '../../wording/claim-types.ts';
import { clause, type ContentOf, type Letter, money, paragraph, type Setting, steps } from './letter.ts';
import { period } from '../../wording/durations.ts';

/** C1 in doubt, C2. Support is late. */
export function reviewDelayed(content: ContentOf<'review_delayed'>, { version }: Setting): Letter {
  return {
    headline: 'The decision on your claim is late',
    preheader: 'Your claim stays open. The delay is on our side.',
    blocks: [
      paragraph(
        `We are sorry that you have to wait: our support should have decided your claim (${claimWords(content.claimType)}) within ${period(version.reviewMs)} and has not. The delay is on our side. Support has been told that the decision is due, and deals with what is overdue first.`,
      ),
      clause(clauseOf(content.claimType)),
      paragraph('Your claim stays open until a person decides it. You lose no right by waiting.'),
      money(PAID_WHILE_OPEN),
      steps(
        'There is nothing you have to do, and no deadline of yours runs.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}
