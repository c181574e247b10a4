import type { ClaimType } from '../../contract/updates.ts';
import {
  afterTheEnd,
  claimDetails,
  objection,
  PAID_WHILE_OPEN,
  REFUND_IS_FULL,
  staysPaid,
} from './claim-words.ts';
import { claimWords, clauseOf } from '../../wording/claim-types.ts';
import {
  type Block,
  clause,
  type ContentOf,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
  supportWrote,
  until,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** A claim was filed: C1, C2, or any while the funds return under R2. */
export function claimReceived(content: ContentOf<'claim_received'>, setting: Setting): Letter {
  return {
    headline: 'We have your claim',
    preheader: `Your claim (${claimWords(content.claimType)}) is filed. There is nothing for you to do.`,
    blocks: [
      paragraph(`Your claim is filed: ${claimWords(content.claimType)}.`),
      ...whatComesNext(content, setting),
      claimDetails(content),
    ],
  };
}

function whatComesNext(content: ContentOf<'claim_received'>, { version }: Setting): Block[] {
  const { claimType } = content;
  switch (content.next) {
    case 'refund':
      return [
        paragraph(
          'Our records show no SMS for your number, which supports your claim. We cancel the activation first and then return the price.',
        ),
        clause(clauseOf(claimType)),
        money(
          'with us until the refund is confirmed; you get a mail then. If the cancellation shows that an SMS had arrived after all, we decide your claim by that.',
        ),
        whatToDo('There is nothing for you to do.'),
      ];
    case 'review':
      return [
        paragraph(`Our support looks at it and decides within ${period(version.reviewMs)}.`),
        until('Support has time to decide', content.until),
        clause(clauseOf(claimType)),
        money(PAID_WHILE_OPEN),
        paragraph(
          'If support is late, your claim stays open and we tell you. Nothing is decided against you because time has passed.',
        ),
        whatToDo(
          'There is nothing you have to do.',
          'You can reply to this mail to add screenshots as evidence or to withdraw the claim. Cover codes and passwords: we never ask for them.',
        ),
      ];
    case 'parked':
      return [
        paragraph(
          'The price of this purchase is already on its way back to you, without a claim. Your claim waits until that is settled.',
        ),
        clause('R2'),
        paragraph(
          'When the refund is confirmed, your claim ends, because nothing is left to claim. If the refund fails, we decide your claim, and the time at which you filed it counts.',
        ),
        money('on its way back. You get a mail when the refund is confirmed.'),
        whatToDo('There is nothing for you to do.'),
      ];
    default:
      return content satisfies never;
  }
}

export function claimApproved(content: ContentOf<'claim_approved'>, setting: Setting): Letter {
  const amount = setting.money(content.amount);
  return {
    headline: 'Your claim is approved',
    preheader: `You get ${amount} back.`,
    blocks: [
      paragraph(`Your claim (${claimWords(content.claimType)}) is approved. You get ${amount} back.`),
      ...supportWrote(content.note),
      clause(content.clause),
      ...(content.clause === 'C3a' ? [paragraph(refundOnly(setting))] : []),
      money(`${amount} is being returned. You get a mail with the reference when the refund is confirmed.`),
      paragraph(REFUND_IS_FULL),
      whatToDo('There is nothing for you to do, and no deadline.'),
      claimDetails(content),
    ],
  };
}

/** C3a is approved without a choice: the chain of replacements has come to its end. */
const refundOnly = ({ version }: Setting): string =>
  `You cannot choose a replacement this time: after ${version.deepestReplacement} replacements in a row a defect is refunded.`;

export function claimRejected(content: ContentOf<'claim_rejected'>, { version }: Setting): Letter {
  return {
    headline: 'Your claim is rejected',
    preheader: `Clause ${content.clause} is the reason.`,
    blocks: [
      paragraph(whyRejected(content)),
      clause(content.clause),
      ...supportWrote(content.note),
      money(staysPaid(content.claimsUntil)),
      ...afterTheEnd(version, content.claimsUntil, {
        object: [objection('a screenshot with the time, or the exact error message')],
      }),
      claimDetails(content),
    ],
  };
}

/** With a note a person has decided, without one the record has. */
function whyRejected({ claimType, note }: ContentOf<'claim_rejected'>): string {
  const claim = `your claim (${claimWords(claimType)})`;
  return note === undefined
    ? `We are sorry: our records of this purchase contradict ${claim}, so it is rejected. The reason is this clause:`
    : `We are sorry: our support has looked at ${claim} and has rejected it. The reason is this clause:`;
}

export function claimWithdrawn(content: ContentOf<'claim_withdrawn'>, { version }: Setting): Letter {
  return {
    headline: 'Your claim is withdrawn',
    preheader: 'The claim has ended without a decision.',
    blocks: [
      paragraph(
        `Your claim (${claimWords(content.claimType)}) was withdrawn and has ended without a decision. If you did not ask for this, reply to this mail.`,
      ),
      clause('P1'),
      money(staysPaid(content.claimsUntil)),
      ...afterTheEnd(version, content.claimsUntil),
      claimDetails(content),
    ],
  };
}

export function claimClosed(content: ContentOf<'claim_closed'>, { version }: Setting): Letter {
  const ended = howItEnded(content.how, content.claimType, version.disputeMs);
  return {
    headline: 'Your claim is closed',
    preheader: ended.short,
    blocks: [
      paragraph(ended.long),
      clause(content.clause),
      money(staysPaid(content.claimsUntil)),
      ...afterTheEnd(version, content.claimsUntil, { object: [ended.object] }),
      claimDetails(content),
    ],
  };
}

function howItEnded(
  how: ContentOf<'claim_closed'>['how'],
  claimType: ClaimType,
  disputeMs: number,
): { short: string; long: string; object: string } {
  switch (how) {
    case 'forfeited':
      return {
        short: 'No evidence arrived in time.',
        long: `Your claim (${claimWords(claimType)}) is forfeited: no evidence arrived by the deadline that we wrote to you.`,
        object: objection('the mail with which you sent the screenshots, and its date'),
      };
    case 'remedied':
      return {
        short: 'The defect counts as remedied.',
        long: `The defect counts as remedied: you had at least ${period(disputeMs)} to dispute it, and no dispute reached us.`,
        object: objection('what still goes wrong, and since when'),
      };
    default:
      return how satisfies never;
  }
}
