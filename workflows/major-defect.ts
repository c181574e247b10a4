import type { DisputeRemediation, ReportRemediation } from '../src/contract/updates.ts';
import { afterDispute, remediationLeftMs, remedyOf } from '../src/policy/major-defect.ts';
import { accessOrSilence } from './access.ts';
import {
  approveClaim,
  claimRef,
  claimsUntil,
  closePause,
  endClaim,
  onItsWay,
  openPause,
  rightToAnswer,
  settlementOf,
  theOpenClaim,
  type Claim,
  type Settlement,
} from './claim.ts';
import { customerChooses, offerChoice } from './choice.ts';
import { disputeEndsAt, noticeIsOut, remediationEndsAt } from './deadline.ts';
import { enterStage, iso, note, type Life } from './life.ts';
import { post } from './mails.ts';
import { keepStatement } from './statements.ts';
import { waitFor } from './waiting.ts';

/** C3. The clock runs from filing. A claim that became a defect too late leaves nothing to wait for. */
export function beginMajorDefect(life: Life, claim: Claim): void {
  const endsAt = remediationEndsAt(life, claim);
  if (Date.now() > endsAt) return oweRemedy(life, claim, 'not_in_time');
  note(life, 'remediation_started', { clause: 'C3', data: { claimId: claim.claimId, until: iso(endsAt) } });
  post(life, { template: 'remediation_started', ...claimRef(claim), until: iso(endsAt) });
  enterStage(life, 'in_remediation');
}

/** C3. The seller may put it right within five days; the customer may dispute; what is not put right is C3a. */
export async function settleMajorDefect(life: Life, claim: Claim): Promise<Settlement | 'moved'> {
  const onWay = onItsWay(claim);
  while (onWay()) {
    if (life.stage === 'in_remediation') await remediationOrDeadline(life, claim);
    else if (life.stage === 'access_requested') await accessOrSilence(life, claim);
    else if (life.stage === 'remedied') await disputeOrSilence(life, claim);
    else await customerChooses(life, claim);
  }
  return claim.status === 'open' ? 'moved' : settlementOf(claim);
}

async function remediationOrDeadline(life: Life, claim: Claim): Promise<void> {
  const { epoch } = life;
  const end = await waitFor(life, {
    over: () => life.epoch !== epoch,
    deadline: () => remediationEndsAt(life, claim),
    summary: 'Remediation (C3)',
  });
  if (end === 'due') oweRemedy(life, claim, 'not_in_time');
}

/** C3a. A choice, or at the end of a chain of replacements the refund. */
function oweRemedy(
  life: Life,
  claim: Claim,
  cause: 'not_in_time' | 'not_possible' | 'disputed',
  words: { note?: string } = {},
): void {
  note(life, 'not_remedied', { clause: 'C3a', data: { claimId: claim.claimId, cause } });
  if (remedyOf(life.terms.version, life.terms.depth) === 'choice')
    return offerChoice(life, claim, cause, words);
  claim.remedy = 'refund';
  approveClaim(life, claim, 'C3a', 'system');
  post(life, {
    template: 'claim_approved',
    clause: 'C3a',
    amount: life.terms.price,
    ...words,
    ...claimRef(claim),
  });
  enterStage(life, 'returning_funds');
}

export const reportRemediation = {
  carryOut: (life: Life, { by, outcome, summary }: ReportRemediation): void =>
    remediationReported(life, outcome, summary, by.id),
};

/** By support's update, or by a signal of support's systems. */
export function remediationReported(
  life: Life,
  outcome: ReportRemediation['outcome'],
  summary: string,
  by: string,
): void {
  const claim = theOpenClaim(life);
  const { claimId } = claim;
  keepStatement(life, claim, {
    by: { kind: 'support', id: by },
    kind: outcome === 'done' ? 'remediation_done' : 'remediation_not_possible',
    text: summary,
  });
  note(life, 'remediation_reported', { actor: 'support', clause: 'C3', data: { claimId, outcome } });
  note(life, 'remediation_reported_by', { actor: 'support', visibility: 'internal', data: { by } });
  if (outcome === 'not_possible') {
    closePause(claim);
    claim.note = summary;
    return oweRemedy(life, claim, 'not_possible', { note: summary });
  }
  openPause(claim, 'remedied');
  const askedAt = Date.now();
  const until = iso(askedAt + life.terms.version.disputeMs);
  const notice = post(life, { template: 'remedied', ...claimRef(claim), summary, until, atLeast: true });
  claim.ask = { notice, askedAt };
  enterStage(life, 'remedied');
}

/** C3. Silence closes the claim as remedied, once the customer could know. */
async function disputeOrSilence(life: Life, claim: Claim): Promise<void> {
  const { epoch } = life;
  const { ask } = claim;
  if (ask === undefined) throw new Error('remedied without a notice');
  const end = await waitFor(life, {
    over: () => life.epoch !== epoch,
    deadline: () => (noticeIsOut(ask) ? disputeEndsAt(life, ask) : undefined),
    right: rightToAnswer(ask),
    summary: 'Dispute of the repair (C3)',
  });
  if (end === 'over') return;
  endClaim(life, claim, 'remedied', 'claim_remedied', { actor: 'system', clause: 'C3' });
  const ended = { clause: 'C3', ...claimRef(claim), ...claimsUntil(life) } as const;
  post(life, { template: 'claim_closed', how: 'remedied', ...ended });
}

export const disputeRemediation = {
  carryOut(life: Life, { by, reason }: DisputeRemediation): void {
    const claim = theOpenClaim(life);
    keepStatement(life, claim, { by, kind: 'remediation_disputed', text: reason });
    const pausedFrom = claim.pauses.at(-1)?.from ?? Date.now();
    closePause(claim);
    claim.disputes += 1;
    const { claimId, disputes } = claim;
    note(life, 'remediation_disputed', { actor: by.kind, clause: 'C3', data: { claimId, disputes } });
    const leftMs = remediationLeftMs(life.terms.version, claim.filedAt, claim.pauses, Date.now());
    if (afterDispute(disputes, leftMs) === 'remedy') return oweRemedy(life, claim, 'disputed');
    post(life, {
      template: 'remediation_resumed',
      cause: 'disputed',
      ...claimRef(claim),
      pausedMs: Date.now() - pausedFrom,
      until: iso(remediationEndsAt(life, claim)),
    });
    enterStage(life, 'in_remediation');
  },
};
