import type { By, ClaimType } from '../updates.ts';
import { integer, oneOf, optional, objectOf } from './fields.ts';
import { claimId } from './scalars.ts';
import { line } from './text.ts';

export const by = objectOf<By>({ kind: oneOf('customer', 'support', 'service'), id: line(1, 64) });

/** What every request may say of the purchase that it was written for. */
export const seen = { ifRevision: optional(integer(0, Number.MAX_SAFE_INTEGER)) };

/** What a request about a claim may say as well. */
export const about = { claimId: optional(claimId), ...seen };

export const CLAIM_TYPES = ['non_receipt', 'invalid_number', 'major_defect'] as const;

export const claimType = oneOf<ClaimType>(...CLAIM_TYPES);
