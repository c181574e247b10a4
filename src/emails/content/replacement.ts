import { claimDetails } from './claim-words.ts';
import {
  clause,
  type ContentOf,
  labelled,
  type Letter,
  money,
  paragraph,
  type Setting,
  steps,
} from './letter.ts';

/** C3a. The replacement is a purchase of its own. */
export function replacementIssued(content: ContentOf<'replacement_issued'>, _setting: Setting): Letter {
  const { phoneNumber } = content;
  return {
    headline: 'Your replacement is issued',
    preheader:
      phoneNumber === undefined
        ? 'You have a new number, for the price you already paid.'
        : `Your new number: ${phoneNumber}, for the price you already paid.`,
    blocks: [
      paragraph(
        'You chose a replacement of equal value, and here it is. The purchase of the first number is over with that.',
      ),
      ...(phoneNumber === undefined ? [] : [labelled('Your new number', phoneNumber)]),
      clause('C3a'),
      money(
        'stays with the replacement; you pay nothing more. Should the replacement end in a refund, it is the full price of the original payment, once.',
      ),
      paragraph(
        'The replacement is a new purchase. Its times for the SMS and for claims count anew, under the version of the policy that holds now.',
      ),
      steps('There is nothing for you to do here. Use the new number as you would have used the first.'),
      { kind: 'details', rows: [['Purchase of the replacement', content.replacementPurchaseId]] },
      claimDetails(content),
    ],
  };
}
