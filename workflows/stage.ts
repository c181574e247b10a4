// Owner of the stage: where a purchase is, and what belongs to that stage alone.
import { setCurrentDetails } from '@temporalio/workflow';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { Claim } from './claims.ts';
import { changed, tellWhereItStands } from './journal.ts';
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
  /** It does not end before this instant. */
  readonly notBefore?: Instant;
  /** After an outage of ours, once. */
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

/** C2. */
export interface NeedsEvidence {
  readonly name: 'needs_evidence';
  readonly claim: Claim;
  readonly question: Question;
}

/** C1 in doubt, C2. */
export interface InReview {
  readonly name: 'in_review';
  readonly claim: Claim;
  readonly dueAt: Instant;
  /** Both sides were told that support is late. */
  readonly overdue: boolean;
}

/** C3. The seller puts the defect right. */
export interface InRemediation {
  readonly name: 'in_remediation';
  readonly claim: Claim;
}

/** C3b. */
export interface AccessRequested {
  readonly name: 'access_requested';
  readonly claim: Claim;
  readonly what: string;
  readonly question: Question;
  readonly pausedSince: Instant;
}

/** C3. Put right, says support; the customer may dispute it. */
export interface Remedied {
  readonly name: 'remedied';
  readonly claim: Claim;
  readonly question: Question;
  readonly pausedSince: Instant;
}

/** C3a. */
export interface AwaitingChoice {
  readonly name: 'awaiting_choice';
  readonly claim: Claim;
  readonly question: Question;
}

/** C3a. */
export interface Replacing extends MayHaveStep {
  readonly name: 'replacing';
  readonly claim: Claim;
  /** The end of the choice that led here. */
  readonly choiceDueAt: Instant;
}

export interface Closed {
  readonly name: 'closed';
}

/** Where a purchase is, with what belongs to that stage alone. Entered anew it is another object. */
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

/** Part of the life of a purchase. */
export interface Whereabouts {
  /** Where it is now. */
  readonly stage: Stage;
  /** Where it has been, the stage of now included. */
  readonly stages: readonly Stage[];
}

export function enterStage(life: Life, stage: Stage): void {
  const here: Whereabouts = life;
  const own = here as Writable<Whereabouts>;
  own.stage = stage;
  own.stages.push(stage);
  setCurrentDetails(`Stage: ${stage.name}`);
  changed(life);
  tellWhereItStands(life);
}

/** Until another stage is entered, or the same one anew. */
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

export function reviewIsOverdue(stage: InReview): void {
  (stage as Writable<InReview>).overdue = true;
}
