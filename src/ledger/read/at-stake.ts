import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { RefundView, ReplacementView } from '../../contract/status.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { fieldOf } from './field-of.ts';

/** What is lost to the customer if the recorded state of a purchase is. */
export interface AtStake {
  /** How many claims there were. */
  claims: number;
  openClaim?: { claimId: ClaimId; claimType: ClaimType };
  refund?: RefundView;
  replacement?: ReplacementView;
}

/** `undefined`: the ledger does not know the purchase. Throws `LedgerUnavailable`. */
export function readAtStake(ledger: Ledger, purchaseId: PurchaseId): Promise<AtStake | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('purchases')
      .select(['refund', 'replacement'])
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const claims = await ledger
      .selectFrom('claims')
      .select(['claim_id', 'claim_type', 'status'])
      .where('purchase_id', '=', purchaseId)
      .orderBy('n')
      .execute();
    const open = claims.find(({ status }) => status === 'open');
    return {
      claims: claims.length,
      ...(open && { openClaim: { claimId: open.claim_id, claimType: open.claim_type } }),
      ...fieldOf('refund', row.refund),
      ...fieldOf('replacement', row.replacement),
    };
  });
}
