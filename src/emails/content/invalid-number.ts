import { claimDetails, PAID_WHILE_OPEN } from './claim-words.ts';
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
  untilAtLeast,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** C2 without evidence, or support needs more for a claim in review. */
export function evidenceRequested(content: ContentOf<'evidence_requested'>, { version }: Setting): Letter {
  const { claimType, note } = content;
  return {
    headline: 'Please send evidence for your claim',
    preheader: 'Reply with screenshots attached.',
    blocks: [
      paragraph(
        note === undefined
          ? `Your claim (${claimWords(claimType)}) is filed. To judge it, we need evidence: screenshots that show what went wrong.`
          : `To judge your claim (${claimWords(claimType)}), our support needs more evidence.`,
      ),
      ...supportWrote(note),
      untilAtLeast('You can send evidence', content.until),
      howToSend(),
      clause(clauseOf(claimType)),
      paragraph(
        `You have until the time to file a claim is over, and at least ${period(version.evidenceMs)} from this mail. We remind you once, ${period(version.evidenceReminderBeforeMs)} before the end.`,
      ),
      ...silence(claimType, note !== undefined),
      money(PAID_WHILE_OPEN),
      claimDetails(content),
    ],
  };
}

export function evidenceReminder(content: ContentOf<'evidence_reminder'>, _setting: Setting): Letter {
  return {
    headline: 'Reminder: evidence for your claim',
    preheader: 'Reply with screenshots attached.',
    blocks: [
      paragraph(`We still wait for evidence for your claim (${claimWords(content.claimType)}).`),
      until('You can send evidence', content.until),
      howToSend(),
      clause(clauseOf(content.claimType)),
      ...silence(content.claimType, true),
      money(PAID_WHILE_OPEN),
      paragraph('This is the only reminder.'),
      claimDetails(content),
    ],
  };
}

const howToSend = (): Block =>
  whatToDo(
    'Reply to this mail with the screenshots attached.',
    'Cover passwords and codes in them first. We never ask for them.',
  );

/** What happens without an answer. Only a C2 without any evidence is forfeited. */
function silence(claimType: string, maybeSome: boolean): Block[] {
  if (claimType !== 'invalid_number') {
    return [paragraph('If nothing arrives, support decides on what it has.')];
  }
  const forfeited = 'the claim is forfeited: you lose the right to a refund for it';
  return [
    paragraph(
      maybeSome
        ? `If nothing more arrives, support decides on the evidence it has. If it has none at all by then, ${forfeited}.`
        : `If nothing arrives by then, ${forfeited}.`,
    ),
  ];
}
