import { claimDetails } from './claim-words.ts';
import {
  clause,
  type ContentOf,
  labelled,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
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
        'You chose a replacement of equal value, and here it is. This ends the purchase of the first number.',
      ),
      ...(phoneNumber === undefined ? [] : [labelled('Your new number', phoneNumber)]),
      clause('C3a'),
      money(
        'pays for the replacement; you pay nothing more. If the replacement ends in a refund, you get the full price of the original payment, once.',
      ),
      paragraph(
        'The replacement is a new purchase. Its deadlines for the SMS and for claims start anew, under the current version of the policy.',
      ),
      whatToDo('There is nothing for you to do here. Use the new number as you would have used the first.'),
      { kind: 'details', rows: [['Purchase of the replacement', content.replacementPurchaseId]] },
      claimDetails(content),
    ],
  };
}
