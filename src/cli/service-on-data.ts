import { readyLedger } from '../ledger/ready-ledger.ts';
import { unlessAway } from '../ledger/ledger-unavailable.ts';
import { readLedgerIdentity } from '../ledger/read/ledger-identity.ts';
import type { Ledger } from '../ledger/tables.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import type { ServerPlace } from '../temporal/connect-temporal.ts';
import { NotPossible } from './not-possible.ts';
import type { Running } from './start-file.ts';

/** The ledger of a running `npm start`. The caller ends it. Throws `NotPossible` if it cannot be used from here. */
export async function ledgerOf({ pid, databaseUrl }: Running): Promise<Ledger> {
  if (databaseUrl === undefined) {
    throw new NotPossible(
      `The ledger of the service that runs on this data (process ${pid}) is where its DATABASE_URL says: set that here too.`,
    );
  }
  const answer = await readyLedger(databaseUrl);
  if (answer.ready) return answer.ledger;
  throw new NotPossible(
    `The ledger of the service that runs on this data (process ${pid}) cannot be used from here: stop that one and start it again.`,
  );
}

/**
 * Refuses a ledger that is not that of a running `npm start`, for who is about to use it with the Temporal server of that
 * service: each would be asked about the purchases of the other. While the ledger is away nothing can be mistaken. Throws
 * `NotPossible`.
 */
export async function refuseOtherLedger(ledger: Ledger, { pid, ledgerIdentity }: Running): Promise<void> {
  if (ledgerIdentity === undefined) return;
  const identity = await unlessAway(readLedgerIdentity(ledger));
  if (identity === undefined || identity === ledgerIdentity) return;
  throw new NotPossible(
    `DATABASE_URL names another ledger than that of the service that runs on this data (process ${pid}), whose Temporal ` +
      'server would be used with it: set TEMPORAL_ADDRESS to the server of that ledger too, or leave out DATABASE_URL for the service that runs here.',
  );
}

/** Whether this is the Temporal server of a running `npm start`, and its namespace there. */
export const isServerOf = ({ temporalAddress, namespace }: Running, server: ServerPlace): boolean =>
  server.connection.address === temporalAddress && server.namespace === namespace;

/** The Temporal server of a running `npm start`. If the environment names the same one, its settings are used, e.g. a certificate. */
export function serverOf(
  { temporalAddress: address, namespace }: Running,
  env: NodeJS.ProcessEnv,
): ServerPlace {
  const { connection } = configuredServer(env);
  return { connection: connection?.address === address ? connection : { address }, namespace };
}
