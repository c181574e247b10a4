import type { Instant } from '../contract/scalars.ts';

/** What the order service has reported, by signal or in an answer. The instants are for display. */
export interface Facts {
  smsAt?: Instant;
  completedAt?: Instant;
  cancelledAt?: Instant;
  /** The order service has said that the activation was completed and no SMS came. Silence says nothing. */
  noSmsCame?: true;
}

/** What the records said when a claim was filed. It counts for that claim, whatever comes after. */
export interface RecordAtFiling {
  smsOnRecord: boolean;
  completed: boolean;
  /** Of the completed activation the order service had said that no SMS came. */
  noSmsCame?: true;
}

export const recordOf = (facts: Facts): RecordAtFiling => ({
  smsOnRecord: facts.smsAt !== undefined,
  completed: facts.completedAt !== undefined,
  ...(facts.smsAt === undefined && facts.noSmsCame === true ? { noSmsCame: true } : {}),
});
