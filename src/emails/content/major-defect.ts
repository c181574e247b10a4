import { elapsed, period } from '../texts/durations.ts';
import { claimDetails } from './claim-words.ts';
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

/** C3. The clock has run since the claim was filed. */
export function remediationStarted(content: ContentOf<'remediation_started'>, setting: Setting): Letter {
  const { say, version } = setting;
  return {
    headline: say('remediation_started.headline'),
    preheader: say('remediation_started.preheader'),
    blocks: [
      paragraph(say('remediation_started.what_happened')),
      until(say('defect.until'), content.until),
      clause('C3'),
      paragraph(say('remediation_started.time', { period: period(say, version.remediationMs) })),
      paragraph(say('remediation_started.access')),
      ifWeFail(setting),
      money(say('defect.money_while_we_work')),
      nothingToDo(setting),
      claimDetails(content, setting),
    ],
  };
}

/** C3. After access was granted, or after the first dispute. */
export function remediationResumed(content: ContentOf<'remediation_resumed'>, setting: Setting): Letter {
  const { say } = setting;
  return {
    headline: say('remediation_resumed.headline'),
    preheader: say('remediation_resumed.preheader'),
    blocks: [
      ...whyItRuns(content, setting),
      until(say('defect.until'), content.until),
      clause(content.cause === 'access_granted' ? 'C3b' : 'C3'),
      ifWeFail(setting),
      money(say('defect.money_while_we_work')),
      nothingToDo(setting),
      claimDetails(content, setting),
    ],
  };
}

function whyItRuns(
  { cause, pausedMs }: Pick<ContentOf<'remediation_resumed'>, 'cause' | 'pausedMs'>,
  { say }: Setting,
): Block[] {
  const paused = elapsed(say, pausedMs);
  switch (cause) {
    case 'access_granted':
      return [
        paragraph(say('remediation_resumed.access_granted.what_happened')),
        paragraph(say('remediation_resumed.access_granted.paused', { paused })),
      ];
    case 'disputed':
      return [
        paragraph(say('remediation_resumed.disputed.what_happened')),
        paragraph(say('remediation_resumed.disputed.paused', { paused })),
        paragraph(say('remediation_resumed.disputed.next_time')),
      ];
    default:
      return cause satisfies never;
  }
}

/** Support says that the defect is put right; the customer may dispute it (C3). */
export function remedied(content: ContentOf<'remedied'>, setting: Setting): Letter {
  const { say, version, hasLink } = setting;
  return {
    headline: say('remedied.headline'),
    preheader: say('remedied.preheader'),
    blocks: [
      paragraph(say('remedied.what_happened')),
      ...supportWrote(content.summary),
      untilAtLeast(say('remedied.until'), content.until),
      clause('C3'),
      whatToDo(
        say('remedied.if_all_is_well'),
        say(hasLink ? 'remedied.how_to_dispute' : 'remedied.how_to_dispute.by_reply'),
      ),
      paragraph(say('remedied.time', { period: period(say, version.disputeMs) })),
      paragraph(say('remedied.after_a_dispute')),
      money(say('remedied.money')),
      claimDetails(content, setting),
    ],
  };
}

const nothingToDo = ({ say, hasLink }: Setting): Block =>
  whatToDo(
    say('defect.nothing_to_do'),
    say(hasLink ? 'defect.what_you_may' : 'defect.what_you_may.by_reply'),
  );

/** What follows if the time runs out (C3a). */
const ifWeFail = ({ say, version }: Setting): Block =>
  paragraph(say('defect.if_we_fail', { replacements: version.deepestReplacement }));
