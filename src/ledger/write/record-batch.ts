import { sql } from 'kysely';
import { storableJson } from './storable.ts';
import type { Ledger } from '../tables.ts';

/**
 * Writes snapshots of several purchases, each a `PurchaseSnapshot` in JSON, in one statement: all of them or none. Those
 * that the ledger has already, or later ones, change nothing. A refund that support has settled, a second opening, and a
 * part that the ledger refuses need more than this: `recordSnapshot` sees to them, at the purchase's end at the latest.
 */
export async function recordBatch(ledger: Ledger, snapshots: readonly string[], now: Date): Promise<void> {
  const batch = `[${snapshots.map(storableJson).join(',')}]`;
  // In one order, so that two workers do not wait for each other.
  await sql`
    select ledger.record_snapshot_1(element.snapshot, ${now}, null)
    from jsonb_array_elements(${batch}::jsonb) as element (snapshot)
    order by element.snapshot #>> '{status,purchaseId}'`.execute(ledger);
}
