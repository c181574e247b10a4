import type { Timestamp } from '../../contract/scalars.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { REASON_SHORTEST } from '../../policy/filing.ts';
import { claimWords, clauseOf } from '../../wording/claim-types.ts';
import { type Block, paragraph, until, whatToDo } from './letter.ts';
import { period } from '../../wording/durations.ts';
import type { PolicyVersion } from '../../policy/versions.ts';

export interface ClaimRef {
  claimId: string;
  claimType: ClaimType;
}

export const claimDetails = ({ claimId, claimType }: ClaimRef): Block => ({
  kind: 'details',
  rows: [['Claim', `${claimId}, ${claimWords(claimType)} (${clauseOf(claimType)})`]],
});

/**
 * What the customer can do once a claim has ended: `object`, where it ended against them, and file another one while
 * the window is open and not all claims are used.
 */
export function afterTheEnd(
  version: PolicyVersion,
  claimsUntil: Timestamp | undefined,
  { which = 'another claim', object = [] }: { which?: string; object?: readonly string[] } = {},
): Block[] {
  if (claimsUntil === undefined) {
    return [
      paragraph('No further claim can be filed for this purchase.'),
      ...(object.length === 0 ? [] : [whatToDo(...object)]),
    ];
  }
  return [
    until(`You can file ${which}`, claimsUntil),
    whatToDo(...object, howToFile()),
    paragraph(windowReading(version)),
  ];
}

/** How to object to the end of a claim. `show`: what helps, in the form of a list. */
export const objection = (show: string): string =>
  `If you think that this is wrong, reply to this mail: name the claim below, say what we have overlooked, and add what shows it, for example ${show}. A person of our support reads it and answers you.`;

export const howToFile = (): string =>
  `To file a claim, reply to this mail and say what happened, in at least ${REASON_SHORTEST} characters (P2).`;

/** P1: our reading of the claim window. */
export const windowReading = ({ claimWindowMs, claimsPerPurchase }: PolicyVersion): string =>
  `The policy gives ${period(claimWindowMs)} from the purchase to file a claim (P1): one claim at a time, at most ${claimsPerPurchase} in all.`;

/** Where the money is once a claim has ended without a remedy. Reads on from "Your money:". */
export const staysPaid = (claimsUntil: Timestamp | undefined, which = 'another claim'): string =>
  claimsUntil === undefined ? 'stays with us.' : `stays with us unless ${which} is approved.`;

/** Where the money is while support judges. Reads on from "Your money:". */
export const PAID_WHILE_OPEN =
  'with us while your claim is open. If the claim is approved, the full price goes back to you.';

export const REFUND_IS_FULL =
  'A refund is the full price of the original payment, without compensation on top.';
