// C3: the flow of a defect and of its repair, their deadlines, `reportRemediation` and `disputeRemediation`.
import type { Instant } from '../src/contract/scalars.ts';
import type { ReportRemediation } from '../src/contract/updates.ts';
import { afterDispute, remediationLeftMs, remedyOf } from '../src/policy/major-defect.ts';
import { offerChoice, type ChoiceCause } from './choice.ts';
import {
  approveClaim,
  setRemedy,
  claimRef,
  claimsUntil,
  countDispute,
  endClaim,
  resumeClock,
  remediationEndsAt,
  pauseClock,
  setNoteToCustomer,
  type Claim,
} from './claims.ts';
import { iso, keepStatement, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import type { RequestRule, StageFor } from './rules.ts';
import { enterStage, left, type InRemediation, type Remedied } from './stage.ts';
import { answerOrSilence, waitFor } from './waiting.ts';
import { nowOf } from './runtime.ts';

/** C3. The clock runs from filing. A claim that becomes a defect after the five days is owed its remedy at once. */
export function beginMajorDefect(life: Life, claim: Claim): void {
  const endsAt = remediationEndsAt(life, claim);
  if (nowOf(life) > endsAt) return oweRemedy(life, claim, 'not_in_time');
  note(life, 'remediation_started', { clause: 'C3', data: { claimId: claim.claimId, until: iso(endsAt) } });
  post(life, { template: 'remediation_started', ...claimRef(claim), until: iso(endsAt) });
  enterStage(life, { name: 'in_remediation', claim });
}

/** C3. Waits for the repair. Without one by the deadline the customer is owed a remedy (C3a). */
export async function remediationOrDeadline(life: Life, stage: InRemediation): Promise<void> {
  const end = await waitFor(life, {
    over: left(life, stage),
    deadline: () => remediationEndsAt(life, stage.claim),
    summary: 'Remediation (C3)',
  });
  if (end === 'due') oweRemedy(life, stage.claim, 'not_in_time');
}

/** C3a. Offers the choice or, where the chain of replacements may not get longer, approves the refund. */
function oweRemedy(life: Life, claim: Claim, cause: ChoiceCause, words: { note?: string } = {}): void {
  note(life, 'not_remedied', { clause: 'C3a', data: { claimId: claim.claimId, cause } });
  if (remedyOf(life.terms.version, life.terms.depth) === 'choice')
    return offerChoice(life, claim, cause, words);
  setRemedy(claim, 'refund');
  approveClaim(life, claim, 'C3a', 'system');
  post(life, {
    template: 'claim_approved',
    clause: 'C3a',
    amount: life.terms.price,
    ...words,
    ...claimRef(claim),
  });
  enterStage(life, { name: 'returning_funds', why: 'approved', claim, clause: 'C3a' });
}

export const reportRemediation: RequestRule<'reportRemediation'> = {
  take:
    (life, stage, { by, outcome, summary }) =>
    () =>
      remediationReported(life, stage, outcome, summary, by.id),
};

/** Support reports by the update `reportRemediation`, support's systems by the signal `remediationDone`. */
export function remediationReported(
  life: Life,
  { claim }: StageFor<'reportRemediation'>,
  outcome: ReportRemediation['outcome'],
  summary: string,
  by: string,
): void {
  const { claimId } = claim;
  keepStatement(life, claim, {
    by: { kind: 'support', id: by },
    kind: outcome === 'done' ? 'remediation_done' : 'remediation_not_possible',
    text: summary,
  });
  note(life, 'remediation_reported', { actor: 'support', clause: 'C3', data: { claimId, outcome } });
  note(life, 'remediation_reported_by', { actor: 'support', visibility: 'internal', data: { by } });
  if (outcome === 'not_possible') {
    resumeClock(life, claim);
    setNoteToCustomer(claim, summary);
    return oweRemedy(life, claim, 'not_possible', { note: summary });
  }
  const pausedSince = pauseClock(life, claim, 'remedied');
  const { disputeMs } = life.terms.version;
  const askedAt = nowOf(life);
  const until = iso(askedAt + disputeMs);
  const notice = post(life, { template: 'remedied', ...claimRef(claim), summary, until, atLeast: true });
  const question = { notice, askedAt, countsFrom: 'notice', lastsMs: disputeMs } as const;
  enterStage(life, { name: 'remedied', claim, question, pausedSince });
}

/** C3. Waits for a dispute. Without one in time, counted from the accepted notice, the claim ends as remedied. */
export async function disputeOrSilence(life: Life, stage: Remedied): Promise<void> {
  const { claim } = stage;
  const end = await answerOrSilence(life, stage, { summary: 'Dispute of the repair (C3)' });
  if (end === 'answer') return;
  endClaim(life, claim, { status: 'remedied', clause: 'C3' }, { event: 'claim_remedied', actor: 'system' });
  const ended = { clause: 'C3', ...claimRef(claim), ...claimsUntil(life) } as const;
  post(life, { template: 'claim_closed', how: 'remedied', ...ended });
}

export const disputeRemediation: RequestRule<'disputeRemediation'> = {
  take:
    (life, { claim, pausedSince }, { by, reason }) =>
    () => {
      keepStatement(life, claim, { by, kind: 'remediation_disputed', text: reason });
      resumeClock(life, claim);
      countDispute(claim);
      const { claimId, disputes } = claim;
      note(life, 'remediation_disputed', { actor: by.kind, clause: 'C3', data: { claimId, disputes } });
      const leftMs = remediationLeftMs(life.terms.version, claim.filedAt, claim.pauses, nowOf(life));
      if (afterDispute(disputes, leftMs) === 'remedy') return oweRemedy(life, claim, 'disputed');
      resumeRemediation(life, claim, 'disputed', pausedSince);
    },
};

/** C3. Goes back to remediation, for what is left of the five days. */
export function resumeRemediation(
  life: Life,
  claim: Claim,
  cause: 'access_granted' | 'disputed',
  pausedSince: Instant,
): void {
  post(life, {
    template: 'remediation_resumed',
    cause,
    ...claimRef(claim),
    pausedMs: nowOf(life) - pausedSince,
    until: iso(remediationEndsAt(life, claim)),
  });
  enterStage(life, { name: 'in_remediation', claim });
}
