import type { AnswerAccess, RequestAccess } from '../src/contract/updates.ts';
import { mayRequestAccess } from '../src/policy/access.ts';
import { remediationLeftMs } from '../src/policy/major-defect.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import {
  claimRef,
  claimsUntil,
  closePause,
  endClaim,
  openPause,
  rightToAnswer,
  theOpenClaim,
  type Claim,
} from './claim.ts';
import { accessEndsAt, noticeIsOut, remediationEndsAt } from './deadline.ts';
import { enterStage, iso, note, type Life } from './life.ts';
import { post } from './mails.ts';
import { keepStatement } from './statements.ts';
import { waitFor } from './waiting.ts';

/** C3b. The clock of the remediation stands still from the request on. */
export const requestAccess = {
  closed(life: Life): Refusal | undefined {
    const { version } = life.terms;
    const claim = theOpenClaim(life);
    const leftMs = remediationLeftMs(version, claim.filedAt, claim.pauses, Date.now());
    return mayRequestAccess(version, claim.accessRequests, leftMs);
  },
  carryOut(life: Life, { by, what }: RequestAccess): void {
    const claim = theOpenClaim(life);
    keepStatement(life, claim, { by, kind: 'access_requested', text: what });
    openPause(claim, 'access');
    claim.accessRequests += 1;
    const askedAt = Date.now();
    const until = iso(askedAt + life.terms.version.accessMs);
    const notice = post(life, {
      template: 'access_requested',
      ...claimRef(claim),
      what,
      until,
      atLeast: true,
    });
    claim.ask = { notice, askedAt };
    const data = { claimId: claim.claimId };
    note(life, 'access_requested', { actor: by.kind, clause: 'C3b', data });
    enterStage(life, 'access_requested');
  },
};

/** C3b. Silence counts as a refusal, once the customer could know of the request. */
export async function accessOrSilence(life: Life, claim: Claim): Promise<void> {
  const { epoch } = life;
  const { ask } = claim;
  if (ask === undefined) throw new Error('access requested without a notice');
  const { content } = ask.notice;
  const what = content.template === 'access_requested' ? content.what : '';
  const end = await waitFor(life, {
    over: () => life.epoch !== epoch,
    deadline: () => (noticeIsOut(ask) ? accessEndsAt(life, ask) : undefined),
    reminders: () =>
      life.terms.version.accessRemindersMs.flatMap((afterMs) => {
        if (ask.notice.acceptedAt === undefined) return [];
        const until = iso(accessEndsAt(life, ask));
        const remind = (): unknown =>
          post(life, { template: 'access_reminder', ...claimRef(claim), what, until });
        return [{ at: ask.notice.acceptedAt + afterMs, remind }];
      }),
    right: rightToAnswer(ask),
    summary: 'Access to the host or server (C3b)',
  });
  if (end === 'due') disqualify(life, claim, 'silence', 'system');
}

export const answerAccess = {
  carryOut(life: Life, { by, granted }: AnswerAccess): void {
    const claim = theOpenClaim(life);
    if (!granted) return disqualify(life, claim, 'refused', by.kind);
    const pausedFrom = claim.pauses.at(-1)?.from ?? Date.now();
    closePause(claim);
    note(life, 'access_granted', { actor: by.kind, clause: 'C3b', data: { claimId: claim.claimId } });
    post(life, {
      template: 'remediation_resumed',
      cause: 'access_granted',
      ...claimRef(claim),
      pausedMs: Date.now() - pausedFrom,
      until: iso(remediationEndsAt(life, claim)),
    });
    enterStage(life, 'in_remediation');
  },
};

/** C3b. Without access neither this claim nor another defect claim can go on. */
function disqualify(
  life: Life,
  claim: Claim,
  how: 'refused' | 'silence',
  actor: 'customer' | 'service' | 'support' | 'system',
): void {
  life.accessRefused = true;
  endClaim(life, claim, 'disqualified', 'access_refused', { actor, clause: 'C3b', data: { how } });
  post(life, { template: 'access_refused', how, clause: 'C3b', ...claimRef(claim), ...claimsUntil(life) });
}
