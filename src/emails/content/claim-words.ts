import type { Timestamp } from '../../contract/scalars.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { REASON_SHORTEST } from '../../contract/text-bounds.ts';
import { clauseOf } from '../../wording/claim-types.ts';
import type { Say } from '../texts/catalogue.ts';
import { period } from '../texts/durations.ts';
import { type Block, paragraph, type Setting, until, whatToDo } from './letter.ts';

export interface ClaimRef {
  claimId: string;
  claimType: ClaimType;
}

/** What a kind of claim is called within a sentence. */
export const claimWords = (say: Say, claimType: ClaimType): string => say(`claim_type.${claimType}`);

export const claimDetails = ({ claimId, claimType }: ClaimRef, { say }: Setting): Block => ({
  kind: 'details',
  rows: [
    [
      say('details.claim'),
      say('details.claim_value', {
        claimId,
        claim: claimWords(say, claimType),
        clause: clauseOf(claimType),
      }),
    ],
  ],
});

/**
 * What the customer can do once a claim has ended: `object`, where it ended against them, and file another one while
 * the window is open and not all claims are used.
 */
export function afterTheEnd(
  setting: Setting,
  claimsUntil: Timestamp | undefined,
  {
    which = setting.say('claim.another_until'),
    object = [],
  }: { which?: string; object?: readonly string[] } = {},
): Block[] {
  if (claimsUntil === undefined) {
    return [
      paragraph(setting.say('claim.no_further')),
      ...(object.length === 0 ? [] : [whatToDo(...object)]),
    ];
  }
  return [
    until(which, claimsUntil),
    whatToDo(...object, howToFile(setting)),
    paragraph(windowReading(setting)),
  ];
}

/** How to object to the end of a claim. `example`: what helps, in the form of a list. */
export const objection = ({ say, hasLink }: Setting, example: string): string =>
  say(hasLink ? 'claim.object' : 'claim.object.by_reply', { example });

export const howToFile = ({ say, hasLink }: Setting): string =>
  say(hasLink ? 'claim.how_to_file' : 'claim.how_to_file.by_reply', { characters: REASON_SHORTEST });

/** P1: our reading of the claim window. */
export const windowReading = ({ say, version: { claimWindowMs, claimsPerPurchase } }: Setting): string =>
  say('claim.window', { period: period(say, claimWindowMs), claims: claimsPerPurchase });

/** Where the money is once a claim has ended without a remedy. `unless`: while another claim can still be filed. */
export const staysPaid = (
  { say }: Setting,
  claimsUntil: Timestamp | undefined,
  unless = say('claim.money_stays_unless'),
): string => (claimsUntil === undefined ? say('claim.money_stays') : unless);
