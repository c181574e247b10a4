import type { RefusalCode } from '../contract/answers.ts';
import { REASON_SHORTEST } from '../policy/filing.ts';
import type { PolicyVersion } from '../policy/versions.ts';
import { claimWords, windowReading } from './claim-words.ts';
import {
  clause,
  type ContentOf,
  type Letter,
  money,
  paragraph,
  type Setting,
  steps,
  until,
} from './letter.ts';
import { period } from './time-span.ts';

/** A filing that was not taken, by the record or the clock alone. It is not a claim. */
export function claimRefused(content: ContentOf<'claim_refused'>, { version }: Setting): Letter {
  const { why, hint } = REASONS[content.code](version);
  return {
    headline: 'Your claim was not taken',
    preheader: why,
    blocks: [
      paragraph(`You asked to file a claim (${claimWords(content.claimType)}). It was not taken. ${why}`),
      clause(content.clause),
      paragraph('What was not taken does not count as one of your claims.'),
      steps(hint, 'If you did not ask for this, or think that it is wrong, reply to this mail.'),
      money(
        content.code === 'too_early'
          ? 'paid, and it returns by itself if no SMS arrives in time.'
          : 'paid. This mail changes nothing about it.',
      ),
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

const NOTHING_MORE = 'There is nothing you can file for this purchase any more.';

const REASONS: Readonly<Record<RefusalCode, (version: PolicyVersion) => Reason>> = {
  too_early: () => ({
    why: 'The SMS can still arrive.',
    hint: 'Wait for the time given with your order. Without an SMS by then the price goes back by itself (R2).',
  }),
  too_late: (version) => ({
    why: 'The time to file a claim is over.',
    hint: `${NOTHING_MORE} A claim had to be filed within ${period(version.claimWindowMs)} from the purchase.`,
  }),
  not_now: () => ({
    why: 'A claim cannot be filed at this point of the purchase.',
    hint: 'Wait for our next mail.',
  }),
  busy: () => ({ why: 'A step of the purchase is under way.', hint: 'Try again in ten minutes.' }),
  claim_open: () => ({
    why: 'Another claim is open, and only one can be at a time.',
    hint: 'Wait for its end, or reply to this mail to withdraw it.',
  }),
  too_many_claims: ({ claimsPerPurchase }) => ({
    why: `A purchase takes at most ${claimsPerPurchase} claims, and all were filed.`,
    hint: NOTHING_MORE,
  }),
  too_many_requests: () => ({
    why: 'This was asked for too often.',
    hint: 'Wait for our next mail.',
  }),
  too_many_refusals: ({ refusals }) => ({
    why: `More than ${refusals} requests could not be taken.`,
    hint: 'Reply to this mail: our support looks at it.',
  }),
  fulfilled: () => ({
    why: 'An SMS arrived on your number and the activation was completed.',
    hint: 'If the number could not be used all the same, reply to this mail with screenshots that show it: that is a claim under C2, number not usable.',
  }),
  needs_sms: () => ({
    why: 'No SMS is on record for your number, and this kind of claim is for a number that got one.',
    hint: 'If no SMS reached you, reply to this mail and say so: that is a claim under C1, SMS not received. It needs no screenshots.',
  }),
  no_reason: () => ({
    why: 'The reason is too short to judge the claim by.',
    hint: `Say in at least ${REASON_SHORTEST} characters what happened.`,
  }),
  disqualified: ({ accessMs }) => ({
    why: 'Access to your system was refused in an earlier claim.',
    hint: `No further major defect can be claimed for this purchase. A claim of another kind is still possible as long as claims can be filed. Silence of ${period(accessMs)} to our request counts as a refusal.`,
  }),
  not_allowed: () => ({ why: 'The policy does not allow it.', hint: 'The clause above says why.' }),
};
