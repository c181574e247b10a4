import type { MailedRefusal } from '../../contract/mail.ts';
import type { PolicyVersion } from '../../policy/versions.ts';
import { windowReading } from './claim-words.ts';
import { claimWords } from '../../wording/claim-types.ts';
import {
  clause,
  type ContentOf,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
  until,
} from './letter.ts';
import { period } from '../../wording/durations.ts';

/** A claim that could not be filed, decided by the record or the clock alone. */
export function claimRefused(content: ContentOf<'claim_refused'>, { version }: Setting): Letter {
  const { why, hint } = REASONS[content.code](version);
  return {
    headline: 'Your claim could not be filed',
    preheader: why,
    blocks: [
      paragraph(
        `You asked to file a claim (${claimWords(content.claimType)}). It could not be filed. ${why}`,
      ),
      clause(content.clause),
      paragraph('This request does not count as one of your claims.'),
      whatToDo(
        hint,
        'If you think that this is wrong, reply to this mail: say what we have overlooked, and add what shows it. If you did not ask for this, reply and say so.',
      ),
      money('not affected by this mail. If it is already on its way back to you, it still comes.'),
      ...(content.claimsUntil === undefined
        ? []
        : [
            until(
              `You can file ${content.code === 'disqualified' ? 'a claim of another kind' : 'a claim'}`,
              content.claimsUntil,
            ),
            paragraph(windowReading(version)),
          ]),
    ],
  };
}

interface Reason {
  why: string;
  hint: string;
}

const REASONS: Readonly<Record<MailedRefusal, (version: PolicyVersion) => Reason>> = {
  too_late: (version) => ({
    why: 'The time to file a claim is over.',
    hint: `There is nothing you can file for this purchase any more. A claim had to be filed within ${period(version.claimWindowMs)} of the purchase.`,
  }),
  fulfilled: () => ({
    why: 'An SMS arrived on your number and the activation was completed.',
    hint: 'If the number could not be used all the same, reply to this mail with screenshots that show it: that is a claim under C2, number not usable.',
  }),
  needs_sms: () => ({
    why: 'No SMS is on record for your number, and this kind of claim is for a number that received one.',
    hint: 'If no SMS reached you, reply to this mail and say so: that is a claim under C1, SMS not received. It needs no screenshots.',
  }),
  disqualified: ({ accessMs }) => ({
    why: 'Access to your system was refused in an earlier claim.',
    hint: `No further major defect can be claimed for this purchase. You can still file a claim of another kind while the time for it lasts. No answer to our request within ${period(accessMs)} also counts as a refusal.`,
  }),
};
