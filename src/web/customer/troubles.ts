import type { ClaimType } from '../../contract/updates.ts';

/** What a customer may have to say. `key` is part of an address, and of the keys of its texts. */
export const TROUBLES = [
  { key: 'no-code', claimType: 'non_receipt' },
  { key: 'not-working', claimType: 'invalid_number' },
  { key: 'broken', claimType: 'major_defect' },
] as const satisfies readonly { key: string; claimType: ClaimType }[];

export type Trouble = (typeof TROUBLES)[number];

export const troubleOf = (key: string): Trouble | undefined => TROUBLES.find((each) => each.key === key);

const BY_CLAIM: Readonly<Record<ClaimType, Trouble['key']>> = {
  non_receipt: 'no-code',
  invalid_number: 'not-working',
  major_defect: 'broken',
};

/** What a customer has to say who files a claim of this type. */
export const troubleOfClaim = (claimType: ClaimType): Trouble['key'] => BY_CLAIM[claimType];
