import type { Instant } from '../contract/scalars.ts';

/** What the order service has reported, by signal or in an answer. The instants are for display. */
export interface Facts {
  smsAt?: Instant;
  completedAt?: Instant;
  cancelledAt?: Instant;
}

/** What the records said when a claim was filed. It counts for that claim, whatever comes after. */
export interface RecordAtFiling {
  smsOnRecord: boolean;
  completed: boolean;
}

export const recordOf = (facts: Facts): RecordAtFiling => ({
  smsOnRecord: facts.smsAt !== undefined,
  completed: facts.completedAt !== undefined,
});
