// C2: the flow of a claim that needs evidence, its deadline, and `addEvidence`.
import type { AddEvidence } from '../src/contract/updates.ts';
import { afterEvidenceSilence, evidenceDueAt, invalidNumberStart } from '../src/policy/invalid-number.ts';
import { refusal } from '../src/policy/verdict.ts';
import { addEvidenceTo, claimRef, claimsUntil, endClaim, type Claim } from './claims.ts';
import { iso, note } from './journal.ts';
import type { Life } from './life.ts';
import { post } from './outbox.ts';
import { enterReview } from './review.ts';
import type { RequestRule } from './rules.ts';
import { enterStage, type NeedsEvidence } from './stage.ts';
import { answerOrSilence } from './waiting.ts';
import { nowOf } from './runtime.ts';

/** C2. With evidence support decides; without, the customer is asked for it. */
export function beginInvalidNumber(life: Life, claim: Claim): void {
  if (invalidNumberStart(claim.evidence.length) === 'in_review') enterReview(life, claim, 'filed');
  else askForEvidence(life, claim);
}

/** C2. Asks the customer for evidence. `words`: what support writes, where it is support that asks. */
export function askForEvidence(life: Life, claim: Claim, words?: string): void {
  const { version } = life.terms;
  const askedAt = nowOf(life);
  const notice = post(life, {
    template: 'evidence_requested',
    ...claimRef(claim),
    ...(words === undefined ? {} : { note: words }),
    until: iso(evidenceDueAt(version, life.window.endsAt, askedAt)),
    atLeast: true,
  });
  note(life, 'evidence_requested', {
    actor: words === undefined ? 'system' : 'support',
    clause: 'C2',
    data: { claimId: claim.claimId },
  });
  const question = {
    notice,
    askedAt,
    countsFrom: 'notice',
    lastsMs: version.evidenceMs,
    notBefore: life.window.endsAt,
  } as const;
  enterStage(life, { name: 'needs_evidence', claim, question });
}

/** C2. Waits for evidence. Then support reviews the claim; a C2 without any evidence by the deadline is forfeited. */
export async function evidenceOrSilence(life: Life, stage: NeedsEvidence): Promise<void> {
  const { claim } = stage;
  const end = await answerOrSilence(life, stage, {
    remindAt: (_from, until) => [until - life.terms.version.evidenceReminderBeforeMs],
    remind: (until) => post(life, { template: 'evidence_reminder', ...claimRef(claim), until: iso(until) }),
    summary: 'Evidence (C2)',
  });
  if (end === 'answer') return;
  const { claimType, evidence } = claim;
  if (afterEvidenceSilence({ claimType, evidenceCount: evidence.length }) === 'in_review') {
    return enterReview(life, claim, 'silence');
  }
  endClaim(life, claim, { status: 'forfeited', clause: 'C2' }, { event: 'claim_forfeited', actor: 'system' });
  post(life, {
    template: 'claim_closed',
    how: 'forfeited',
    clause: 'C2',
    ...claimRef(claim),
    ...claimsUntil(life),
  });
}

export const addEvidence: RequestRule<'addEvidence'> = {
  closed(life, { claim }) {
    const most = life.terms.version.evidencePerClaim;
    if (claim.evidence.length < most) return undefined;
    const message = `A claim takes ${most} pieces of evidence, and all of them are there: no more can be added.`;
    return refusal('not_allowed', 'C2', message);
  },
  pointless(_life, { claim }, request) {
    if (freshIn(claim, request).size > 0) return undefined;
    return refusal(
      'not_allowed',
      'C2',
      'This evidence is in the claim already: nothing has to be sent again.',
    );
  },
  take(life, stage, request) {
    const { claim } = stage;
    const most = life.terms.version.evidencePerClaim;
    const known = claim.evidence.length;
    if (known + freshIn(claim, request).size > most) {
      return refusal(
        'not_allowed',
        'C2',
        `A claim takes ${most} pieces of evidence: ${known} are there, so ${most - known} more can be added.`,
        { helps: { evidenceLeft: most - known } },
      );
    }
    return () => {
      const added = addEvidenceTo(claim, request.evidence);
      note(life, 'evidence_added', { actor: request.by.kind, data: { claimId: claim.claimId, added } });
      if (stage.name === 'needs_evidence' && added > 0) enterReview(life, claim, 'evidence');
    };
  },
};

/** The ids of the evidence that the claim does not have yet. */
function freshIn(claim: Claim, { evidence }: AddEvidence): Set<string> {
  const known = new Set(claim.evidence.map(({ evidenceId }) => evidenceId));
  return new Set(evidence.map(({ evidenceId }) => evidenceId).filter((id) => !known.has(id)));
}
