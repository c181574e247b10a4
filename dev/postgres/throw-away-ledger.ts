import type { Ledger } from '../../src/ledger/tables.ts';
import { openMigrated } from './open-migrated.ts';
import { startPostgres } from './start-postgres.ts';

export interface ThrowAwayLedger {
  /** Empty, and migrated to this version. */
  ledger: Ledger;
  /** Ends its PostgreSQL and removes the data. */
  stop(): Promise<void>;
}

/** Starts a ledger that `stop` removes, for demo and recordings. Throws `NoPostgres` if no PostgreSQL can be started. */
export async function startThrowAwayLedger(env: NodeJS.ProcessEnv): Promise<ThrowAwayLedger> {
  const postgres = await startPostgres({ env, durable: false });
  try {
    const ledger = await openMigrated(postgres.url);
    return {
      ledger,
      async stop() {
        await ledger.destroy();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
