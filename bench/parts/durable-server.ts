import process from 'node:process';
import { DATABASES, setUpSchema } from '../../dev/postgres/set-up-schema.ts';
import { startPostgres } from '../../dev/postgres/start-postgres.ts';
import { startServerOnPostgres } from '../../dev/postgres/start-server-on-postgres.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from '../measure/cpu.ts';

/** Temporal on PostgreSQL, as in production: timers with the default tolerance, `fsync` on. */
export interface DurableServer {
  address: string;
  namespace: string;
  /** A database that nobody uses: for looking from. */
  databaseUrl: string;
  /** Those that it does. */
  databases: string[];
  /** CPU seconds so far. */
  serverCpuSeconds(): Promise<number>;
  databaseCpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export async function startDurableServer(
  say: (line: string) => void,
  timeSkipping: boolean,
): Promise<DurableServer> {
  const { env } = process;
  const postgres = await startPostgres({ env });
  try {
    await setUpSchema({ postgres, env, say });
    const server = await startServerOnPostgres({ postgres, env, say, timeSkipping });
    return {
      address: server.address,
      namespace: server.namespace,
      databaseUrl: postgres.url,
      databases: Object.values(DATABASES),
      serverCpuSeconds: async () => cpuSecondsOf(await server.pid()),
      async databaseCpuSeconds() {
        const [first] = await postgres.pids();
        if (first === undefined) throw new Error('PostgreSQL is gone');
        return cpuSecondsOfFamily(first);
      },
      async stop() {
        await server.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
