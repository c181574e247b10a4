import type { ClaimId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** The receipt of a claim as it was signed. `undefined`: nobody has asked for it yet. Throws `LedgerUnavailable`. */
export async function readKeptReceipt(ledger: Ledger, claimId: ClaimId): Promise<string | undefined> {
  const row = await inLedger(() =>
    ledger.selectFrom('receipts').select('receipt').where('claim_id', '=', claimId).executeTakeFirst(),
  );
  return row?.receipt;
}
