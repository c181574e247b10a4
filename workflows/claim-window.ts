// P1: owner of the window, the flow of it, and the handlers that file and withdraw a claim.
import type { RefusalCode } from '../src/contract/answers.ts';
import type { MailedRefusal } from '../src/contract/mail.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { RejectionClause } from '../src/contract/rejection-clause.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Outcome } from '../src/contract/purchase-result.ts';
import { REASON_SHORTEST } from '../src/contract/text-bounds.ts';
import type { ClaimType, SubmitClaim } from '../src/contract/updates.ts';
import { recordOf } from '../src/policy/facts.ts';
import {
  judgeFiling,
  noClaimNow,
  refusedByRecord,
  type Filing,
  type FilingTime,
} from '../src/policy/filing.ts';
import { graceAfterOutage, missedByUs, windowMissedByUs } from '../src/policy/outage.ts';
import { outcomeWithoutRemedy } from '../src/policy/outcome.ts';
import type { Terms } from '../src/policy/terms.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import {
  claimRef,
  claimsUntil,
  endClaim,
  fileClaim,
  firstRefusal,
  openClaim,
  unpark,
  type Claim,
} from './claims.ts';
import { beginInvalidNumber } from './invalid-number.ts';
import { iso, keepStatement, note } from './journal.ts';
import type { Life, Writable } from './life.ts';
import { beginMajorDefect } from './major-defect.ts';
import { beginNonReceipt } from './non-receipt.ts';
import { post } from './outbox.ts';
import type { RequestRule } from './rules.ts';
import { enterStage } from './stage.ts';
import { waitFor, type Reminder } from './waiting.ts';
import { nowOf } from './runtime.ts';

export interface ClaimWindow {
  /** P1. Extended once, if an outage of ours would cost the customer the end of the window. */
  readonly endsAt: Instant;
  readonly extended: boolean;
}

export const newWindow = ({ claimDeadline }: Terms): ClaimWindow => ({
  endsAt: claimDeadline,
  extended: false,
});

function extendWindow({ window }: Life, until: Instant): void {
  const own = window as Writable<ClaimWindow>;
  own.endsAt = until;
  own.extended = true;
}

/** Extends the window outside `waitFor`, and notes it as `waitFor` would. */
function reopenWindow(life: Life, until: Instant): void {
  note(life, 'deadline_extended', { data: { missed: iso(life.window.endsAt), reason: 'outage' } });
  extendWindow(life, until);
}

/** P1. Waits for a claim that is filed in time. One that is open already counts; a parked one is started. */
export async function claimInWindow(life: Life): Promise<'filed' | 'over'> {
  const waiting = openClaim(life);
  if (waiting?.parked) {
    unpark(life, waiting);
    beginClaim(life, waiting);
  }
  if (waiting) return 'filed';
  const filedBefore = life.claims.all.length;
  if (life.stage.name !== 'claim_window') enterStage(life, { name: 'claim_window' });
  if (windowIsOver(life)) return 'over';
  const end = await waitFor(life, {
    over: () => life.claims.all.length > filedBefore,
    deadline: () => life.window.endsAt,
    reminders: () => closingReminder(life),
    right: { extended: () => life.window.extended, extend: (until) => extendWindow(life, until) },
    summary: 'Claim window (P1)',
  });
  return end === 'over' ? 'filed' : 'over';
}

/** Whether no claim can come any more. Reopens the window if an outage of ours has cost its end. */
export const windowIsOver = (life: Life): boolean => nowOf(life) > life.window.endsAt && !reopened(life);

/** How the purchase closes when the window is over: by R1, P1, or the clause of the last claim. */
export function outcomeOfWindow({ claims, facts }: Life): { outcome: Outcome; clause: ClauseId } {
  const ended = claims.all.flatMap(({ end }) => end ?? []);
  return outcomeWithoutRemedy(facts.completedAt !== undefined, ended);
}

/** The window had ended before it could open. If an outage of ours is the cause, reopens it, once. Whether it did. */
function reopened(life: Life): boolean {
  const { window, openedAt, claims, terms } = life;
  const now = nowOf(life);
  if (window.extended) return false;
  const filed = claims.all.map(({ filedAt, end }) => (end ? { filedAt, endedAt: end.at } : { filedAt }));
  if (!windowMissedByUs(terms.version, { windowEndsAt: window.endsAt, openedAt, now, claims: filed }))
    return false;
  reopenWindow(life, graceAfterOutage(terms.version, now));
  return true;
}

/** An SMS came but the activation was never completed: something may be wrong, and time is running out. */
function closingReminder(life: Life): Reminder[] {
  const { facts, window } = life;
  if (facts.smsAt === undefined || facts.completedAt !== undefined) return [];
  const remind = (): unknown => post(life, { template: 'claim_window_closing', until: iso(window.endsAt) });
  return [{ at: window.endsAt - life.terms.version.windowReminderBeforeMs, remind }];
}

const returningByItself = ({ stage }: Life): boolean =>
  stage.name === 'returning_funds' && stage.why === 'no_sms';

function filingTime(life: Life): FilingTime {
  const now = nowOf(life);
  return {
    stage: life.stage.name,
    now,
    version: life.terms.version,
    smsDeadline: life.terms.smsDeadline,
    windowEndsAt: windowEndIncludingOutage(life, now),
    claimsSoFar: life.claims.all.length,
    claimOpen: openClaim(life) !== undefined,
    returningByItself: returningByItself(life),
  };
}

const filing = (life: Life, { claimType, reason }: Pick<SubmitClaim, 'claimType' | 'reason'>): Filing => ({
  ...filingTime(life),
  claimType,
  reason,
  record: recordOf(life.facts),
  accessRefused: life.claims.accessRefused,
});

/** If we are late for the end of the window, as extended: a claim can be handled before `waitFor` extends it. */
function windowEndIncludingOutage({ stage, window, terms }: Life, now: Instant): Instant {
  const missed =
    stage.name === 'claim_window' && !window.extended && missedByUs(terms.version, window.endsAt, now);
  return missed ? graceAfterOutage(terms.version, now) : window.endsAt;
}

/** Why a claim of this type would not be taken now, even with a good reason. */
export const notFiled = (life: Life, claimType: ClaimType): Refusal | undefined =>
  judgeFiling(filing(life, { claimType, reason: 'x'.repeat(REASON_SHORTEST) }));

export const submitClaim: RequestRule<'submitClaim'> = {
  elsewhere: { side: 'customer', why: (life) => noClaimNow(filingTime(life)) },
  closed: (life) => noClaimNow(filingTime(life)),
  take: (life, _stage, request) => judgeFiling(filing(life, request)) ?? (() => file(life, request)),

  /** A refusal that names the clause is mailed too, once per reason: the request may have come from someone else. */
  refused(life, { claimType }, { code, clause }) {
    if (clause === null || !isMailed(code) || !firstRefusal(life, `${claimType}:${code}`)) return;
    post(life, { template: 'claim_refused', claimType, code, clause, ...claimsUntil(life) });
  },
};

const isMailed = (code: RefusalCode): code is MailedRefusal =>
  code === 'fulfilled' || code === 'needs_sms' || code === 'disqualified' || code === 'too_late';

function file(life: Life, request: SubmitClaim): void {
  const windowEndsAt = windowEndIncludingOutage(life, nowOf(life));
  if (windowEndsAt !== life.window.endsAt) reopenWindow(life, windowEndsAt);
  const claim = fileClaim(life, request, { parked: returningByItself(life) });
  keepStatement(life, claim, { by: request.by, kind: 'claim_filed', text: request.reason });
  const { claimId, claimType } = claim;
  note(life, 'claim_filed', { actor: request.by.kind, data: { claimId, claimType } });
  if (!claim.parked) return beginClaim(life, claim);
  note(life, 'claim_parked', { clause: 'R2', data: { claimId } });
  post(life, { template: 'claim_received', next: 'parked', ...claimRef(claim) });
}

/** Enters the first stage of the claim's type, or rejects the claim if the record is against it. */
export function beginClaim(life: Life, claim: Claim): void {
  const against = refusedByRecord(claim.claimType, claim.record);
  if (against) return rejectByRecord(life, claim, against.clause);
  switch (claim.claimType) {
    case 'non_receipt':
      return beginNonReceipt(life, claim);
    case 'invalid_number':
      return beginInvalidNumber(life, claim);
    case 'major_defect':
      return beginMajorDefect(life, claim);
    default:
      claim.claimType satisfies never;
  }
}

/** Only a parked claim can come to this: the record has changed since it was filed. */
function rejectByRecord(life: Life, claim: Claim, clause: RejectionClause): void {
  endClaim(life, claim, { status: 'rejected', clause }, { event: 'claim_rejected', actor: 'system' });
  post(life, { template: 'claim_rejected', clause, ...claimRef(claim), ...claimsUntil(life) });
}

export const withdrawClaim: RequestRule<'withdrawClaim'> = {
  take:
    (life, { claim }, { by, reason }) =>
    () => {
      keepStatement(life, claim, { by, kind: 'claim_withdrawn', text: reason });
      endClaim(life, claim, { status: 'withdrawn' }, { event: 'claim_withdrawn', actor: by.kind });
      post(life, { template: 'claim_withdrawn', ...claimRef(claim), ...claimsUntil(life) });
    },
};
