import { sql } from 'kysely';
import type { BuiltIndex } from './migration.ts';
import type { Ledger } from '../tables.ts';

/**
 * Builds an index without stopping writers. One that an earlier try has left half-built is removed first, because it costs
 * every write and serves no query. Safe to repeat.
 */
export async function buildIndex(ledger: Ledger, { name, unique, on }: BuiltIndex): Promise<void> {
  const { rows } = await sql<{ valid: boolean }>`
    select indisvalid as valid from pg_index where indexrelid = to_regclass(${`ledger.${name}`})`.execute(
    ledger,
  );
  if (rows[0]?.valid === true) return;
  if (rows.length > 0) await sql`drop index concurrently ${sql.id('ledger', name)}`.execute(ledger);
  const kind = sql.raw(unique === true ? 'unique index' : 'index');
  await sql`create ${kind} concurrently ${sql.id(name)} on ${sql.raw(on)}`.execute(ledger);
}
