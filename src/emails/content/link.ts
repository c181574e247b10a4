import { type Letter, money, paragraph, whatToDo } from './letter.ts';

/** Sent because somebody has asked for it on the page for lost links. */
export function linkRequested(): Letter {
  return {
    headline: 'The link to your purchase',
    preheader: 'You asked for it on our page.',
    blocks: [
      paragraph('You asked for a link to this purchase. It shows what has happened and what you can do now.'),
      whatToDo(
        'Keep this mail to yourself: whoever has the link can act for you on this purchase.',
        'If you did not ask for it, there is nothing for you to do. Only this address has got the link.',
      ),
      money('not affected. The link moves no money.'),
    ],
  };
}
