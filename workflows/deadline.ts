import type { Instant } from '../src/contract/scalars.ts';
import type { NextDeadline } from '../src/contract/status.ts';
import { evidenceDueAt } from '../src/policy/invalid-number.ts';
import { remediationDueAt } from '../src/policy/major-defect.ts';
import { theOpenClaim, type Ask, type Claim } from './claim.ts';
import { iso, type Life } from './life.ts';

/** C2. */
export const evidenceEndsAt = (life: Life, ask: Ask): Instant =>
  ask.graceUntil ?? evidenceDueAt(life.terms.version, life.windowEndsAt, noticeAt(ask));

/** C3b. */
export const accessEndsAt = (life: Life, ask: Ask): Instant =>
  ask.graceUntil ?? noticeAt(ask) + life.terms.version.accessMs;

/** C3. */
export const disputeEndsAt = (life: Life, ask: Ask): Instant =>
  ask.graceUntil ?? noticeAt(ask) + life.terms.version.disputeMs;

/** C3. While a pause is open: as of its beginning; the deadline moves on by the length of the pause once that is known. */
export function remediationEndsAt(life: Life, claim: Claim): Instant {
  const pause = claim.pauses.at(-1);
  const asOf = pause && pause.to === undefined ? pause.from : Date.now();
  return remediationDueAt(life.terms.version, claim.filedAt, claim.pauses, asOf);
}

const noticeAt = (ask: Ask): Instant => ask.notice.acceptedAt ?? ask.askedAt;

/** Whether the notice is with the mail server, so that its clock runs. */
export const noticeIsOut = (ask: Ask): boolean => ask.notice.status === 'accepted';

/** What happens next by itself, and when. Derived from the state, so it is true the moment a handler answers. */
export function nextDeadline(life: Life): NextDeadline | undefined {
  switch (life.stage) {
    case 'awaiting_sms':
      return { kind: 'sms', at: iso(life.terms.smsDeadline) };
    case 'returning_funds':
    case 'replacing': {
      const { step } = life;
      if (step?.phase !== 'waiting' || step.wakeAt === undefined) return undefined;
      return { kind: step.wakeKind, at: iso(step.wakeAt) };
    }
    case 'claim_window':
      return { kind: 'window', at: iso(life.windowEndsAt) };
    case 'needs_evidence':
      return asked(theOpenClaim(life), 'evidence', (ask) => evidenceEndsAt(life, ask));
    case 'in_review': {
      const { reviewDueAt } = theOpenClaim(life);
      const overdue = life.attention.some((entry) => entry.step === 'review');
      return reviewDueAt === undefined || overdue ? undefined : { kind: 'review', at: iso(reviewDueAt) };
    }
    case 'in_remediation':
      return { kind: 'remediation', at: iso(remediationEndsAt(life, theOpenClaim(life))) };
    case 'access_requested': {
      const claim = theOpenClaim(life);
      const deadline = asked(claim, 'access', (ask) => accessEndsAt(life, ask));
      const pausedSince = claim.pauses.at(-1)?.from;
      return deadline && pausedSince !== undefined
        ? { ...deadline, pausedSince: iso(pausedSince) }
        : deadline;
    }
    case 'remedied':
      return asked(theOpenClaim(life), 'dispute', (ask) => disputeEndsAt(life, ask));
    case 'awaiting_choice': {
      const { choiceDueAt } = theOpenClaim(life);
      return choiceDueAt === undefined ? undefined : { kind: 'choice', at: iso(choiceDueAt) };
    }
    case 'closed':
      return undefined;
    default:
      return life.stage satisfies never;
  }
}

function asked(
  { ask }: Claim,
  kind: 'evidence' | 'access' | 'dispute',
  endsAt: (ask: Ask) => Instant,
): NextDeadline | undefined {
  if (ask === undefined || ask.notice.status === 'given_up') return undefined;
  const at = iso(endsAt(ask));
  return noticeIsOut(ask) ? { kind, at } : { kind, at, provisional: true };
}
