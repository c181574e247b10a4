import type { Instant } from '../contract/scalars.ts';

/** What the order service has reported, by signal or in an answer. The instants are for display. */
export interface Facts {
  smsAt?: Instant;
  completedAt?: Instant;
  cancelledAt?: Instant;
  /** The order service has said that the activation was completed and no SMS came. Not set while it has not said so. */
  noSmsCame?: true;
}

/** What was on record when a claim was filed. The claim is judged by this, whatever comes after. */
export interface RecordAtFiling {
  smsOnRecord: boolean;
  completed: boolean;
  /** The order service had said that the activation was completed and no SMS came. */
  noSmsCame?: true;
}

export const recordOf = (facts: Facts): RecordAtFiling => ({
  smsOnRecord: facts.smsAt !== undefined,
  completed: facts.completedAt !== undefined,
  ...(facts.smsAt === undefined && facts.noSmsCame === true ? { noSmsCame: true } : {}),
});
