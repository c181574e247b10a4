import type { ClauseId } from './clause-id.ts';
import type { EvidenceId } from './scalars.ts';

/** Who asks. `service` is the order service acting on the customer's behalf. */
export interface By {
  kind: 'customer' | 'support' | 'service';
  /**
   * @minLength 1
   * @maxLength 64
   * @trimmed
   */
  id: string;
}

interface Request {
  by: By;
}

export type ClaimType = 'non_receipt' | 'invalid_number' | 'major_defect';

/** A file that lies elsewhere. Only its name, kind and checksum enter the workflow. */
export interface EvidenceRef {
  evidenceId: EvidenceId;
  /**
   * @maxLength 100
   * @trimmed
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

export interface AddEvidence extends Request {
  /**
   * @minItems 1
   * @maxItems 5
   */
  evidence: EvidenceRef[];
}

export interface WithdrawClaim extends Request {
  /**
   * @maxLength 4000
   * @trimmed
   */
  reason?: string;
}

/** Clauses that support may cite when it rejects. P1 and C3b are decided by the record alone. */
export type RejectionClause = Exclude<ClauseId, 'P1' | 'C3a' | 'C3b' | 'R2'>;

export interface DecideClaim extends Request {
  decision: 'approve' | 'reject' | 'request_evidence' | 'reclassify';
  /** Required to reject, absent otherwise. */
  clause?: RejectionClause;
  /** Required to reclassify, absent otherwise. */
  claimType?: ClaimType;
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
}

export interface RequestAccess extends Request {
  /**
   * What support needs to see, and why. No credentials.
   * @minLength 1
   * @maxLength 2000
   * @trimmed
   */
  what: string;
}

export interface AnswerAccess extends Request {
  granted: boolean;
}

export interface ReportRemediation extends Request {
  outcome: 'done' | 'not_possible';
  /**
   * For the customer.
   * @minLength 1
   * @maxLength 2000
   * @trimmed
   */
  summary: string;
}

export interface DisputeRemediation extends Request {
  /**
   * @minLength 1
   * @maxLength 4000
   * @trimmed
   */
  reason: string;
}

export type Remedy = 'refund' | 'replacement';

export interface ChooseRemedy extends Request {
  remedy: Remedy;
}

/** A call to the order service that a person can settle. */
export type StepName = 'cancel' | 'refund' | 'replacement';

export interface SettleByHand extends Request {
  step: StepName;
  /** `abandon` is not for a refund; `returned_otherwise` only for one: the money came back without being paid. */
  action: 'retry' | 'done' | 'returned_otherwise' | 'abandon';
  /**
   * Where the money or the cancellation can be looked up. Required for `done` and
   * `returned_otherwise`.
   * @minLength 1
   * @maxLength 128
   * @trimmed
   */
  reference?: string;
  /**
   * For support only.
   * @minLength 1
   * @maxLength 4000
   * @trimmed
   */
  note: string;
}

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

/** Updates of the workflow and their arguments. Each answers with `Answer`. */
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
