/** Stands for no mutation. */
export const AS_IT_IS = 'as it is';

/** What a test says of a mutation. */
export interface Verdict {
  /** Its name, or `as it is: …`. */
  mutation: string;
  test: string;
  passed: boolean;
  /** Something was not as expected; not: it could not be run. */
  refuted: boolean;
  said: string;
}
