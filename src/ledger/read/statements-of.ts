import type { Transaction } from 'kysely';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { Statement } from '../../contract/status.ts';
import type { LedgerTables } from '../tables.ts';

/** By claim, in the order in which they were said. */
export interface SaidInPurchase {
  ofClaim: (claimId: ClaimId) => Statement[];
  /** About steps that no claim has led to. */
  ofNoClaim: Statement[];
}

/** What each side said about a purchase. `publicOnly`: only what the customer may see. */
export async function statementsOf(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
  { publicOnly = false }: { publicOnly?: boolean } = {},
): Promise<SaidInPurchase> {
  const rows = await transaction
    .selectFrom('statements')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .$if(publicOnly, (query) => query.where('visibility', '=', 'public'))
    .orderBy('n')
    .execute();
  const of = (claimId: ClaimId): Statement[] =>
    rows
      .filter(({ claim_id }) => claim_id === claimId)
      .map(({ at, by_kind, by_id, kind, words, visibility }) => ({
        at: at.toISOString(),
        by: { kind: by_kind, id: by_id },
        kind,
        text: words,
        visibility,
      }));
  return { ofClaim: of, ofNoClaim: of('') };
}
