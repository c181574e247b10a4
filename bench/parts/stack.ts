import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { probeDatabase, type DatabaseProbe } from '../measure/database.ts';
import { buildBundles, type Bundle } from './bundles.ts';
import { startChild, type Child } from './child.ts';
import type { Variant } from './contender.ts';
import { startDurableServer, type DurableServer } from './durable-server.ts';
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts';
import type { WorkerSettings } from './worker-process.ts';

/** Everything that runs for a bench, each part in processes of its own. The client is in the bench's. */
export interface Stack {
  client: Client;
  namespace: string;
  server: DurableServer;
  /** Of the server's databases and the ledger's together. */
  database: DatabaseProbe;
  ledger: LedgerDatabase;
  sandboxUrl: string;
  bundles: Record<Variant, Bundle>;
  /** Starts a worker and waits until it polls. */
  startWorker(variant: Variant, server?: ServerAddress, more?: MoreOfWorker): Promise<Child>;
  stop(): Promise<void>;
}

export type MoreOfWorker = Pick<WorkerSettings, 'webhookSecret'>;

const READY_MS = 30_000;
const WORKER_FLAGS = ['--expose-gc', '--require', new URL('./thread-hook.cjs', import.meta.url).pathname];

export interface StackOptions {
  /** Of each worker process. The SDK makes its cache of workflows as large as that allows. */
  heapMb: number;
  /** Default: off, as in production. */
  timeSkipping?: boolean;
  /** Default: built here. */
  bundles?: Stack['bundles'];
  say: (line: string) => void;
}

export async function startStack({
  heapMb,
  timeSkipping = false,
  say,
  ...had
}: StackOptions): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-bench-'));
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  // The last started is the first to go.
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    const bundles = had.bundles ?? (await buildBundles(folder));
    const server = await startDurableServer(say, timeSkipping);
    stops.push(() => server.stop());
    const ledger = await createLedgerDatabase(server.databaseUrl, 'returns');
    const database = await probeDatabase(server.databaseUrl, [...server.databases, ledger.name]);
    stops.push(() => database.close());
    const sandbox = startChild('./sandbox-process.ts');
    stops.push(() => sandbox.kill());
    const outside = (await sandbox.message(READY_MS)) as SandboxAddress;
    const connection = await Connection.connect({ address: server.address });
    stops.push(() => connection.close());
    const workers = new Set<Child>();
    stops.push(() => Promise.all([...workers].map((worker) => worker.kill())));

    const launchWorker = (variant: Variant, at: ServerAddress, more: MoreOfWorker): Child => {
      const settings: WorkerSettings = {
        variant,
        address: at.address,
        namespace: at.namespace,
        bundlePath: bundles[variant].path,
        orderServiceUrl: outside.orderServiceUrl,
        orderServiceToken: outside.token,
        smtpUrl: outside.smtpUrl,
        databaseUrl: ledger.url,
        ...more,
      };
      const worker = startChild(
        './worker-process.ts',
        [JSON.stringify(settings)],
        [...WORKER_FLAGS, `--max-old-space-size=${heapMb}`],
      );
      workers.add(worker);
      return worker;
    };
    return {
      client: new Client({ connection, namespace: server.namespace }),
      namespace: server.namespace,
      server,
      database,
      ledger,
      sandboxUrl: outside.orderServiceUrl,
      bundles,
      async startWorker(variant, at = server, more = {}) {
        const worker = launchWorker(variant, at, more);
        await worker.message(READY_MS);
        return worker;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface ServerAddress {
  address: string;
  namespace: string;
}

interface SandboxAddress {
  orderServiceUrl: string;
  token: string;
  smtpUrl: string;
}
