import { period } from '../texts/durations.ts';
import { claimDetails } from './claim-words.ts';
import {
  type Block,
  clause,
  type ContentOf,
  labelled,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
  supportWrote,
  until,
} from './letter.ts';

/** The defect was not put right, so the customer chooses (C3a). */
export function choiceOffered(content: ContentOf<'choice_offered'>, setting: Setting): Letter {
  const { say, version, hasLink } = setting;
  return {
    headline: say('choice_offered.headline'),
    preheader: say(hasLink ? 'choice_offered.preheader' : 'choice_offered.preheader.by_reply'),
    blocks: [
      paragraph(whyOwed(content.cause, setting)),
      ...supportWrote(content.note),
      until(say('choice.until'), content.until),
      paragraph(say('choice_offered.time', { period: period(say, version.choiceMs) })),
      howToChoose(setting),
      ...whatEachMeans(setting),
      clause('C3a'),
      money(say('choice.money')),
      claimDetails(content, setting),
    ],
  };
}

function whyOwed(cause: ContentOf<'choice_offered'>['cause'], { say, version }: Setting): string {
  switch (cause) {
    case 'not_in_time':
      return say('choice_offered.not_in_time', { period: period(say, version.remediationMs) });
    case 'not_possible':
      return say('choice_offered.not_possible');
    case 'disputed':
      return say('choice_offered.disputed');
    default:
      return cause satisfies never;
  }
}

export function choiceReminder(content: ContentOf<'choice_reminder'>, setting: Setting): Letter {
  const { say, hasLink } = setting;
  return {
    headline: say('choice_reminder.headline'),
    preheader: say(hasLink ? 'choice_reminder.preheader' : 'choice_reminder.preheader.by_reply'),
    blocks: [
      paragraph(say('choice_reminder.what_happened')),
      until(say('choice.until'), content.until),
      paragraph(say('choice.silence')),
      howToChoose(setting),
      ...whatEachMeans(setting),
      clause('C3a'),
      money(say('choice.money')),
      claimDetails(content, setting),
    ],
  };
}

/** The customer has not chosen in time, so the refund is made (C3a). */
export function choiceDefaulted(content: ContentOf<'choice_defaulted'>, setting: Setting): Letter {
  const { say } = setting;
  const amount = setting.money(content.amount);
  return {
    headline: say('choice_defaulted.headline'),
    preheader: say('choice_defaulted.preheader'),
    blocks: [
      paragraph(say('choice_defaulted.what_happened', { amount })),
      clause('C3a'),
      money(say('refund.being_returned', { amount })),
      paragraph(say('refund.full')),
      whatToDo(say('refund.nothing_to_do_no_deadline')),
      claimDetails(content, setting),
    ],
  };
}

/** The replacement is out of stock, or support has given it up: the customer chooses again (C3a). */
export function replacementUnavailable(
  content: ContentOf<'replacement_unavailable'>,
  setting: Setting,
): Letter {
  const { say, version } = setting;
  return {
    headline: say('replacement_unavailable.headline'),
    preheader: say('replacement_unavailable.preheader'),
    blocks: [
      paragraph(say('replacement_unavailable.what_happened')),
      until(say('replacement_unavailable.until'), content.until),
      paragraph(say('replacement_unavailable.time', { period: period(say, version.choiceAgainMs) })),
      howToChoose(setting),
      ...whatEachMeans(setting),
      clause('C3a'),
      money(say('choice.money')),
      claimDetails(content, setting),
    ],
  };
}

const howToChoose = ({ say, hasLink }: Setting): Block =>
  whatToDo(say(hasLink ? 'choice.how_to_choose' : 'choice.how_to_choose.by_reply'));

const whatEachMeans = ({ say }: Setting): Block[] => [
  labelled(say('choice.refund'), say('choice.refund_means')),
  labelled(say('choice.replacement'), say('choice.replacement_means')),
];
