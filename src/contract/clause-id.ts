/** Clauses of the return policy. `src/policy/clauses.ts` says what each means. */
export type ClauseId =
  | 'R1'
  | 'R2'
  | 'C1'
  | 'C2'
  | 'C3'
  | 'C3a'
  | 'C3b'
  | 'X1'
  | 'X2'
  | 'X3'
  | 'P1'
  | 'P2'
  | 'P3';
