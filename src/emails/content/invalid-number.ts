import { clauseOf } from '../../wording/claim-types.ts';
import { period } from '../texts/durations.ts';
import { claimDetails, claimWords } from './claim-words.ts';
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

/** C2 without evidence, or support needs more for a claim in review. */
export function evidenceRequested(content: ContentOf<'evidence_requested'>, setting: Setting): Letter {
  const { say, version, hasLink } = setting;
  const { claimType, note } = content;
  const claim = claimWords(say, claimType);
  return {
    headline: say('evidence_requested.headline'),
    preheader: say(hasLink ? 'evidence_requested.preheader' : 'evidence_requested.preheader.by_reply'),
    blocks: [
      paragraph(
        note === undefined
          ? say('evidence_requested.first', { claim })
          : say('evidence_requested.more', { claim }),
      ),
      ...supportWrote(note),
      untilAtLeast(say('evidence.until'), content.until),
      howToSend(setting),
      clause(clauseOf(claimType)),
      paragraph(
        say('evidence_requested.time', {
          period: period(say, version.evidenceMs),
          reminder: period(say, version.evidenceReminderBeforeMs),
        }),
      ),
      paragraph(silence(claimType, note !== undefined, setting)),
      money(say('claim.money_while_open')),
      claimDetails(content, setting),
    ],
  };
}

export function evidenceReminder(content: ContentOf<'evidence_reminder'>, setting: Setting): Letter {
  const { say, hasLink } = setting;
  const { claimType } = content;
  return {
    headline: say('evidence_reminder.headline'),
    preheader: say(hasLink ? 'evidence_reminder.preheader' : 'evidence_reminder.preheader.by_reply'),
    blocks: [
      paragraph(say('evidence_reminder.what_happened', { claim: claimWords(say, claimType) })),
      until(say('evidence.until'), content.until),
      howToSend(setting),
      clause(clauseOf(claimType)),
      paragraph(silence(claimType, true, setting)),
      money(say('claim.money_while_open')),
      paragraph(say('evidence_reminder.only_one')),
      claimDetails(content, setting),
    ],
  };
}

const howToSend = ({ say, hasLink }: Setting): Block =>
  whatToDo(
    say(hasLink ? 'evidence.how_to_send' : 'evidence.how_to_send.by_reply'),
    say('evidence.cover_codes'),
  );

/** What happens without an answer. Only a C2 without any evidence is forfeited. */
function silence(claimType: string, maybeSome: boolean, { say }: Setting): string {
  if (claimType !== 'invalid_number') return say('evidence.if_none_support_decides');
  return maybeSome ? say('evidence.if_no_more') : say('evidence.if_none_forfeited');
}
