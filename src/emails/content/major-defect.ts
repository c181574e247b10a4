import { claimDetails } from './claim-words.ts';
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
      paragraph('Your claim is one for a major defect. We may put it right first.'),
      until('We have time to put it right', content.until),
      clause('C3'),
      paragraph(`That is ${period(version.remediationMs)}, counted from the moment you filed the claim.`),
      paragraph(
        'We may ask to look at your system. While we wait for your answer our time stands still, so its end moves; you are told the new one (C3b).',
      ),
      ifWeFail(setting),
      money(PAID_WHILE_WE_WORK),
      steps(
        'There is nothing you have to do.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}

/** C3. After access was granted, or after the first dispute. */
export function remediationResumed(content: ContentOf<'remediation_resumed'>, setting: Setting): Letter {
  const stoodStill = elapsed(content.pausedMs);
  return {
    headline: 'We are working on the defect again',
    preheader: 'Our time to put it right runs again.',
    blocks: [
      ...whyItRuns(content.cause, stoodStill),
      until('We have time to put it right', content.until),
      clause(content.cause === 'access_granted' ? 'C3b' : 'C3'),
      ifWeFail(setting),
      money(PAID_WHILE_WE_WORK),
      steps(
        'There is nothing you have to do.',
        'You can reply to this mail to add evidence or to withdraw the claim.',
      ),
      claimDetails(content),
    ],
  };
}

function whyItRuns(cause: ContentOf<'remediation_resumed'>['cause'], stoodStill: string): Block[] {
  switch (cause) {
    case 'access_granted':
      return [
        paragraph('You agreed to the access we asked for. Thank you.'),
        paragraph(
          `Our time stood still while we waited for your answer (${stoodStill}). So its end has moved by just as much.`,
        ),
      ];
    case 'disputed':
      return [
        paragraph('You told us that the defect is still there.'),
        paragraph(
          `Our time stood still from our report until your dispute (${stoodStill}). Now what was left of it runs on.`,
        ),
        paragraph('If you have to dispute a second time, clause C3a applies at once.'),
      ];
    default:
      return cause satisfies never;
  }
}

/** C3. Support says that it is put right; the customer may say that it is not. */
export function remedied(content: ContentOf<'remedied'>, { version }: Setting): Letter {
  return {
    headline: 'The defect is remedied',
    preheader: 'Please check. You can dispute it.',
    blocks: [
      paragraph('Our support reports that the defect is remedied. Please check.'),
      ...supportWrote(content.summary),
      untilAtLeast('If it is still there, you can dispute it', content.until),
      clause('C3'),
      steps(
        'If all is well, there is nothing for you to do.',
        'If the defect is still there, reply to this mail, say that you dispute it, and what you see.',
      ),
      paragraph(
        `You have ${period(version.disputeMs)} from this mail. If we hear nothing by then, the claim is closed as remedied.`,
      ),
      paragraph(
        'After your first dispute we have what was left of our time to put it right. If nothing was left, or you dispute a second time, clause C3a applies.',
      ),
      money('paid. If the defect stays, clause C3a brings it back or replaces the number.'),
      claimDetails(content),
    ],
  };
}

const PAID_WHILE_WE_WORK =
  'paid while we work on it. If we fail, clause C3a brings it back or replaces the number.';

/** C3a, told ahead. */
const ifWeFail = ({ version }: Setting): Block =>
  paragraph(
    `If we do not put it right by then, you choose: the full price back, without compensation, or a replacement of equal value (C3a). After ${version.deepestReplacement} replacements in a row there is only the refund.`,
  );
