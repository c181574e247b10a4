import { sql } from 'kysely';
import { storableJson } from './storable.ts';
import type { Ledger } from '../tables.ts';

/**
 * Writes snapshots of several purchases, each a `PurchaseSnapshot` in JSON, in one statement: all of them or none. A
 * snapshot changes nothing if the ledger has it or a later one. Three things it does not do: save a refund that support
 * has settled, raise a case for a second opening, leave out a part that the ledger refuses. `recordSnapshot` does, at the
 * purchase's end at the latest.
 */
export async function recordBatch(ledger: Ledger, snapshots: readonly string[], now: Date): Promise<void> {
  const batch = `[${snapshots.map(storableJson).join(',')}]`;
  // Always in the same order, so that two workers cannot block each other.
  await sql`
    select ledger.record_snapshot_1(element.snapshot, ${now}, null)
    from jsonb_array_elements(${batch}::jsonb) as element (snapshot)
    order by element.snapshot #>> '{status,purchaseId}'`.execute(ledger);
}
