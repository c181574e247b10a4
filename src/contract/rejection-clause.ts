/** Clauses that support may cite when it rejects a claim. C3a, C3b, P1 and R2 are decided by the record alone. */
export const REJECTION_CLAUSES = ['R1', 'C1', 'C2', 'C3', 'X1', 'X2', 'X3', 'P2', 'P3'] as const;

export type RejectionClause = (typeof REJECTION_CLAUSES)[number];
