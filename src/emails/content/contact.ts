import { type ContentOf, type Letter, money, paragraph, type Setting, steps } from './letter.ts';

/** To the address that was given up. Who reads there now may be the customer, or a stranger: no other address is named. */
export function contactCorrected(_content: ContentOf<'contact_corrected'>, _setting: Setting): Letter {
  return {
    headline: 'Our mails go to another address now',
    preheader: 'If you did not ask for this, please tell us.',
    blocks: [
      paragraph(
        'Our support was asked to send the mails about this purchase to another address, and has changed it. From now on they do not come here any more.',
      ),
      steps(
        'If you asked for this, there is nothing for you to do.',
        'If you did not, reply to this mail and say so: our support then checks who asked for it.',
      ),
      money('where it was. A change of address moves no money.'),
    ],
  };
}
