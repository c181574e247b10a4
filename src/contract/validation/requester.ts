import type { By, ClaimType } from '../updates.ts';
import { oneOf, objectOf } from './fields.ts';
import { line } from './text.ts';

export const by = objectOf<By>({ kind: oneOf('customer', 'support', 'service'), id: line(1, 64) });

export const CLAIM_TYPES = ['non_receipt', 'invalid_number', 'major_defect'] as const;

export const claimType = oneOf<ClaimType>(...CLAIM_TYPES);
