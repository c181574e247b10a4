import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { startPostgres } from './start-postgres.ts';

export interface ThrowAwayLedger {
  /** Empty, and up to date. */
  ledger: Ledger;
  /** Ends its PostgreSQL and removes what was written. */
  stop(): Promise<void>;
}

/** A ledger that nothing is left of, for what plays purchases that nobody has bought. Throws `NoPostgres` if none can be started. */
export async function startThrowAwayLedger(env: NodeJS.ProcessEnv): Promise<ThrowAwayLedger> {
  const postgres = await startPostgres({ env, durable: false });
  const ledger = openPostgres(postgres.url);
  const stop = async (): Promise<void> => {
    await ledger.destroy();
    await postgres.stop();
  };
  try {
    await migrate(ledger);
    return { ledger, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
