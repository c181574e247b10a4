import { Connection } from '@temporalio/client';
import { probeTimeSkipping } from './probe-time-skipping.ts';
import type { TimeSkippingProbe } from './probe-time-skipping.ts';
import { NoTemporalServer } from './temporal-server.ts';
import type { ServerConnection } from './temporal-server.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Asks a server of somebody else whether it serves this namespace and skips time.
 * Throws `NoTemporalServer` if it does not answer: another server instead would not have the purchases.
 */
export async function reachConfigured(
  connectionOptions: ServerConnection,
  namespace: string,
): Promise<TimeSkippingProbe> {
  try {
    return await probeAt(connectionOptions, namespace);
  } catch (cause) {
    throw new NoTemporalServer(
      `TEMPORAL_ADDRESS or the profile names ${connectionOptions.address}, which does not serve namespace ` +
        `${namespace}: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        'Start that server, create the namespace, or unset the address to get a server here.',
      { cause },
    );
  }
}

/** Connects, sees that the namespace can be used, probes, and closes the connection. */
export async function probeAt(
  connectionOptions: ServerConnection,
  namespace: string,
): Promise<TimeSkippingProbe> {
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    return await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, async () => {
      await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
      return probeTimeSkipping(connection.workflowService, namespace);
    });
  } finally {
    await connection.close();
  }
}
