import type { ClauseId } from '../contract/clause-id.ts';
import type { ClaimType } from '../contract/updates.ts';

const CLAIM_TYPES: Readonly<Record<ClaimType, { words: string; clause: ClauseId }>> = {
  non_receipt: { words: 'SMS not received', clause: 'C1' },
  invalid_number: { words: 'number not usable', clause: 'C2' },
  major_defect: { words: 'major defect', clause: 'C3' },
};

export const isClaimType = (name: string): name is ClaimType => Object.hasOwn(CLAIM_TYPES, name);

export const claimWords = (claimType: ClaimType): string => CLAIM_TYPES[claimType].words;

/** The clause that a claim of this type is filed under. */
export const clauseOf = (claimType: ClaimType): ClauseId => CLAIM_TYPES[claimType].clause;

/** The types of claim as choices in a form: `C2: number not usable`. */
export const CLAIM_CHOICES: Readonly<Record<ClaimType, string>> = {
  non_receipt: choice('non_receipt'),
  invalid_number: choice('invalid_number'),
  major_defect: choice('major_defect'),
};

function choice(claimType: ClaimType): string {
  return `${clauseOf(claimType)}: ${claimWords(claimType)}`;
}
