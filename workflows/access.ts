// C3b: the flow of a request for access, its deadline, `requestAccess` and `answerAccess`.
import type { Actor } from '../src/contract/status.ts';
import { mayRequestAccess } from '../src/policy/access.ts';
import { remediationLeftMs } from '../src/policy/major-defect.ts';
import {
  claimRef,
  claimsUntil,
  countAsked,
  endClaim,
  excludeDefectClaims,
  resumeClock,
  pauseClock,
  type Claim,
} from './claims.ts';
import { iso, keepStatement, note } from './journal.ts';
import type { Life } from './life.ts';
import { resumeRemediation } from './major-defect.ts';
import { post } from './outbox.ts';
import type { RequestRule } from './rules.ts';
import { enterStage, type AccessRequested } from './stage.ts';
import { answerOrSilence } from './waiting.ts';
import { nowOf } from './runtime.ts';

/** C3b. Support asks for access. The remediation clock is paused from the request on. */
export const requestAccess: RequestRule<'requestAccess'> = {
  closed(life, { claim }) {
    const { version } = life.terms;
    const leftMs = remediationLeftMs(version, claim.filedAt, claim.pauses, nowOf(life));
    return mayRequestAccess(version, claim.accessRequests, leftMs);
  },
  take:
    (life, { claim }, { by, what }) =>
    () => {
      keepStatement(life, claim, { by, kind: 'access_requested', text: what });
      const pausedSince = pauseClock(life, claim, 'access');
      countAsked(claim, 'accessRequests');
      const { accessMs } = life.terms.version;
      const askedAt = nowOf(life);
      const notice = post(life, {
        template: 'access_requested',
        ...claimRef(claim),
        what,
        until: iso(askedAt + accessMs),
        atLeast: true,
      });
      const data = { claimId: claim.claimId };
      note(life, 'access_requested', { actor: by.kind, clause: 'C3b', data });
      const question = { notice, askedAt, countsFrom: 'notice', lastsMs: accessMs } as const;
      enterStage(life, { name: 'access_requested', claim, what, question, pausedSince });
    },
};

/** C3b. No answer in time counts as a refusal. The time starts when the mail server accepts the request. */
export async function accessOrSilence(life: Life, stage: AccessRequested): Promise<void> {
  const { claim, what } = stage;
  const end = await answerOrSilence(life, stage, {
    remindAt: (from) => life.terms.version.accessRemindersMs.map((afterMs) => from + afterMs),
    remind: (until) =>
      post(life, { template: 'access_reminder', ...claimRef(claim), what, until: iso(until) }),
    summary: 'Access to the host or server (C3b)',
  });
  if (end === 'silence') disqualify(life, claim, 'silence', 'system');
}

export const answerAccess: RequestRule<'answerAccess'> = {
  take:
    (life, { claim, pausedSince }, { by, granted }) =>
    () => {
      if (!granted) return disqualify(life, claim, 'refused', by.kind);
      resumeClock(life, claim);
      note(life, 'access_granted', { actor: by.kind, clause: 'C3b', data: { claimId: claim.claimId } });
      resumeRemediation(life, claim, 'access_granted', pausedSince);
    },
};

/** C3b. Without access neither this claim nor another defect claim can go on. */
function disqualify(life: Life, claim: Claim, how: 'refused' | 'silence', actor: Actor): void {
  excludeDefectClaims(life);
  endClaim(
    life,
    claim,
    { status: 'disqualified', clause: 'C3b' },
    { event: 'access_refused', actor, data: { how } },
  );
  post(life, { template: 'access_refused', how, clause: 'C3b', ...claimRef(claim), ...claimsUntil(life) });
}
