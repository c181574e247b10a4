// What is shown of a purchase: the answers to requests, the status, and the snapshot for the ledger.
import { workflowInfo } from '@temporalio/workflow';
import type { Answer, Standing, WhyRefused } from '../src/contract/answers.ts';
import type {
  PurchaseSnapshot,
  RecordedMail,
  RecordedPause,
  StandingDeadline,
} from '../src/contract/snapshot.ts';
import type { ClaimView, NextDeadline, PurchaseStatus } from '../src/contract/status.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { openClaim, type Claim } from './claims.ts';
import { deadlinesOf, nextDeadline, type Deadline } from './deadlines.ts';
import { iso, statementsAbout } from './journal.ts';
import type { Life } from './life.ts';
import { thisRun } from './order.ts';
import type { PostedMail } from './outbox.ts';
import { allowedActions } from './rules.ts';
import { nowOf } from './runtime.ts';

/** The part that every answer has. */
export function standing(life: Life): Standing {
  const next = nextDeadline(life);
  return {
    stage: life.stage.name,
    nextDeadline: next ? shown(next) : null,
    allowedActions: allowedActions(life),
    revision: life.journal.revision,
  };
}

export function acceptedAnswer(life: Life): Answer {
  const claim = life.claims.all.at(-1);
  return { accepted: true, ...(claim ? { claimId: claim.claimId } : {}), ...standing(life) };
}

export const refusedAnswer = (life: Life, why: Refusal): Answer => ({
  accepted: false,
  ...whyRefused(why),
  ...standing(life),
});

export function whyRefused({ retryAt, deadline, helps = {}, ...why }: Refusal): WhyRefused {
  const { changesAt, ...more } = helps;
  return {
    ...why,
    ...more,
    ...(changesAt === undefined ? {} : { changesAt: iso(changesAt) }),
    ...(retryAt === undefined ? {} : { retryAt: iso(retryAt) }),
    ...(deadline === undefined ? {} : { deadline: iso(deadline) }),
  };
}

/** Answer of the query `status`. */
export function purchaseStatus(
  life: Life,
  deadlines: readonly Deadline[] = deadlinesOf(life),
): PurchaseStatus {
  const { order, terms, money, journal } = life;
  const next = deadlines.find((each) => each.next);
  const claim = openClaim(life);
  return {
    purchaseId: order.purchaseId,
    stage: life.stage.name,
    policyVersion: terms.version.id,
    terms: {
      customerId: order.customer.customerId,
      activationId: order.activation.activationId,
      service: order.activation.service,
      country: order.activation.country,
      price: terms.price,
      purchasedAt: iso(terms.purchasedAt),
      ...(order.replaces ? { replaces: order.replaces } : {}),
    },
    smsDeadline: iso(terms.smsDeadline),
    claimDeadline: iso(life.window.endsAt),
    ...(next ? { nextDeadline: shown(next) } : {}),
    ...(claim ? { claim: claimView(life, claim, deadlines) } : {}),
    claims: life.claims.all.map((each) => claimView(life, each, deadlines)),
    statements: statementsAbout(life),
    ...(money.refund ? { refund: { ...money.refund } } : {}),
    ...(money.replacement ? { replacement: { ...money.replacement } } : {}),
    ...(money.result ? { result: money.result } : {}),
    needsAttention: [...journal.attention],
    allowedActions: allowedActions(life),
    timeline: [...journal.timeline],
    revision: journal.revision,
  };
}

const shown = ({ kind, at, provisional, pausedSince }: Deadline): NextDeadline => ({
  kind,
  at: iso(at),
  ...(provisional === undefined ? {} : { provisional }),
  ...(pausedSince === undefined ? {} : { pausedSince: iso(pausedSince) }),
});

function claimView(life: Life, claim: Claim, deadlines: readonly Deadline[]): ClaimView {
  const { claimId, claimType, reason, evidence, disputes, remedy, end } = claim;
  const remediation = deadlines.find((each) => each.kind === 'remediation' && each.claimId === claimId);
  return {
    claimId,
    claimType,
    reason,
    evidence: [...evidence],
    filedAt: iso(claim.filedAt),
    status: end?.status ?? 'open',
    ...(end && 'clause' in end ? { clause: end.clause } : {}),
    ...(claim.note === undefined ? {} : { note: claim.note }),
    pauses: claim.pauses
      .filter(({ why }) => why === 'access')
      .map(({ from, to }) => (to === undefined ? { from: iso(from) } : { from: iso(from), to: iso(to) })),
    ...(remediation && !end ? { remediationDueAt: iso(remediation.at) } : {}),
    disputes,
    ...(remedy === undefined ? {} : { remedy }),
    statements: statementsAbout(life, claimId),
  };
}

/** All that the ledger keeps of a purchase, as of now. */
export function purchaseSnapshot(life: Life): PurchaseSnapshot {
  const { order, terms, outbox } = life;
  const deadlines = deadlinesOf(life);
  return {
    position: {
      openedAt: iso(life.openedAt),
      historyLength: workflowInfo().historyLength,
      asOf: iso(nowOf(life)),
      revision: life.journal.revision,
      run: thisRun(),
    },
    status: purchaseStatus(life, deadlines),
    customer: outbox.customer,
    phoneNumber: order.activation.phoneNumber,
    originalPurchaseId: terms.originalPurchaseId,
    depth: terms.depth,
    ...(order.replaces ? { replaces: order.replaces } : {}),
    deadlines: deadlines.map(recorded),
    pauses: life.claims.all.flatMap(pausesOf),
    mails: outbox.mails.map(recordedMail),
  };
}

const recorded = (deadline: Deadline): StandingDeadline => ({
  ...shown(deadline),
  ...(deadline.claimId === undefined ? {} : { claimId: deadline.claimId }),
  next: deadline.next,
});

const recordedMail = ({ content, n, status, acceptedAt }: PostedMail): RecordedMail => ({
  template: content.template,
  n,
  status,
  ...(acceptedAt === undefined ? {} : { acceptedAt: iso(acceptedAt) }),
});

const pausesOf = ({ claimId, pauses }: Claim): RecordedPause[] =>
  pauses.map(({ why, from, to }) => ({
    claimId,
    why,
    from: iso(from),
    ...(to === undefined ? {} : { to: iso(to) }),
  }));
