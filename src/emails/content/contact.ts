import { type ContentOf, type Letter, money, paragraph, type Setting, whatToDo } from './letter.ts';

/** To the old address. Whoever reads it may be the customer or a stranger, so the new address is not named. */
export function contactCorrected(_content: ContentOf<'contact_corrected'>, { say }: Setting): Letter {
  return {
    headline: say('contact_corrected.headline'),
    preheader: say('contact_corrected.preheader'),
    blocks: [
      paragraph(say('contact_corrected.what_happened')),
      whatToDo(say('contact_corrected.if_you'), say('contact_corrected.if_not_you')),
      money(say('contact_corrected.money')),
    ],
  };
}
