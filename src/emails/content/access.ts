import { period } from '../texts/durations.ts';
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

/** Support asks for access (C3b). Our time is paused from here on. */
export function accessRequested(content: ContentOf<'access_requested'>, setting: Setting): Letter {
  const { say, version } = setting;
  return {
    headline: say('access_requested.headline'),
    preheader: say('access_requested.preheader'),
    blocks: [
      paragraph(say('access_requested.what_happened')),
      ...supportWrote(content.what),
      untilAtLeast(say('access.until'), content.until),
      howToAnswer(setting),
      clause('C3b'),
      paragraph(say('access_requested.paused')),
      paragraph(say('access_requested.time', { period: period(say, version.accessMs) })),
      money(say('access.money_while_open')),
      claimDetails(content, setting),
    ],
  };
}

export function accessReminder(content: ContentOf<'access_reminder'>, setting: Setting): Letter {
  const { say } = setting;
  return {
    headline: say('access_reminder.headline'),
    preheader: say('access_reminder.preheader'),
    blocks: [
      paragraph(say('access_reminder.what_happened')),
      ...supportWrote(content.what),
      until(say('access.until'), content.until),
      howToAnswer(setting),
      clause('C3b'),
      paragraph(say('access_reminder.time')),
      money(say('access.money_while_open')),
      claimDetails(content, setting),
    ],
  };
}

export function accessRefused(content: ContentOf<'access_refused'>, setting: Setting): Letter {
  const { say } = setting;
  return {
    headline: say('access_refused.headline'),
    preheader: say('access_refused.preheader'),
    blocks: [
      paragraph(whyItEnded(content.how, setting)),
      clause(content.clause),
      paragraph(say('access_refused.what_follows')),
      money(staysPaid(setting, content.claimsUntil, say('access_refused.money_stays_unless'))),
      ...afterTheEnd(setting, content.claimsUntil, {
        which: say('access_refused.until'),
        object: [objection(setting, say('access_refused.what_shows_it'))],
      }),
      claimDetails(content, setting),
    ],
  };
}

function whyItEnded(how: ContentOf<'access_refused'>['how'], { say, version }: Setting): string {
  switch (how) {
    case 'refused':
      return say('access_refused.by_refusal');
    case 'silence':
      return say('access_refused.by_silence', { period: period(say, version.accessMs) });
    default:
      return how satisfies never;
  }
}

const howToAnswer = ({ say, hasLink }: Setting): Block =>
  whatToDo(
    say(hasLink ? 'access.how_to_answer' : 'access.how_to_answer.by_reply'),
    say('access.no_passwords'),
  );
