import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { startRig, type Rig } from '../dev/rig/rig.ts';
import { makeNamespaceReady } from '../dev/server/namespace-ready.ts';
import { TASK_QUEUE } from '../src/contract/ids.ts';
import { openPostgres } from '../src/ledger/open-ledger.ts';
import { createLog, installRuntime } from '../worker/log.ts';
import { freshLedgerDatabase } from './databases/fresh-postgres-database.ts';

export interface RigForPrograms {
  rig: Rig;
  namespace: string;
  databaseUrl: string;
  /** Ends the rig and drops its ledger. */
  readonly end: () => Promise<void>;
}

/**
 * A rig for a program of ours that runs as a process. It has a namespace of its own, because such a program asks on the
 * task queue of production, and may look at every purchase there is.
 */
export async function rigForPrograms(): Promise<RigForPrograms> {
  installRuntime(createLog('error'));
  const namespace = `programs-${randomUUID()}`;
  const database = await freshLedgerDatabase();
  const ledger = openPostgres(database.url);
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  await makeNamespaceReady(connection, namespace, { timeoutMs: 30_000, isGone: () => false });
  await connection.close();
  const rig = await startRig({
    connection: { address },
    namespace,
    taskQueue: TASK_QUEUE,
    bundle: { codePath: inject('bundlePath') },
    ledger,
  });
  return {
    rig,
    namespace,
    databaseUrl: database.url,
    async end() {
      await rig.stop();
      await ledger.destroy();
      await database.drop();
    },
  };
}
