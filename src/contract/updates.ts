import type { RejectionClause } from './rejection-clause.ts';
import type { ClaimId, EvidenceId } from './scalars.ts';

/**
 * Who asks. `service` is the order service acting on the customer's behalf.
 * @example
 * const by: By = { kind: 'customer', id: 'c1' };
 */
export interface By {
  kind: 'customer' | 'support' | 'service';
  /**
   * @minLength 1
   * @maxLength 64
   * @trimmed
   * @oneLine
   */
  id: string;
}

interface Request {
  by: By;
  /**
   * The revision that the requester has seen. If the purchase has changed since, the request is refused with `changed`.
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  ifRevision?: number;
}

interface ClaimRequest extends Request {
  /** The claim that the request is about. If that is not the open one, the request is refused with `other_claim`. */
  claimId?: ClaimId;
}

export type ClaimType = 'non_receipt' | 'invalid_number' | 'major_defect';

/** A file that lies elsewhere. Only its name, kind and checksum enter the workflow. */
export interface EvidenceRef {
  evidenceId: EvidenceId;
  /**
   * @maxLength 100
   * @trimmed
   * @oneLine
   */
  mediaType?: string;
  /**
   * Hexadecimal.
   * @pattern ^[0-9a-f]{64}$
   */
  sha256?: string;
}

export interface SubmitClaim extends Request {
  claimType: ClaimType;
  /**
   * What happened, detailed and justified (P2). Fewer than 20 characters after trimming are refused, citing P2.
   * @maxLength 4000
   * @trimmed
   */
  reason: string;
  /** @maxItems 5 */
  evidence?: EvidenceRef[];
}

export interface AddEvidence extends ClaimRequest {
  /**
   * @minItems 1
   * @maxItems 5
   */
  evidence: EvidenceRef[];
}

export interface WithdrawClaim extends ClaimRequest {
  /**
   * @maxLength 4000
   * @trimmed
   */
  reason?: string;
}

interface Decision extends ClaimRequest {
  /**
   * For the customer.
   * @minLength 1
   * @maxLength 4000
   * @trimmed
   */
  note: string;
  /**
   * For support only.
   * @maxLength 4000
   * @trimmed
   */
  internalNote?: string;
  /** Only to reject. */
  clause?: RejectionClause;
  /** Only to reclassify. */
  claimType?: ClaimType;
}

export interface ApproveClaim extends Decision {
  decision: 'approve';
  clause?: never;
  claimType?: never;
}

export interface RejectClaim extends Decision {
  decision: 'reject';
  /** Why not. */
  clause: RejectionClause;
  claimType?: never;
}

export interface RequestEvidence extends Decision {
  decision: 'request_evidence';
  clause?: never;
  claimType?: never;
}

export interface ReclassifyClaim extends Decision {
  decision: 'reclassify';
  clause?: never;
  /** What the claim is from now on. */
  claimType: ClaimType;
}

/**
 * Support's decision on an open claim.
 * @example
 * const rejection: DecideClaim = {
 *   by: { kind: 'support', id: 'agent_7' },
 *   claimId: 'clm_p1_1',
 *   decision: 'reject',
 *   clause: 'X1',
 *   note: 'The API key was revoked in your account on 2 March.',
 * };
 */
export type DecideClaim = ApproveClaim | RejectClaim | RequestEvidence | ReclassifyClaim;

export interface RequestAccess extends ClaimRequest {
  /**
   * What support needs to see, and why. No credentials.
   * @minLength 1
   * @maxLength 2000
   * @trimmed
   */
  what: string;
}

export interface AnswerAccess extends ClaimRequest {
  granted: boolean;
}

export interface ReportRemediation extends ClaimRequest {
  outcome: 'done' | 'not_possible';
  /**
   * For the customer.
   * @minLength 1
   * @maxLength 2000
   * @trimmed
   */
  summary: string;
}

export interface DisputeRemediation extends ClaimRequest {
  /**
   * @minLength 1
   * @maxLength 4000
   * @trimmed
   */
  reason: string;
}

export type Remedy = 'refund' | 'replacement';

export interface ChooseRemedy extends ClaimRequest {
  remedy: Remedy;
}

/** A call to the order service that a person can settle. */
export type StepName = 'cancel' | 'refund' | 'replacement';

/**
 * Where the money or the cancellation can be looked up.
 * @minLength 1
 * @maxLength 128
 * @trimmed
 * @oneLine
 */
export type Reference = string;

interface StepSettlement extends Request {
  step: StepName;
  reference?: Reference;
  /**
   * For support only.
   * @minLength 1
   * @maxLength 4000
   * @trimmed
   */
  note: string;
}

/** The step is tried again at once. */
export interface RetryStep extends StepSettlement {
  action: 'retry';
}

/** Support has done it by hand. */
export interface StepDone extends StepSettlement {
  action: 'done';
  reference: Reference;
}

/** The money came back another way, e.g. by a chargeback. */
export interface ReturnedOtherwise extends StepSettlement {
  action: 'returned_otherwise';
  step: 'refund';
  reference: Reference;
}

/** The step is given up. Refused for a refund. */
export interface AbandonStep extends StepSettlement {
  action: 'abandon';
}

/**
 * Support settles a step that needs attention.
 * @example
 * const paid: SettleByHand = {
 *   by: { kind: 'support', id: 'agent_7' },
 *   step: 'refund',
 *   action: 'done',
 *   reference: 'transfer-4711',
 *   note: 'Paid by bank transfer.',
 * };
 */
export type SettleByHand = RetryStep | StepDone | ReturnedOtherwise | AbandonStep;

export interface CorrectContact extends Request {
  /**
   * @format email
   * @maxLength 254
   */
  email: string;
  /**
   * As in the order. One that cannot be read is left out, and the one before stays.
   * @maxLength 35
   * @onlyShown
   */
  locale?: string;
  /**
   * As in the order. One that cannot be read is left out, and the one before stays.
   * @maxLength 64
   * @onlyShown
   */
  timeZone?: string;
}

/**
 * Updates of the workflow and their arguments. Each answers with `Answer`.
 * @example
 * const choice: Updates['chooseRemedy'] = { by: { kind: 'customer', id: 'c1' }, remedy: 'refund' };
 */
export interface Updates {
  submitClaim: SubmitClaim;
  addEvidence: AddEvidence;
  withdrawClaim: WithdrawClaim;
  decideClaim: DecideClaim;
  requestAccess: RequestAccess;
  answerAccess: AnswerAccess;
  reportRemediation: ReportRemediation;
  disputeRemediation: DisputeRemediation;
  chooseRemedy: ChooseRemedy;
  settleByHand: SettleByHand;
  correctContact: CorrectContact;
}

export type UpdateName = keyof Updates;

type WithoutBy<R> = R extends unknown ? Omit<R, 'by'> : never;

/**
 * What an update asks for, without who asks.
 * @example
 * const wanted: Wanted<'chooseRemedy'> = { remedy: 'refund' };
 */
export type Wanted<N extends UpdateName> = WithoutBy<Updates[N]>;
