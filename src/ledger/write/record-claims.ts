import type { Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import { recordStatements, statementsNeverMade } from './record-statements.ts';
import type { LedgerTables } from '../tables.ts';

/** Claims with all that belongs to them, as they are now. Of one that never came to be nothing is left. */
export async function recordClaims(
  transaction: Transaction<LedgerTables>,
  { status, pauses }: PurchaseSnapshot,
): Promise<void> {
  const { purchaseId, claims, terms } = status;
  // One statement for both: every snapshot of every purchase passes here, and nearly never is there anything to delete.
  await transaction
    .with('never_filed', (ledger) =>
      ledger.deleteFrom('claims').where('purchase_id', '=', purchaseId).where('n', '>', claims.length),
    )
    .deleteFrom('statements')
    .where(statementsNeverMade(status))
    .execute();
  await recordStatements(transaction, status);
  if (claims.length === 0) return;
  await transaction
    .insertInto('claims')
    .values(
      claims.map((claim, index) => ({
        claim_id: claim.claimId,
        purchase_id: purchaseId,
        n: index + 1,
        claim_type: claim.claimType,
        status: claim.status,
        clause: claim.clause ?? null,
        reason: claim.reason,
        note: claim.note ?? null,
        filed_at: claim.filedAt,
        purchased_at: terms.purchasedAt,
        remediation_due_at: claim.remediationDueAt ?? null,
        disputes: claim.disputes,
        remedy: claim.remedy ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('claim_id').doUpdateSet((row) => ({
        claim_type: row.ref('excluded.claim_type'),
        status: row.ref('excluded.status'),
        clause: row.ref('excluded.clause'),
        reason: row.ref('excluded.reason'),
        note: row.ref('excluded.note'),
        filed_at: row.ref('excluded.filed_at'),
        remediation_due_at: row.ref('excluded.remediation_due_at'),
        disputes: row.ref('excluded.disputes'),
        remedy: row.ref('excluded.remedy'),
      })),
    )
    .execute();
  await recordEvidence(transaction, status);
  await recordPauses(transaction, purchaseId, pauses);
}

async function recordEvidence(
  transaction: Transaction<LedgerTables>,
  { purchaseId, claims }: PurchaseSnapshot['status'],
): Promise<void> {
  await transaction.deleteFrom('evidence').where('purchase_id', '=', purchaseId).execute();
  const pieces = claims.flatMap(({ claimId, evidence }) =>
    evidence.map(({ evidenceId, mediaType, sha256 }, index) => ({
      claim_id: claimId,
      evidence_id: evidenceId,
      purchase_id: purchaseId,
      n: index + 1,
      media_type: mediaType ?? null,
      sha256: sha256 ?? null,
    })),
  );
  if (pieces.length > 0) await transaction.insertInto('evidence').values(pieces).execute();
}

async function recordPauses(
  transaction: Transaction<LedgerTables>,
  purchaseId: string,
  pauses: PurchaseSnapshot['pauses'],
): Promise<void> {
  await transaction.deleteFrom('pauses').where('purchase_id', '=', purchaseId).execute();
  if (pauses.length === 0) return;
  await transaction
    .insertInto('pauses')
    .values(
      pauses.map(({ claimId, why, from, to }, index) => ({
        claim_id: claimId,
        purchase_id: purchaseId,
        n: index + 1,
        why,
        paused_from: from,
        paused_to: to ?? null,
      })),
    )
    .execute();
}
