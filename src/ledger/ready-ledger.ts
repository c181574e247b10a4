import { databaseTrouble } from './database-trouble.ts';
import { pendingMigrations } from './migrations/migrate.ts';
import { openPostgres } from './open-ledger.ts';
import type { Ledger } from './tables.ts';

/** `why`: what to do, in one sentence. */
export type ReadyLedger = { ready: true; ledger: Ledger } | { ready: false; why: string };

/** The ledger at `url`, if it answers and is as this version needs it. */
export async function readyLedger(url: string): Promise<ReadyLedger> {
  const ledger = openPostgres(url);
  const not = async (why: string): Promise<ReadyLedger> => {
    await ledger.destroy();
    return { ready: false, why };
  };
  try {
    const pending = await pendingMigrations(ledger);
    if (pending.length === 0) return { ready: true, ledger };
    return await not(
      `The database of DATABASE_URL is not up to date, ${pending.join(', ')} is missing: run npm run migrate.`,
    );
  } catch (error) {
    return not(databaseTrouble(error));
  }
}
