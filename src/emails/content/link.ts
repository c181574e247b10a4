import { type Letter, money, paragraph, type Setting, whatToDo } from './letter.ts';

/** Sent because somebody has asked for it on the page for lost links. */
export function linkRequested({ say }: Setting): Letter {
  return {
    headline: say('link_requested.headline'),
    preheader: say('link_requested.preheader'),
    blocks: [
      paragraph(say('link_requested.what_happened')),
      whatToDo(say('link_requested.keep_it'), say('link_requested.if_not_you')),
      money(say('link_requested.money')),
    ],
  };
}
