import type { Selectable, Transaction } from 'kysely';
import type { RecordedPause } from '../../contract/snapshot.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { ClaimView, Statement } from '../../contract/status.ts';
import type { EvidenceRef } from '../../contract/updates.ts';
import type { ClaimsTable, EvidenceTable, LedgerTables, PausesTable } from '../tables.ts';

import { fieldOf, instantFieldOf } from './field-of.ts';
import type { SaidInPurchase } from './statements-of.ts';

/** A claim with every pause of its clock. The status shows only the customer's part of them. */
export interface ClaimOnRecord extends Omit<ClaimView, 'pauses'> {
  pauses: Omit<RecordedPause, 'claimId'>[];
}

/** All claims of a purchase, the oldest first. */
export async function claimsOf(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
  said: SaidInPurchase,
): Promise<ClaimOnRecord[]> {
  const claims = await transaction
    .selectFrom('claims')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .orderBy('n')
    .execute();
  if (claims.length === 0) return [];
  const ids = claims.map(({ claim_id }) => claim_id);
  const evidence = await transaction
    .selectFrom('evidence')
    .selectAll()
    .where('claim_id', 'in', ids)
    .orderBy('n')
    .execute();
  const pauses = await transaction
    .selectFrom('pauses')
    .selectAll()
    .where('claim_id', 'in', ids)
    .orderBy('n')
    .execute();
  return claims.map((claim) =>
    claimFrom(
      claim,
      evidence.filter(({ claim_id }) => claim_id === claim.claim_id),
      pauses.filter(({ claim_id }) => claim_id === claim.claim_id),
      said.ofClaim(claim.claim_id),
    ),
  );
}

const claimFrom = (
  claim: Selectable<ClaimsTable>,
  evidence: readonly Selectable<EvidenceTable>[],
  pauses: readonly Selectable<PausesTable>[],
  statements: Statement[],
): ClaimOnRecord => ({
  claimId: claim.claim_id,
  claimType: claim.claim_type,
  reason: claim.reason,
  evidence: evidence.map(evidenceFrom),
  filedAt: claim.filed_at.toISOString(),
  status: claim.status,
  ...fieldOf('clause', claim.clause),
  ...fieldOf('note', claim.note),
  pauses: pauses.map(pauseFrom),
  ...instantFieldOf('remediationDueAt', claim.remediation_due_at),
  disputes: claim.disputes,
  ...fieldOf('remedy', claim.remedy),
  // Every claim has at least one statement. Without any, it was recorded by a version that kept none.
  ...(statements.length > 0 ? { statements } : {}),
});

const evidenceFrom = (piece: Selectable<EvidenceTable>): EvidenceRef => ({
  evidenceId: piece.evidence_id,
  ...fieldOf('mediaType', piece.media_type),
  ...fieldOf('sha256', piece.sha256),
});

const pauseFrom = (pause: Selectable<PausesTable>): ClaimOnRecord['pauses'][number] => ({
  why: pause.why,
  from: pause.paused_from.toISOString(),
  ...instantFieldOf('to', pause.paused_to),
});
