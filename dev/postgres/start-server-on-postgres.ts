import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { builtServer } from '../server/build-server.ts';
import { holdDataFolder } from '../server/data-folder.ts';
import { runServer } from '../server/run-server.ts';
import type { RunningServer } from '../server/run-server.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import type { ServerConnection } from '../../src/temporal/server-connection.ts';
import { DATABASES } from './set-up-schema.ts';
import type { Postgres } from './start-postgres.ts';

export interface ServerOnPostgresOptions {
  /** With its schema set up (`setUpSchema`). */
  postgres: Postgres;
  /** Default: `default`. Made if missing, with 30 days of retention. */
  namespace?: string;
  /** See `TemporalOptions.timerShift`. Default: `default`, as in production. */
  timerShift?: 'fast_skips' | 'default';
  /** Default: on. */
  timeSkipping?: boolean;
  /** Fixed for the life of the databases. Default: 4. */
  historyShards?: number;
  env: NodeJS.ProcessEnv;
  /** Gets the progress of a build, one line at a time. */
  say: (line: string) => void;
}

/** The built server on PostgreSQL: as in production, but smaller. */
export interface ServerOnPostgres {
  /** `host:port` of the gRPC service. The same after `restart`. */
  address: string;
  namespace: string;
  connectionOptions: ServerConnection;
  /** Prometheus metrics at `/metrics`. The same after `restart`. */
  metricsPort: number;
  /** The pid of the process that runs now. */
  pid(): Promise<number>;
  /** kill -9. Waits until it is gone. */
  kill(): Promise<void>;
  /** After `kill`: on the same ports and databases. Resolves when the namespace answers. */
  restart(): Promise<void>;
  /** Ends it and removes its folder; the databases stay. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the built server on a PostgreSQL of ours. Each PostgreSQL should have one server in its life: a second one, which
 * gets other ports, looks for the first for some 45 s.
 *
 * Throws `NoTemporalServer` if it cannot be built or does not start.
 */
export async function startServerOnPostgres(options: ServerOnPostgresOptions): Promise<ServerOnPostgres> {
  const { postgres, env, namespace = 'default' } = options;
  const built = await builtServer(env, options.say);
  if (built.result === 'none') throw new NoTemporalServer(`There is no Temporal server: ${built.why}.`);
  const temporary = await mkdtemp(join(tmpdir(), 'instaotp-temporal-'));
  const folder = await holdDataFolder(temporary);

  const run = async (port?: number): Promise<RunningServer> => {
    const started = await runServer({
      executable: { file: built.file, kind: 'server' },
      folder,
      namespace,
      timerShift: options.timerShift ?? 'default',
      timeSkipping: options.timeSkipping,
      historyShards: options.historyShards,
      store: {
        kind: 'postgres',
        hostAndPort: `127.0.0.1:${postgres.port}`,
        user: postgres.user,
        databases: DATABASES,
      },
      port,
      env,
    });
    if (started.result === 'failed') throw new NoTemporalServer(`The Temporal server: ${started.why}.`);
    return started.server;
  };
  const release = async (): Promise<void> => {
    folder.lock.release();
    await rm(temporary, { recursive: true, force: true });
  };

  let server: RunningServer;
  try {
    server = await run();
  } catch (error) {
    await release();
    throw error;
  }
  const { address, metricsPort } = server;
  return {
    address,
    namespace,
    connectionOptions: { address },
    metricsPort,
    pid: () => server.process.pid,
    async kill() {
      process.kill(await server.process.pid, 'SIGKILL');
      await server.process.exited;
    },
    async restart() {
      server = await run(Number(address.slice(address.lastIndexOf(':') + 1)));
      if (server.metricsPort !== metricsPort) {
        await server.process.stop();
        throw new NoTemporalServer('A port of the Temporal server was taken while it was away.');
      }
    },
    async stop() {
      await server.process.stop();
      await release();
    },
  };
}
