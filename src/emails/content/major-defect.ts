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
import { elapsed, period } from '../../wording/durations.ts';

/** C3. The clock has run since the claim was filed. */
export function remediationStarted(content: ContentOf<'remediation_started'>, setting: Setting): Letter {
  const { version } = setting;
  return {
    headline: 'We are working on the defect',
    preheader: 'There is nothing for you to do for now.',
    blocks: [
      paragraph('You filed a claim for a major defect. We may first put the defect right.'),
      until('We have time to put it right', content.until),
      clause('C3'),
      paragraph(`That is ${period(version.remediationMs)}, counted from the moment you filed the claim.`),
      paragraph(
        'We may ask to look at your system. Our time is paused while we wait for your answer. Its end then moves, and we tell you the new one (C3b).',
      ),
      ifWeFail(setting),
      money(PAID_WHILE_WE_WORK),
      whatToDo(
        'There is nothing you have to do.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}

/** C3. After access was granted, or after the first dispute. */
export function remediationResumed(content: ContentOf<'remediation_resumed'>, setting: Setting): Letter {
  const paused = elapsed(content.pausedMs);
  return {
    headline: 'We are working on the defect again',
    preheader: 'Our time to put it right runs again.',
    blocks: [
      ...whyItRuns(content.cause, paused),
      until('We have time to put it right', content.until),
      clause(content.cause === 'access_granted' ? 'C3b' : 'C3'),
      ifWeFail(setting),
      money(PAID_WHILE_WE_WORK),
      whatToDo(
        'There is nothing you have to do.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}

function whyItRuns(cause: ContentOf<'remediation_resumed'>['cause'], paused: string): Block[] {
  switch (cause) {
    case 'access_granted':
      return [
        paragraph('You agreed to the access we asked for. Thank you.'),
        paragraph(
          `Our time was paused while we waited for your answer (${paused}), so its end has moved by as much.`,
        ),
      ];
    case 'disputed':
      return [
        paragraph('You told us that the defect is still there.'),
        paragraph(
          `Our time was paused from our report until your dispute (${paused}). The rest of it runs from now on.`,
        ),
        paragraph('If you have to dispute a second time, clause C3a applies at once.'),
      ];
    default:
      return cause satisfies never;
  }
}

/** Support says that the defect is put right; the customer may dispute it (C3). */
export function remedied(content: ContentOf<'remedied'>, { version }: Setting): Letter {
  return {
    headline: 'The defect is remedied',
    preheader: 'Please check. You can dispute it.',
    blocks: [
      paragraph('Our support reports that the defect is remedied. Please check.'),
      ...supportWrote(content.summary),
      untilAtLeast('If it is still there, you can dispute it', content.until),
      clause('C3'),
      whatToDo(
        'If all is well, there is nothing for you to do.',
        'If the defect is still there, reply to this mail, say that you dispute it, and what you see.',
      ),
      paragraph(
        `You have ${period(version.disputeMs)} from this mail. If we hear nothing by then, the claim is closed as remedied.`,
      ),
      paragraph(
        'After your first dispute we have the rest of our time to put it right. If no time is left, or if you dispute a second time, clause C3a applies.',
      ),
      money('with us. If we cannot put the defect right, you get a refund or a replacement (C3a).'),
      claimDetails(content),
    ],
  };
}

const PAID_WHILE_WE_WORK =
  'with us while we work on it. If we fail, you get a refund or a replacement (C3a).';

/** What follows if the time runs out (C3a). */
const ifWeFail = ({ version }: Setting): Block =>
  paragraph(
    `If we do not put it right by then, you choose: the full price back, without compensation, or a replacement of equal value (C3a). After ${version.deepestReplacement} replacements in a row there is only the refund.`,
  );
