import type { EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import type { EvidenceRef } from '../../contract/updates.ts';
import { isUploadId } from '../../evidence/uploads.ts';
import { unlessAway } from '../../ledger/ledger-unavailable.ts';
import { uploadsOfPurchase } from '../../ledger/read/evidence-uploads.ts';
import type { ApiContext } from './parts.ts';

/** Which of the evidence in these claims is kept here. While the ledger is away, what looks like it. */
export async function evidenceHere(
  { evidence, ledger }: Pick<ApiContext, 'evidence' | 'ledger'>,
  purchaseId: PurchaseId,
  claims: readonly { evidence: readonly EvidenceRef[] }[],
): Promise<ReadonlySet<EvidenceId>> {
  if (evidence === undefined) return new Set();
  const ids = claims.flatMap((claim) => claim.evidence.map((each) => each.evidenceId)).filter(isUploadId);
  const found = await unlessAway(uploadsOfPurchase(ledger, purchaseId, ids));
  return new Set(found?.map(({ evidenceId }) => evidenceId) ?? ids);
}
