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
  steps,
  supportWrote,
  until,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** C1, C2, and a claim filed while funds return under R2. */
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
          'No SMS is on record for your number, so the record speaks for you. We cancel the activation at the order service and then return the price.',
        ),
        clause(clauseOf(claimType)),
        money(
          'with us until the refund is confirmed; you get a mail then. Should the cancellation show that an SMS had arrived after all, the claim is judged by that first.',
        ),
        steps('There is nothing for you to do.'),
      ];
    case 'review':
      return [
        paragraph(`Our support looks at it and decides within ${period(version.reviewMs)}.`),
        until('Support has time to decide', content.until),
        clause(clauseOf(claimType)),
        money(PAID_WHILE_OPEN),
        paragraph(
          'No clock decides against you here: if support is late, the claim stays open and you are told.',
        ),
        steps(
          'There is nothing you have to do.',
          'You can reply to this mail to add screenshots as evidence or to withdraw the claim. Cover codes and passwords: we never ask for them.',
        ),
      ];
    case 'parked':
      return [
        paragraph(
          'The price of this purchase is on its way back to you already, without a claim. So your claim waits.',
        ),
        clause('R2'),
        paragraph(
          'When the refund is confirmed, the claim has nothing left to ask for and ends. If the refund fails, the claim is judged as filed at the time you filed it.',
        ),
        money('on its way back. You get a mail when the refund is confirmed.'),
        steps('There is nothing for you to do.'),
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
      steps('There is nothing for you to do, and no deadline.'),
      claimDetails(content),
    ],
  };
}

/** C3a approved at once: the chain of replacements has come to its end. */
const refundOnly = ({ version }: Setting): string =>
  `There is no choice of a replacement this time: after ${version.deepestReplacement} replacements in a row a defect is refunded.`;

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

/** Only a person writes a note. */
function whyRejected({ claimType, note }: ContentOf<'claim_rejected'>): string {
  const claim = `your claim (${claimWords(claimType)})`;
  return note === undefined
    ? `We are sorry: what is on record for your purchase speaks against ${claim}, so it is rejected. The reason is this clause:`
    : `We are sorry to tell you that our support has looked at ${claim} and has rejected it. The reason is this clause:`;
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
        long: `Your claim (${claimWords(claimType)}) is forfeited: no evidence arrived until the deadline that we mailed you.`,
        object: objection('the mail that you sent the screenshots with, and when'),
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
