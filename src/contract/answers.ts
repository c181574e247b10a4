import type { ClauseId } from './clause-id.ts';
import type { ClaimId, Timestamp } from './scalars.ts';
import type { AllowedActions, NextDeadline, Stage } from './status.ts';
import type { ClaimType, StepName } from './updates.ts';

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
  | 'not_allowed'
  /** The request names a claim that is not the open one. */
  | 'other_claim'
  /** The request names a revision that the purchase has left. */
  | 'changed';

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

/**
 * A fact that changes the answer to a refused request: an SMS is reported, the open claim ends, the call under way ends, or
 * the request comes with a longer reason.
 */
export type ChangingFact = 'sms_reported' | 'claim_ended' | 'call_ended' | 'longer_reason';

/** What would change the answer to a refused request. Each field is absent where it does not apply. */
export interface WhatHelps {
  /** From this instant on the same request is judged differently. */
  changesAt?: Timestamp;
  /** Each of these facts changes the answer. Another reason to refuse can follow. */
  changesWith?: ChangingFact[];
  /** These types of claim would be taken now. */
  claimTypes?: ClaimType[];
  /**
   * So many more pieces of evidence would be taken.
   * @asType integer
   */
  evidenceLeft?: number;
  /** The claim that is open, if the request named another one. */
  openClaimId?: ClaimId;
  /** The step that can be settled now, if the request named another one. */
  step?: StepName;
}

/** Why a request is refused, and what would change that. */
export interface WhyRefused extends WhatHelps {
  code: RefusalCode;
  clause: ClauseId | null;
  /** Why it was refused, and what would be accepted. */
  message: string;
  /** `too_early`: when the wait for the SMS ends. From then on a claim is taken, or the funds return by themselves. */
  retryAt?: Timestamp;
  /** `too_late`: the deadline that passed. */
  deadline?: Timestamp;
}

export interface Refused extends Standing, WhyRefused {
  accepted: false;
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
