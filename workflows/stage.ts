// Owner of the stage: where a purchase is, and what belongs to that stage alone.
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { Claim } from './claims.ts';
import { changed, emitStage } from './journal.ts';
import type { Life, Writable } from './life.ts';
import type { PostedMail } from './outbox.ts';
import type { MayHaveStep, Step } from './step.ts';

/** Something that the customer is asked, and until when. */
export interface Question {
  readonly notice: PostedMail;
  readonly askedAt: Instant;
  /** `notice`: silence costs a right, so the time counts from when the mail server has the notice. */
  readonly countsFrom: 'asking' | 'notice';
  readonly lastsMs: number;
  /** The question does not end before this instant. */
  readonly notBefore?: Instant;
  /** Set once, if an outage of ours made us late for the end. */
  readonly graceUntil?: Instant;
}

export interface AwaitingSms {
  readonly name: 'awaiting_sms';
}

export interface InClaimWindow {
  readonly name: 'claim_window';
}

/** R2. No SMS came in time. One claim can be parked meanwhile. */
export interface ReturningByItself extends MayHaveStep {
  readonly name: 'returning_funds';
  readonly why: 'no_sms';
}

/** C1. The record approves the claim, unless the cancel brings an SMS to light. */
export interface ReturningUnlessSms extends MayHaveStep {
  readonly name: 'returning_funds';
  readonly why: 'non_receipt';
  readonly claim: Claim;
}

/** C1, C2, C3a. The claim is approved, and nothing stops the refund any more. */
export interface ReturningForClaim extends MayHaveStep {
  readonly name: 'returning_funds';
  readonly why: 'approved';
  readonly claim: Claim;
  readonly clause: ClauseId;
}

/** C2. The customer is asked for evidence. */
export interface NeedsEvidence {
  readonly name: 'needs_evidence';
  readonly claim: Claim;
  readonly question: Question;
}

/** C1 in doubt, C2. Support decides. */
export interface InReview {
  readonly name: 'in_review';
  readonly claim: Claim;
  readonly dueAt: Instant;
  /** Support and the customer were notified that the decision is late. */
  readonly overdue: boolean;
}

/** C3. The seller puts the defect right. */
export interface InRemediation {
  readonly name: 'in_remediation';
  readonly claim: Claim;
}

/** C3b. The customer is asked for access to the host or server. */
export interface AccessRequested {
  readonly name: 'access_requested';
  readonly claim: Claim;
  readonly what: string;
  readonly question: Question;
  readonly pausedSince: Instant;
}

/** C3. Support has reported the repair; the customer may dispute it. */
export interface Remedied {
  readonly name: 'remedied';
  readonly claim: Claim;
  readonly question: Question;
  readonly pausedSince: Instant;
}

/** C3a. The customer chooses between refund and replacement. */
export interface AwaitingChoice {
  readonly name: 'awaiting_choice';
  readonly claim: Claim;
  readonly question: Question;
}

/** C3a. The order service is asked for a replacement. */
export interface Replacing extends MayHaveStep {
  readonly name: 'replacing';
  readonly claim: Claim;
  /** The end of the choice that led here. */
  readonly choiceDueAt: Instant;
}

export interface Closed {
  readonly name: 'closed';
}

/** Where a purchase is, with what belongs to that stage alone. Each time a stage is entered it is a new object. */
export type Stage =
  | AwaitingSms
  | InClaimWindow
  | ReturningByItself
  | ReturningUnlessSms
  | ReturningForClaim
  | NeedsEvidence
  | InReview
  | InRemediation
  | AccessRequested
  | Remedied
  | AwaitingChoice
  | Replacing
  | Closed;

export type StageWithStep = Extract<Stage, { name: 'returning_funds' | 'replacing' }>;
export type StageWithQuestion = Extract<Stage, { question: Question }>;

/** The part of `Life` that belongs to this file. */
export interface StageState {
  /** The present one. */
  readonly stage: Stage;
  /** All that were entered, the present one included. */
  readonly stages: readonly Stage[];
}

export function enterStage(life: Life, stage: Stage): void {
  const here: StageState = life;
  const own = here as Writable<StageState>;
  own.stage = stage;
  own.stages.push(stage);
  life.runtime.showDetails(`Stage: ${stage.name}`);
  changed(life);
  emitStage(life);
}

/** Tells whether `stage` was left, be it for a new stage of the same name. */
export const left =
  (life: Life, stage: Stage): (() => boolean) =>
  () =>
    life.stage !== stage;

export const stepOf = (stage: Stage): Step | undefined => ('step' in stage ? stage.step : undefined);

/** Whether the notice is with the mail server. */
export const noticeIsOut = ({ notice }: Question): boolean => notice.status === 'accepted';

/** Whether the time of a question runs. Until then its end is provisional. */
export const timeRuns = (question: Question): boolean =>
  question.countsFrom === 'asking' || noticeIsOut(question);

/** From when the time of a question counts. */
export const countsSince = ({ countsFrom, notice, askedAt }: Question): Instant =>
  countsFrom === 'asking' ? askedAt : (notice.acceptedAt ?? askedAt);

export const questionEndsAt = (question: Question): Instant => {
  const { graceUntil, notBefore, lastsMs } = question;
  return graceUntil ?? Math.max(notBefore ?? 0, countsSince(question) + lastsMs);
};

export function extendQuestion(question: Question, until: Instant): void {
  (question as Writable<Question>).graceUntil = until;
}

export function markReviewOverdue(stage: InReview): void {
  (stage as Writable<InReview>).overdue = true;
}
