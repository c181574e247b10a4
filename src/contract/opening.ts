import type { Timestamp } from './scalars.ts';

/** One start of a purchase's workflow. A reset of it is the same opening; a second start under the same id is another one. */
export interface Opening {
  /** Of the run that the workflow was started as. */
  openingId: string;
  /** First task of the run. */
  openedAt: Timestamp;
}
