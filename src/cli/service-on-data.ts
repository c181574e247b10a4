import { readyLedger } from '../ledger/ready-ledger.ts';
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

/** The Temporal server of a running `npm start`. If the environment names the same one, its settings are used, e.g. a certificate. */
export function serverOf(
  { temporalAddress: address, namespace }: Running,
  env: NodeJS.ProcessEnv,
): ServerPlace {
  const { connection } = configuredServer(env);
  return { connection: connection?.address === address ? connection : { address }, namespace };
}
