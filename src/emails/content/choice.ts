import type { PolicyVersion } from '../../policy/versions.ts';
import { claimDetails, REFUND_IS_FULL } from './claim-words.ts';
import {
  type Block,
  clause,
  type ContentOf,
  labelled,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
  supportWrote,
  until,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** The defect was not put right, so the customer chooses (C3a). */
export function choiceOffered(content: ContentOf<'choice_offered'>, { version }: Setting): Letter {
  return {
    headline: 'Your choice: refund or replacement',
    preheader: 'Reply with the word refund or replacement.',
    blocks: [
      paragraph(whyOwed(content.cause, version)),
      ...supportWrote(content.note),
      until('You can choose', content.until),
      paragraph(`You have ${period(version.choiceMs)}. If we hear nothing by then, you get the refund.`),
      howToChoose(),
      ...whatEachMeans(),
      clause('C3a'),
      money(OWED),
      claimDetails(content),
    ],
  };
}

function whyOwed(cause: ContentOf<'choice_offered'>['cause'], { remediationMs }: PolicyVersion): string {
  switch (cause) {
    case 'not_in_time':
      return `We are sorry: we have not put the defect right in the ${period(remediationMs)} that we had for it. You choose what you get instead.`;
    case 'not_possible':
      return 'We are sorry: our support reports that the defect cannot be put right. You choose what you get instead.';
    case 'disputed':
      return 'Thank you for telling us that the defect is still there. We are sorry that we could not put it right; our time for it is over. You choose what you get instead.';
    default:
      return cause satisfies never;
  }
}

export function choiceReminder(content: ContentOf<'choice_reminder'>, _setting: Setting): Letter {
  return {
    headline: 'Reminder: refund or replacement',
    preheader: 'Reply with the word refund or replacement.',
    blocks: [
      paragraph('You have not yet chosen what you get for the defect.'),
      until('You can choose', content.until),
      paragraph('If we hear nothing by then, you get the refund.'),
      howToChoose(),
      ...whatEachMeans(),
      clause('C3a'),
      money(OWED),
      claimDetails(content),
    ],
  };
}

/** The customer has not chosen in time, so the refund is made (C3a). */
export function choiceDefaulted(content: ContentOf<'choice_defaulted'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  return {
    headline: 'You get a refund',
    preheader: 'No choice reached us in time.',
    blocks: [
      paragraph(`No choice reached us in time, so you get the refund: ${amount}.`),
      clause('C3a'),
      money(`${amount} is being returned. You get a mail with the reference when the refund is confirmed.`),
      paragraph(REFUND_IS_FULL),
      whatToDo('There is nothing for you to do, and no deadline.'),
      claimDetails(content),
    ],
  };
}

/** The replacement is out of stock, or support has given it up: the customer chooses again (C3a). */
export function replacementUnavailable(
  content: ContentOf<'replacement_unavailable'>,
  { version }: Setting,
): Letter {
  return {
    headline: 'No replacement is available now',
    preheader: 'You can choose again, or wait for the refund.',
    blocks: [
      paragraph(
        'We are sorry: you chose a replacement, but none of equal value is available now. So you can choose again.',
      ),
      until('You can choose again', content.until),
      paragraph(
        `From now on you have at least ${period(version.choiceAgainMs)} to choose. If we hear nothing by then, you get the refund.`,
      ),
      howToChoose(),
      ...whatEachMeans(),
      clause('C3a'),
      money(OWED),
      claimDetails(content),
    ],
  };
}

const howToChoose = (): Block =>
  whatToDo('Reply to this mail with the word "refund", or with the word "replacement".');

const whatEachMeans = (): Block[] => [
  labelled('Refund', `you get the full price back. ${REFUND_IS_FULL}`),
  labelled(
    'Replacement',
    'you get another number of equal value. It is a new purchase with its own deadlines, and you pay nothing for it.',
  ),
];

const OWED = 'still with us. It goes back to you as a refund, or pays for the replacement.';
