import type { By, ClaimType } from '../updates.ts';
import { oneOf, record } from './fields.ts';
import { line } from './text.ts';

export const by = record<By>({ kind: oneOf('customer', 'support', 'service'), id: line(1, 64) });

export const claimType = oneOf<ClaimType>('non_receipt', 'invalid_number', 'major_defect');
