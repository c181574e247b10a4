import type { ClauseId } from '../../contract/clause-id.ts';
import { REFUND_IS_FULL } from './claim-words.ts';
import {
  type Block,
  clause,
  type ContentOf,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
} from './letter.ts';

/** Any refund: the order service has confirmed it. */
export function fundsReturned(content: ContentOf<'funds_returned'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  if (content.returnedOtherwise === true) return cameBackOtherwise(content, amount);
  return {
    headline: 'Refund confirmed',
    preheader: `${amount} has been returned. There is nothing left for you to do.`,
    blocks: [
      paragraph(`Your refund is confirmed: ${amount} has been returned.`),
      ...dueUnder(content.clause),
      money(
        `returned. It may take a while until ${amount} shows in your account; how long depends on your payment provider.`,
      ),
      paragraph(REFUND_IS_FULL),
      whatToDo(
        'There is nothing left for you to do, and no deadline.',
        'If you cannot find the money, reply to this mail with the reference of the refund.',
      ),
      { kind: 'details', rows: [['Reference of the refund', content.refundId]] },
    ],
  };
}

/** Support knows that the money is back already, so nothing was paid and the customer need not wait. */
function cameBackOtherwise(content: ContentOf<'funds_returned'>, amount: string): Letter {
  return {
    headline: 'Your money has come back',
    preheader: `${amount} has come back to you in another way. We pay nothing on top of it.`,
    blocks: [
      paragraph(
        `Our records say that ${amount} has already come back to you without a refund from us, for example by a chargeback, through your bank or to your wallet.`,
      ),
      ...dueUnder(content.clause),
      money(`returned in another way. We do not pay ${amount} a second time.`),
      paragraph(REFUND_IS_FULL),
      whatToDo(
        'There is nothing left for you to do, and no deadline.',
        'If you cannot find the money, reply to this mail with the reference.',
      ),
      { kind: 'details', rows: [['Reference', content.refundId]] },
    ],
  };
}

/** The order service has accepted the refund, and the money has not arrived yet. Sent once, at once. */
export function refundPending(content: ContentOf<'refund_pending'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  return {
    headline: 'Your refund is on its way',
    preheader: `${amount} is on its way to you. There is nothing for you to do.`,
    blocks: [
      paragraph(
        `We have asked for your refund, and ${amount} is on its way to you. Banks and payment providers can take several days for this.`,
      ),
      ...dueUnder(content.clause),
      money(
        'on its way, not yet confirmed as returned. When it is, you get a mail with the reference of the refund.',
      ),
      paragraph('We keep asking until the money has arrived, and write to you if it takes unusually long.'),
      paragraph(REFUND_IS_FULL),
      whatToDo('There is nothing for you to do, and no deadline.'),
    ],
  };
}

/** The cancel of an R2, or any refund, takes too long. Sent once. */
export function refundDelayed(content: ContentOf<'refund_delayed'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  return {
    headline: 'Your refund is delayed',
    preheader: `We keep trying to return ${amount}. There is nothing for you to do.`,
    blocks: [
      paragraph(
        `We are sorry: returning ${amount} takes longer than it should. You have done nothing wrong. We keep trying until it is done, and a person of our support looks at it as well.`,
      ),
      ...dueUnder(content.clause),
      money('not yet confirmed as returned. When it is, you get a mail with the reference of the refund.'),
      paragraph(REFUND_IS_FULL),
      ...ifAnSmsCame(content),
      whatToDo('There is nothing for you to do.'),
    ],
  };
}

/** A refund that we had reported as returned has failed. Support settles it by hand, so the mail names no time. */
export function refundFailed(content: ContentOf<'refund_failed'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  return {
    headline: 'Your refund has failed',
    preheader: `We still owe you ${amount}. A person of ours looks at it now.`,
    blocks: [
      paragraph(
        `We are sorry: we wrote to you that ${amount} had been returned, but that refund has failed. The money has not reached you after all. This happens, for example, when a bank sends a payment back.`,
      ),
      ...dueUnder(content.clause),
      paragraph(`This clause still applies, and under it we still owe you ${amount}.`),
      money(`still owed to you. ${amount} has not been returned; a person of our support looks at it now.`),
      paragraph(REFUND_IS_FULL),
      whatToDo(
        'You can reply to this mail. It helps to know whether the card or account that you paid with still exists. Leave its number out.',
        'You do not have to do anything, and you have no deadline. You lose nothing by waiting.',
      ),
      { kind: 'details', rows: [['Reference of the refund', content.refundId]] },
    ],
  };
}

/** The text of C2 asks for screenshots, so it is followed by a sentence that the claim is approved. */
const dueUnder = (id: ClauseId): Block[] =>
  id === 'C2' ? [clause(id), paragraph('Your claim under this clause is approved.')] : [clause(id)];

/** While an R2 is being cancelled, an SMS may still come to light. Once the refund has been asked for, it changes nothing. */
function ifAnSmsCame({ clause: id, step = 'cancel' }: ContentOf<'refund_delayed'>): Block[] {
  if (id === 'R2' && step === 'cancel') {
    return [
      paragraph(
        'If the cancellation shows that an SMS had arrived after all, there is no automatic refund. You can then file a claim while the time for it lasts (P1).',
      ),
    ];
  }
  return [];
}
