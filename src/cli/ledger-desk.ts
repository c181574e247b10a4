import { ledgerReading, type LedgerReading } from '../ledger/reading/ledger-reading.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import { NotPossible } from './not-possible.ts';

/** One command's way to the ledger. */
export interface Desk {
  reading: LedgerReading;
  close(): Promise<void>;
}

/** Throws `NotPossible` if there is no ledger that this process may read. */
export async function openDesk(env: NodeJS.ProcessEnv): Promise<Desk> {
  const url = env['DATABASE_URL'];
  if (url === undefined || url === '') {
    throw new NotPossible(
      'The ledger in a data folder serves the one process that has it: set DATABASE_URL to the PostgreSQL of the service.',
    );
  }
  const ready = await readyLedger(url);
  if (!ready.ready) throw new NotPossible(ready.why);
  return {
    reading: ledgerReading(ready.ledger, () => new Date()),
    close: () => ready.ledger.destroy(),
  };
}
