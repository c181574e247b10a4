import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';

/** While this process bundles workflow code, it may be too busy for seconds to read an answer. */
const PATIENT = { connectTimeoutMs: 60_000, statementTimeoutMs: 60_000 };

/** Migrates the ledger at `url` to this version and opens it. */
export async function openMigrated(url: string): Promise<Ledger> {
  const migrating = openPostgres(url, PATIENT);
  await migrate(migrating).finally(() => migrating.destroy());
  return openPostgres(url);
}
