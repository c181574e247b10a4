import { afterTheEnd, claimDetails, objection, staysPaid } from './claim-words.ts';
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
  untilAtLeast,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** Support asks for access (C3b). Our time is paused from here on. */
export function accessRequested(content: ContentOf<'access_requested'>, { version }: Setting): Letter {
  return {
    headline: 'May we look at your system?',
    preheader: 'Our support needs access to find the defect.',
    blocks: [
      paragraph('To find the defect, our support asks for access to your host or server.'),
      ...supportWrote(content.what),
      untilAtLeast('You can answer', content.until),
      howToAnswer(),
      clause('C3b'),
      paragraph(
        'Our time to put the defect right is paused from this request until your answer. If you agree, it then goes on.',
      ),
      paragraph(
        `You have ${period(version.accessMs)} from this mail. If you have not answered by then, that counts as a refusal. ${refusalMeans}`,
      ),
      money(OPEN),
      claimDetails(content),
    ],
  };
}

export function accessReminder(content: ContentOf<'access_reminder'>, _setting: Setting): Letter {
  return {
    headline: 'Reminder: may we look at your system?',
    preheader: 'Our support waits for your answer.',
    blocks: [
      paragraph('Our support still waits for your answer about access to your host or server.'),
      ...supportWrote(content.what),
      until('You can answer', content.until),
      howToAnswer(),
      clause('C3b'),
      paragraph(
        `Our time is paused until you answer. If you have not answered by the date above, that counts as a refusal. ${refusalMeans}`,
      ),
      money(OPEN),
      claimDetails(content),
    ],
  };
}

export function accessRefused(content: ContentOf<'access_refused'>, { version }: Setting): Letter {
  return {
    headline: 'Your claim has ended without access',
    preheader: 'The claim for a major defect cannot go on.',
    blocks: [
      paragraph(whyItEnded(content.how, period(version.accessMs))),
      clause(content.clause),
      paragraph(
        'So this claim is disqualified: it ends without a refund, and you cannot claim a major defect for this purchase again. Your other purchases are not affected.',
      ),
      money(staysPaid(content.claimsUntil, 'a claim of another kind')),
      ...afterTheEnd(version, content.claimsUntil, {
        which: 'a claim of another kind (C1, C2)',
        object: [objection('when and where you agreed')],
      }),
      claimDetails(content),
    ],
  };
}

function whyItEnded(how: ContentOf<'access_refused'>['how'], accessTime: string): string {
  switch (how) {
    case 'refused':
      return 'You told us that we may not have access to your host or server. Without it the defect cannot be found.';
    case 'silence':
      return `We asked for access to your host or server, and no answer reached us within ${accessTime}. That counts as a refusal.`;
    default:
      return how satisfies never;
  }
}

const howToAnswer = (): Block =>
  whatToDo(
    'Reply to this mail and say whether you agree. Support then arranges with you how to look.',
    'Do not send a password, a key or a code. We never ask for them.',
  );

const refusalMeans =
  'After a refusal this claim ends without a refund, and no further major defect can be claimed for this purchase.';

const OPEN =
  'with us while the claim is open. If we cannot put the defect right, you get a refund or a replacement (C3a).';
