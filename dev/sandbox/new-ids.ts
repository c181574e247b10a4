import { randomBytes } from 'node:crypto';

/** What the sandbox makes ids for: purchase, activation, customer, refund. */
export type IdKind = 'pur' | 'act' | 'cus' | 'rf';

export type NewId = (kind: IdKind) => string;

/** Never returns the same id twice, even after a restart, because purchases with earlier ids are still in Temporal. */
export const randomId: NewId = (kind) => `${kind}_${randomBytes(6).toString('hex')}`;

/** Ofcom reserves +44 7700 900000 to 900999 for fiction, so nobody has these numbers. */
export const fictionalNumber = (n: number): string => `+447700900${String(n % 1000).padStart(3, '0')}`;
