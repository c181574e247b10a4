import { workflowInfo } from '@temporalio/workflow';
import type { DeadlineKind, NextDeadline } from '../src/contract/status.ts';
import type { PurchaseSnapshot, RecordedPause, StandingDeadline } from '../src/contract/snapshot.ts';
import type { ClaimId, Instant } from '../src/contract/scalars.ts';
import type { Claim } from './claim.ts';
import { accessEndsAt, disputeEndsAt, evidenceEndsAt, nextDeadline, remediationEndsAt } from './deadline.ts';
import { iso, type Life } from './life.ts';
import { thisRun } from './run.ts';
import { purchaseStatus } from './status.ts';

/** All that the ledger keeps of a purchase, as of now. */
export function purchaseSnapshot(life: Life): PurchaseSnapshot {
  const { order, terms, customer, revision } = life;
  return {
    position: {
      openedAt: iso(life.openedAt),
      historyLength: workflowInfo().historyLength,
      asOf: iso(Date.now()),
      revision,
      run: thisRun(),
    },
    status: purchaseStatus(life),
    customer,
    phoneNumber: order.activation.phoneNumber,
    originalPurchaseId: terms.originalPurchaseId,
    depth: terms.depth,
    ...(order.replaces ? { replaces: order.replaces } : {}),
    deadlines: standingDeadlines(life),
    pauses: life.claims.flatMap(pausesOf),
    mails: life.mails.map(({ content, n, status, acceptedAt }) => ({
      template: content.template,
      n,
      status,
      ...(acceptedAt === undefined ? {} : { acceptedAt: iso(acceptedAt) }),
    })),
  };
}

/** One per kind and claim. What is next says more of itself than what merely stands. */
function standingDeadlines(life: Life): StandingDeadline[] {
  const next = nextDeadline(life);
  const standing: StandingDeadline[] = [];
  const stands = (kind: DeadlineKind, at: Instant | undefined, claimId?: ClaimId): void => {
    if (at === undefined) return;
    const isNext = next?.kind === kind && (claimId === undefined || claimId === life.claims.at(-1)?.claimId);
    standing.push({
      kind,
      ...(claimId === undefined ? {} : { claimId }),
      ...(isNext ? nextOf(next) : { at: iso(at), next: false }),
    });
  };
  stands('sms', life.terms.smsDeadline);
  stands('window', life.windowEndsAt);
  for (const claim of life.claims) {
    const { claimId, ask } = claim;
    stands('review', claim.reviewDueAt, claimId);
    if (claim.claimType === 'major_defect') stands('remediation', remediationEndsAt(life, claim), claimId);
    if (ask?.notice.content.template === 'evidence_requested') {
      stands('evidence', evidenceEndsAt(life, ask), claimId);
    }
    if (ask?.notice.content.template === 'access_requested') {
      stands('access', accessEndsAt(life, ask), claimId);
    }
    if (ask?.notice.content.template === 'remedied') stands('dispute', disputeEndsAt(life, ask), claimId);
    stands('choice', claim.choiceDueAt, claimId);
  }
  if (next?.kind === 'retry' || next?.kind === 'poll') stands(next.kind, Date.parse(next.at));
  return standing;
}

const nextOf = ({ at, provisional, pausedSince }: NextDeadline): Omit<StandingDeadline, 'kind'> => ({
  at,
  next: true,
  ...(provisional === undefined ? {} : { provisional }),
  ...(pausedSince === undefined ? {} : { pausedSince }),
});

const pausesOf = ({ claimId, pauses }: Claim): RecordedPause[] =>
  pauses.map(({ why, from, to }) => ({
    claimId,
    why,
    from: iso(from),
    ...(to === undefined ? {} : { to: iso(to) }),
  }));
