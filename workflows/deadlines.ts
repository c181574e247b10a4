// Every deadline, for the status, the snapshot and the Temporal UI.
import type { ClaimId, Instant } from '../src/contract/scalars.ts';
import type { DeadlineKind } from '../src/contract/status.ts';
import { remediationEndsAt, type Claim } from './claims.ts';
import type { Life } from './life.ts';
import { questionEndsAt, stepOf, timeRuns, type StageWithQuestion } from './stage.ts';

export interface Deadline {
  kind: DeadlineKind;
  at: Instant;
  claimId?: ClaimId;
  /** What happens next by itself. */
  next: boolean;
  /** It starts anew when the mail server takes the notice. */
  provisional?: true;
  /** C3b. Since when the remediation clock is paused. */
  pausedSince?: Instant;
}

/**
 * The deadlines that run, and the last ones that ran: one per kind and claim. Derived from the state, so they are right
 * as soon as a handler has changed it.
 */
export function deadlinesOf(life: Life): Deadline[] {
  const { stage, terms, window, claims } = life;
  const wait = stepOf(stage)?.wait;
  return [
    { kind: 'sms', at: terms.smsDeadline, next: stage.name === 'awaiting_sms' },
    { kind: 'window', at: window.endsAt, next: stage.name === 'claim_window' },
    ...claims.all.flatMap((claim) => deadlinesOfClaim(life, claim)),
    ...(wait ? [{ kind: wait.kind, at: wait.wakeAt, next: true }] : []),
  ];
}

export const nextDeadline = (life: Life): Deadline | undefined => deadlinesOf(life).find(({ next }) => next);

function deadlinesOfClaim(life: Life, claim: Claim): Deadline[] {
  const { claimId } = claim;
  const stages = life.stages.filter((stage) => 'claim' in stage && stage.claim === claim);
  const deadlines: Deadline[] = [];
  const review = stages.findLast((stage) => stage.name === 'in_review');
  if (review) {
    const next = review === life.stage && !review.overdue;
    deadlines.push({ kind: 'review', claimId, at: review.dueAt, next });
  }
  if (claim.claimType === 'major_defect') {
    const next = life.stage.name === 'in_remediation' && life.stage.claim === claim;
    deadlines.push({ kind: 'remediation', claimId, at: remediationEndsAt(life, claim), next });
  }
  const questions = stages.filter((stage) => 'question' in stage);
  const asked = questions.findLast(({ name }) => name !== 'awaiting_choice');
  if (asked) deadlines.push({ claimId, ...endOf(life, asked) });
  const choice = questions.findLast(({ name }) => name === 'awaiting_choice');
  if (choice) deadlines.push({ claimId, ...endOf(life, choice) });
  return deadlines;
}

const KINDS = {
  needs_evidence: 'evidence',
  access_requested: 'access',
  remedied: 'dispute',
  awaiting_choice: 'choice',
} as const satisfies Record<StageWithQuestion['name'], DeadlineKind>;

/** No timer runs for a question before its notice is accepted, and none ever does if that was given up. */
function endOf(life: Life, stage: StageWithQuestion): Omit<Deadline, 'claimId'> {
  const { name, question } = stage;
  const runs = timeRuns(question);
  const next = stage === life.stage && (runs || question.notice.status !== 'given_up');
  return {
    kind: KINDS[name],
    at: questionEndsAt(question),
    next,
    ...(next && !runs ? { provisional: true } : {}),
    ...(next && stage.name === 'access_requested' ? { pausedSince: stage.pausedSince } : {}),
  };
}
