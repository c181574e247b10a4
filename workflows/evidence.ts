import type { AddEvidence, EvidenceRef } from '../src/contract/updates.ts';
import { afterEvidenceSilence } from '../src/policy/invalid-number.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import {
  claimRef,
  claimsUntil,
  endClaim,
  rightToAnswer,
  theOpenClaim,
  type Ask,
  type Claim,
} from './claim.ts';
import { evidenceEndsAt, noticeIsOut } from './deadline.ts';
import { enterStage, iso, note, type Life } from './life.ts';
import { post } from './mails.ts';
import { enterReview } from './enter-review.ts';
import { waitFor, type Reminder } from './waiting.ts';

/** The same file twice is one piece of evidence. Returns how many were new. */
export function takeEvidence(claim: Claim, evidence: readonly EvidenceRef[]): number {
  const known = claim.evidence.length;
  for (const piece of evidence) {
    if (!claim.evidence.some(({ evidenceId }) => evidenceId === piece.evidenceId)) claim.evidence.push(piece);
  }
  return claim.evidence.length - known;
}

/** C2. Asks the customer; the clock runs from the moment the mail server has the notice. `words`: support's. */
export function askForEvidence(life: Life, claim: Claim, words?: string): void {
  const askedAt = Date.now();
  const until = Math.max(life.windowEndsAt, askedAt + life.terms.version.evidenceMs);
  const notice = post(life, {
    template: 'evidence_requested',
    ...claimRef(claim),
    ...(words === undefined ? {} : { note: words }),
    until: iso(until),
    atLeast: true,
  });
  claim.ask = { notice, askedAt };
  note(life, 'evidence_requested', {
    actor: words === undefined ? 'system' : 'support',
    clause: 'C2',
    data: { claimId: claim.claimId },
  });
  enterStage(life, 'needs_evidence');
}

/** C2. Evidence leads to review; so does silence, unless there is nothing at all to look at. */
export async function evidenceOrSilence(life: Life, claim: Claim, ask: Ask): Promise<void> {
  const { epoch } = life;
  const end = await waitFor(life, {
    over: () => life.epoch !== epoch,
    deadline: () => (noticeIsOut(ask) ? evidenceEndsAt(life, ask) : undefined),
    reminders: () => (noticeIsOut(ask) ? [evidenceReminder(life, claim, ask)] : []),
    right: rightToAnswer(ask),
    summary: 'Evidence (C2)',
  });
  if (end === 'over') return;
  const { claimType, evidence } = claim;
  if (afterEvidenceSilence({ claimType, evidenceCount: evidence.length }) === 'in_review') {
    return enterReview(life, claim, 'silence');
  }
  endClaim(life, claim, 'forfeited', 'claim_forfeited', { actor: 'system', clause: 'C2' });
  post(life, {
    template: 'claim_closed',
    how: 'forfeited',
    clause: 'C2',
    ...claimRef(claim),
    ...claimsUntil(life),
  });
}

function evidenceReminder(life: Life, claim: Claim, ask: Ask): Reminder {
  const endsAt = evidenceEndsAt(life, ask);
  return {
    at: endsAt - life.terms.version.evidenceReminderBeforeMs,
    remind: () => post(life, { template: 'evidence_reminder', ...claimRef(claim), until: iso(endsAt) }),
  };
}

export const addEvidence = {
  closed(life: Life): Refusal | undefined {
    const most = life.terms.version.evidencePerClaim;
    if (theOpenClaim(life).evidence.length < most) return undefined;
    const message = `A claim takes ${most} pieces of evidence, and all of them are there: no more can be added.`;
    return refusal('not_allowed', 'C2', message);
  },
  judge(life: Life, request: AddEvidence): Refusal | undefined {
    const most = life.terms.version.evidencePerClaim;
    const known = theOpenClaim(life).evidence.length;
    if (known + freshIn(life, request).size <= most) return undefined;
    return refusal(
      'not_allowed',
      'C2',
      `A claim takes ${most} pieces of evidence: ${known} are there, so ${most - known} more can be added.`,
    );
  },
  traceless(life: Life, request: AddEvidence): Refusal | undefined {
    if (freshIn(life, request).size > 0) return undefined;
    return refusal(
      'not_allowed',
      'C2',
      'This evidence is in the claim already: nothing has to be sent again.',
    );
  },
  carryOut(life: Life, { by, evidence }: AddEvidence): void {
    const claim = theOpenClaim(life);
    const added = takeEvidence(claim, evidence);
    note(life, 'evidence_added', { actor: by.kind, data: { claimId: claim.claimId, added } });
    if (life.stage === 'needs_evidence' && added > 0) enterReview(life, claim, 'evidence');
  },
};

/** The names of those pieces that the open claim does not have yet. */
function freshIn(life: Life, { evidence }: AddEvidence): Set<string> {
  const known = new Set(theOpenClaim(life).evidence.map(({ evidenceId }) => evidenceId));
  return new Set(evidence.map(({ evidenceId }) => evidenceId).filter((id) => !known.has(id)));
}
