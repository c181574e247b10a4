import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';

/** While this process makes workflow code ready, it may not get to an answer for seconds. */
const PATIENT = { connectTimeoutMs: 60_000, statementTimeoutMs: 60_000 };

/** Brings the ledger at `url` up to this version and opens it. */
export async function openMigrated(url: string): Promise<Ledger> {
  const migrating = openPostgres(url, PATIENT);
  await migrate(migrating).finally(() => migrating.destroy());
  return openPostgres(url);
}
