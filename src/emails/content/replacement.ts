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
export function replacementIssued(content: ContentOf<'replacement_issued'>, setting: Setting): Letter {
  const { say } = setting;
  const { phoneNumber } = content;
  return {
    headline: say('replacement_issued.headline'),
    preheader:
      phoneNumber === undefined
        ? say('replacement_issued.preheader')
        : say('replacement_issued.preheader_number', { phoneNumber }),
    blocks: [
      paragraph(say('replacement_issued.what_happened')),
      ...(phoneNumber === undefined ? [] : [labelled(say('replacement_issued.new_number'), phoneNumber)]),
      clause('C3a'),
      money(say('replacement_issued.money')),
      paragraph(say('replacement_issued.new_deadlines')),
      whatToDo(say('replacement_issued.nothing_to_do')),
      { kind: 'details', rows: [[say('details.replacement'), content.replacementPurchaseId]] },
      claimDetails(content, setting),
    ],
  };
}
