import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** One request with a key. Nothing of its content. */
export interface ApiUse {
  keyId: string;
  at: Date;
  method: string;
  route: string;
  status: number;
  purchaseId?: PurchaseId | undefined;
}

/** Throws `LedgerUnavailable`. */
export function recordApiUses(ledger: Ledger, uses: readonly ApiUse[]): Promise<void> {
  return inLedger(async () => {
    await ledger
      .insertInto('api_uses')
      .values(
        uses.map(({ keyId, at, method, route, status, purchaseId }) => ({
          key_id: keyId,
          at,
          method,
          route,
          status,
          purchase_id: purchaseId ?? null,
        })),
      )
      .execute();
  });
}

/** Throws `LedgerUnavailable`. */
export function forgetApiUsesBefore(ledger: Ledger, before: Date): Promise<void> {
  return inLedger(async () => {
    await ledger.deleteFrom('api_uses').where('at', '<', before).execute();
  });
}
