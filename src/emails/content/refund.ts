import type { ClauseId } from '../../contract/clause-id.ts';
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
  const { say } = setting;
  const amount = setting.money(content.amount);
  if (content.returnedOtherwise === true) return cameBackOtherwise(content, setting);
  return {
    headline: say('funds_returned.headline'),
    preheader: say('funds_returned.preheader', { amount }),
    blocks: [
      paragraph(say('funds_returned.what_happened', { amount })),
      ...dueUnder(content.clause, setting),
      money(say('funds_returned.money', { amount })),
      paragraph(say('refund.full')),
      whatToDo(say('refund.nothing_left_to_do'), say('funds_returned.not_found')),
      { kind: 'details', rows: [[say('details.refund_reference'), content.refundId]] },
    ],
  };
}

/** Support knows that the money is back already, so nothing was paid and the customer need not wait. */
function cameBackOtherwise(content: ContentOf<'funds_returned'>, setting: Setting): Letter {
  const { say } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('funds_returned.otherwise.headline'),
    preheader: say('funds_returned.otherwise.preheader', { amount }),
    blocks: [
      paragraph(say('funds_returned.otherwise.what_happened', { amount })),
      ...dueUnder(content.clause, setting),
      money(say('funds_returned.otherwise.money', { amount })),
      paragraph(say('refund.full')),
      whatToDo(say('refund.nothing_left_to_do'), say('funds_returned.otherwise.not_found')),
      { kind: 'details', rows: [[say('details.reference'), content.refundId]] },
    ],
  };
}

/** The order service has accepted the refund, and the money has not arrived yet. Sent once, at once. */
export function refundPending(content: ContentOf<'refund_pending'>, setting: Setting): Letter {
  const { say } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('refund_pending.headline'),
    preheader: say('refund_pending.preheader', { amount }),
    blocks: [
      paragraph(say('refund_pending.what_happened', { amount })),
      ...dueUnder(content.clause, setting),
      money(say('refund_pending.money')),
      paragraph(say('refund_pending.we_keep_asking')),
      paragraph(say('refund.full')),
      whatToDo(say('refund.nothing_to_do_no_deadline')),
    ],
  };
}

/** The cancel of an R2, or any refund, takes too long. Sent once. */
export function refundDelayed(content: ContentOf<'refund_delayed'>, setting: Setting): Letter {
  const { say } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('refund_delayed.headline'),
    preheader: say('refund_delayed.preheader', { amount }),
    blocks: [
      paragraph(say('refund_delayed.what_happened', { amount })),
      ...dueUnder(content.clause, setting),
      money(say('refund_delayed.money')),
      paragraph(say('refund.full')),
      ...ifAnSmsCame(content, setting),
      whatToDo(say('refund.nothing_to_do')),
    ],
  };
}

/** A refund that we had reported as returned has failed. Support settles it by hand, so the mail names no time. */
export function refundFailed(content: ContentOf<'refund_failed'>, setting: Setting): Letter {
  const { say } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('refund_failed.headline'),
    preheader: say('refund_failed.preheader', { amount }),
    blocks: [
      paragraph(say('refund_failed.what_happened', { amount })),
      ...dueUnder(content.clause, setting),
      paragraph(say('refund_failed.still_owed', { amount })),
      money(say('refund_failed.money', { amount })),
      paragraph(say('refund.full')),
      whatToDo(say('refund_failed.what_helps'), say('refund_failed.no_deadline')),
      { kind: 'details', rows: [[say('details.refund_reference'), content.refundId]] },
    ],
  };
}

/** The text of C2 asks for screenshots, so it is followed by a sentence that the claim is approved. */
const dueUnder = (id: ClauseId, { say }: Setting): Block[] =>
  id === 'C2' ? [clause(id), paragraph(say('refund.due_under_c2'))] : [clause(id)];

/** While an R2 is being cancelled, an SMS may still come to light. Once the refund has been asked for, it changes nothing. */
const ifAnSmsCame = (
  { clause: id, step = 'cancel' }: ContentOf<'refund_delayed'>,
  { say }: Setting,
): Block[] => (id === 'R2' && step === 'cancel' ? [paragraph(say('refund_delayed.if_an_sms_came'))] : []);
