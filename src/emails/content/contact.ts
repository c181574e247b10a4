import { type ContentOf, type Letter, money, paragraph, type Setting, whatToDo } from './letter.ts';

/** To the old address. Whoever reads it may be the customer or a stranger, so the new address is not named. */
export function contactCorrected(_content: ContentOf<'contact_corrected'>, _setting: Setting): Letter {
  return {
    headline: 'Our mails go to another address now',
    preheader: 'If you did not ask for this, please tell us.',
    blocks: [
      paragraph(
        'Our support was asked to send the mails about this purchase to another address, and has done so. No more mails about it come to this address.',
      ),
      whatToDo(
        'If you asked for this, there is nothing for you to do.',
        'If you did not, reply to this mail and say so: our support then checks who asked for it.',
      ),
      money('not affected. A change of address moves no money.'),
    ],
  };
}
