import { resolve } from 'node:path';
import process from 'node:process';
import type { Ledger } from '../../src/ledger/tables.ts';
import { holdPostgres } from '../postgres/kept-postgres.ts';
import { openMigrated } from '../postgres/open-migrated.ts';

export interface OpenedLedger {
  ledger: Ledger;
  /** Its address with its password. Absent for the ledger of DATABASE_URL. */
  databaseUrl?: string;
  /** Settles when its database is gone: `reason` is undefined after `stop`. */
  ended: Promise<{ reason: string | undefined }>;
  /** Ends what was started for it. */
  stop(): Promise<void>;
}

/** A ledger that only this process may open, once. */
export interface HeldLedger {
  open(): Promise<OpenedLedger>;
}

/**
 * Takes the ledger of a data folder for this process: a PostgreSQL, which `open` starts and brings up to this version.
 * Both throw `NotPossible` if that cannot be done; then the folder is free again.
 */
export async function holdLedger(dataDir: string): Promise<HeldLedger> {
  const held = await holdPostgres(resolve(dataDir, 'ledger'), process.env);
  return {
    async open() {
      const postgres = await held.start();
      try {
        const ledger = await openMigrated(postgres.url);
        return {
          ledger,
          databaseUrl: postgres.url,
          ended: postgres.ended,
          async stop() {
            await ledger.destroy();
            await postgres.stop();
          },
        };
      } catch (error) {
        await postgres.stop();
        throw error;
      }
    },
  };
}
