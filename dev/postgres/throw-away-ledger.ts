import type { Ledger } from '../../src/ledger/tables.ts';
import { openMigrated } from './open-migrated.ts';
import { startPostgres } from './start-postgres.ts';

export interface ThrowAwayLedger {
  /** Empty, and up to date. */
  ledger: Ledger;
  /** Ends its PostgreSQL and removes what was written. */
  stop(): Promise<void>;
}

/** A ledger of its own for the demo and the scripts, gone when they end. Throws `NoPostgres` if none can be started. */
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
