import { randomBytes } from 'node:crypto';

/** What the sandbox names: purchase, activation, customer, refund. */
export type IdKind = 'pur' | 'act' | 'cus' | 'rf';

export type NewId = (kind: IdKind) => string;

/** Never the same twice, also across restarts: purchases with these ids live on in Temporal. */
export const randomId: NewId = (kind) => `${kind}_${randomBytes(6).toString('hex')}`;

/** Ofcom keeps +44 7700 900000 to 900999 for fiction: nobody has these numbers. */
export const fictionalNumber = (n: number): string => `+447700900${String(n % 1000).padStart(3, '0')}`;
