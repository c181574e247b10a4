import { sql } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** Throws `LedgerUnavailable` if the ledger does not answer. */
export async function pingLedger(ledger: Ledger): Promise<void> {
  await inLedger(() => sql`select 1`.execute(ledger));
}
