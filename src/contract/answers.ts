import type { ClauseId } from './clause-id.ts';
import type { ClaimId, Timestamp } from './scalars.ts';
import type { AllowedActions, NextDeadline, Stage } from './status.ts';

export type RefusalCode =
  | 'too_early'
  | 'too_late'
  | 'not_now'
  | 'busy'
  | 'claim_open'
  | 'too_many_claims'
  | 'too_many_requests'
  | 'too_many_refusals'
  | 'fulfilled'
  | 'needs_sms'
  | 'no_reason'
  | 'disqualified'
  | 'not_allowed';

/** The state of the purchase after the request. */
export interface Standing {
  stage: Stage;
  nextDeadline: NextDeadline | null;
  allowedActions: AllowedActions;
  /** @asType integer */
  revision: number;
}

export interface Accepted extends Standing {
  accepted: true;
  /** The claim that the request filed or changed. */
  claimId?: ClaimId;
}

export interface Refused extends Standing {
  accepted: false;
  code: RefusalCode;
  clause: ClauseId | null;
  /** Why it was refused, and what would be accepted. */
  message: string;
  /** `too_early`: when the wait for the SMS ends. From then on a claim is taken, or the funds return by themselves. */
  retryAt?: Timestamp;
  /** `too_late`: the deadline that passed. */
  deadline?: Timestamp;
}

/**
 * The answer to every update.
 * @example
 * const words = (answer: Answer): string =>
 *   answer.accepted ? `now in ${answer.stage}` : `${answer.code}: ${answer.message}`;
 */
export type Answer = Accepted | Refused;

/** One fault of a malformed input. Failure type `InvalidInput` carries a list of them as its details. */
export interface Problem {
  /** Path of the field, e.g. `customer.email`; empty for the whole input. */
  field: string;
  /** What is wrong and what would be right. Never repeats an address, a number or a text. */
  message: string;
}
