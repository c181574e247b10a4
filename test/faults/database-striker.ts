import type { Postgres } from '../../dev/postgres/start-postgres.ts';
import type { FaultRig } from './fault-rig.ts';
import { CUT } from './wire.ts';

/** What is done to a database that is in use: `SIGINT` is its fast shutdown, `SIGKILL` a loss of power. */
export type DatabaseStrike = 'SIGINT' | 'SIGKILL';

export interface DatabaseStriker {
  /** How often the database was struck so far. */
  strikes(): number;
  settled(): Promise<void>;
}

/**
 * Takes over the rig's wire to the database. With each `everyWrites`-th write the database has just taken it is struck
 * and started again, and nobody hears that the write was done. Meanwhile the rig is not calm.
 */
export function databaseStriker(
  rig: FaultRig,
  postgres: Postgres,
  { everyWrites, strikes }: { everyWrites: number; strikes: readonly DatabaseStrike[] },
): DatabaseStriker {
  let writes = 0;
  let struck = 0;
  let striking: Promise<void> = Promise.resolve();
  rig.calm = () => striking;
  rig.database.passage = async (_write, tell) => {
    writes += 1;
    const how = strikes[struck];
    if (how === undefined || writes % everyWrites !== 0) return tell();
    struck += 1;
    striking = striking.then(async () => {
      await postgres.halt(how);
      await postgres.resume();
    });
    return CUT;
  };
  return { strikes: () => struck, settled: () => striking };
}
