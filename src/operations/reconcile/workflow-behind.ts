import { isDeepStrictEqual } from 'node:util';
import { present } from '../../contract/present.ts';
import type { PurchaseSnapshot, SnapshotPosition } from '../../contract/snapshot.ts';
import type { RefundView, ReplacementView } from '../../contract/status.ts';
import { wasSettled } from '../../ledger/read/case-on-record.ts';
import { readAtStake } from '../../ledger/read/at-stake.ts';
import { readRecordedPurchase, type PurchaseToCompare } from '../../ledger/read/recorded-purchase.ts';
import type { CaseFacts, Ledger } from '../../ledger/tables.ts';
import type { Difference } from './report.ts';

/**
 * A purchase of which the ledger has a later state than the run that it is from: Temporal was put back to an older copy, or a
 * workflow task was lost with the message that caused it. A claim, or money, may be on record here alone, so nothing is
 * written until a person has looked. A reset is another run, and never behind. `undefined`: it is not behind, or a person
 * has settled the case about this state, and from then on the workflow's word counts. Throws `LedgerUnavailable`.
 */
export async function workflowBehind(
  ledger: Ledger,
  known: PurchaseToCompare | undefined,
  { status, position }: PurchaseSnapshot,
): Promise<Difference | undefined> {
  if (known === undefined || !isSameRun(known.position, position)) return undefined;
  if (known.position.revision <= position.revision) return undefined;
  const { purchaseId, stage, revision, claims, refund, replacement } = status;
  const key = `${known.position.run?.runId ?? known.position.openedAt}:${known.position.revision}`;
  if (await wasSettled(ledger, { purchaseId, kind: 'workflow_behind', key })) return undefined;
  const here = await readAtStake(ledger, purchaseId);
  // It was read before the workflow was asked, and may have been changed since.
  const still = await readRecordedPurchase(ledger, purchaseId);
  if (here === undefined || !isDeepStrictEqual(still?.position, known.position)) return undefined;
  const { openClaim } = here;
  return {
    purchaseId,
    kind: 'workflow_behind',
    key,
    found: {
      ledger: {
        stage: known.stage,
        revision: known.position.revision,
        claims: here.claims,
        ...(openClaim && { claimId: openClaim.claimId, claimType: openClaim.claimType }),
        ...moneyFacts(here),
      },
      workflow: { stage, revision, claims: claims.length, ...moneyFacts({ refund, replacement }) },
    },
  };
}

/** A row of an earlier version has no run. Then it is the same if its first task started at the same time. */
const isSameRun = (one: SnapshotPosition, other: SnapshotPosition): boolean =>
  one.run && other.run ? one.run.runId === other.run.runId : one.openedAt === other.openedAt;

const moneyFacts = ({
  refund,
  replacement,
}: {
  refund?: RefundView | undefined;
  replacement?: ReplacementView | undefined;
}): CaseFacts => ({
  ...(refund && { refund: refund.status, amount: refund.amount, currency: refund.currency }),
  ...(replacement && {
    replacement: replacement.status,
    ...present({ replacementPurchaseId: replacement.purchaseId }),
  }),
});
