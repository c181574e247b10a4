import { clauseOf } from '../../wording/claim-types.ts';
import { period } from '../texts/durations.ts';
import { afterTheEnd, claimDetails, claimWords, objection, staysPaid } from './claim-words.ts';
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

/** A claim was filed: C1, C2, or any while the funds return under R2. */
export function claimReceived(content: ContentOf<'claim_received'>, setting: Setting): Letter {
  const { say } = setting;
  const claim = claimWords(say, content.claimType);
  return {
    headline: say('claim_received.headline'),
    preheader: say('claim_received.preheader', { claim }),
    blocks: [
      paragraph(say('claim_received.what_happened', { claim })),
      ...whatComesNext(content, setting),
      claimDetails(content, setting),
    ],
  };
}

function whatComesNext(content: ContentOf<'claim_received'>, { say, version, hasLink }: Setting): Block[] {
  const { claimType } = content;
  switch (content.next) {
    case 'refund':
      return [
        paragraph(say('claim_received.refund.what_follows')),
        clause(clauseOf(claimType)),
        money(say('claim_received.refund.money')),
        whatToDo(say('claim_received.nothing_to_do')),
      ];
    case 'review':
      return [
        paragraph(say('claim_received.review.what_follows', { period: period(say, version.reviewMs) })),
        until(say('claim_received.review.until'), content.until),
        clause(clauseOf(claimType)),
        money(say('claim.money_while_open')),
        paragraph(say('claim_received.review.if_late')),
        whatToDo(
          say('claim_received.review.nothing_to_do'),
          say(hasLink ? 'claim_received.review.what_you_may' : 'claim_received.review.what_you_may.by_reply'),
        ),
      ];
    case 'parked':
      return [
        paragraph(say('claim_received.parked.what_follows')),
        clause('R2'),
        paragraph(say('claim_received.parked.then')),
        money(say('claim_received.parked.money')),
        whatToDo(say('claim_received.nothing_to_do')),
      ];
    default:
      return content satisfies never;
  }
}

export function claimApproved(content: ContentOf<'claim_approved'>, setting: Setting): Letter {
  const { say, version } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('claim_approved.headline'),
    preheader: say('claim_approved.preheader', { amount }),
    blocks: [
      paragraph(say('claim_approved.what_happened', { claim: claimWords(say, content.claimType), amount })),
      ...supportWrote(content.note),
      clause(content.clause),
      // C3a is approved without a choice: the chain of replacements has come to its end.
      ...(content.clause === 'C3a'
        ? [paragraph(say('claim_approved.refund_only', { replacements: version.deepestReplacement }))]
        : []),
      money(say('refund.being_returned', { amount })),
      paragraph(say('refund.full')),
      whatToDo(say('refund.nothing_to_do_no_deadline')),
      claimDetails(content, setting),
    ],
  };
}

export function claimRejected(content: ContentOf<'claim_rejected'>, setting: Setting): Letter {
  const { say } = setting;
  return {
    headline: say('claim_rejected.headline'),
    preheader: say('claim_rejected.preheader', { clause: content.clause }),
    blocks: [
      paragraph(whyRejected(content, setting)),
      clause(content.clause),
      ...supportWrote(content.note),
      money(staysPaid(setting, content.claimsUntil)),
      ...afterTheEnd(setting, content.claimsUntil, {
        object: [objection(setting, say('claim_rejected.what_shows_it'))],
      }),
      claimDetails(content, setting),
    ],
  };
}

/** With a note a person has decided, without one the record has. */
function whyRejected({ claimType, note }: ContentOf<'claim_rejected'>, { say }: Setting): string {
  const claim = claimWords(say, claimType);
  return note === undefined
    ? say('claim_rejected.by_the_record', { claim })
    : say('claim_rejected.by_support', { claim });
}

export function claimWithdrawn(content: ContentOf<'claim_withdrawn'>, setting: Setting): Letter {
  const { say } = setting;
  return {
    headline: say('claim_withdrawn.headline'),
    preheader: say('claim_withdrawn.preheader'),
    blocks: [
      paragraph(say('claim_withdrawn.what_happened', { claim: claimWords(say, content.claimType) })),
      clause('P1'),
      money(staysPaid(setting, content.claimsUntil)),
      ...afterTheEnd(setting, content.claimsUntil),
      claimDetails(content, setting),
    ],
  };
}

export function claimClosed(content: ContentOf<'claim_closed'>, setting: Setting): Letter {
  const { say } = setting;
  const { how } = content;
  return {
    headline: say('claim_closed.headline'),
    preheader: say(`claim_closed.${how}.preheader`),
    blocks: [
      paragraph(howItEnded(content, setting)),
      clause(content.clause),
      money(staysPaid(setting, content.claimsUntil)),
      ...afterTheEnd(setting, content.claimsUntil, {
        object: [objection(setting, say(`claim_closed.${how}.what_shows_it`))],
      }),
      claimDetails(content, setting),
    ],
  };
}

function howItEnded(
  { how, claimType }: Pick<ContentOf<'claim_closed'>, 'how' | 'claimType'>,
  { say, version }: Setting,
): string {
  switch (how) {
    case 'forfeited':
      return say('claim_closed.forfeited.what_happened', { claim: claimWords(say, claimType) });
    case 'remedied':
      return say('claim_closed.remedied.what_happened', { period: period(say, version.disputeMs) });
    default:
      return how satisfies never;
  }
}
