import type { Timestamp } from './scalars.ts';

/**
 * One start of a purchase's workflow, as it is on record. The answer that a client gets to an opening is the `Opening` of
 * `src/client`. A reset of it is the same opening; a second start under the same id is another one.
 */
export interface Opening {
  /** The id of the run with which the workflow was started. */
  openingId: string;
  /** When the first task of that run started. */
  openedAt: Timestamp;
}
