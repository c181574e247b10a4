import { connectTemporal, temporalTrouble } from '../../src/temporal/connect-temporal.ts';
import { probeTimeSkipping } from './probe-time-skipping.ts';
import type { TimeSkippingProbe } from './probe-time-skipping.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import type { ServerConnection } from '../../src/temporal/server-connection.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Asks a configured server whether it serves this namespace and skips time. Throws `NoTemporalServer` if it does not answer.
 * No other server is used instead, because it would not have the purchases.
 */
export async function reachConfigured(
  connectionOptions: ServerConnection,
  namespace: string,
): Promise<TimeSkippingProbe> {
  try {
    return await probeAt(connectionOptions, namespace);
  } catch (cause) {
    if (!(cause instanceof NoTemporalServer)) throw cause;
    throw new NoTemporalServer(`${cause.message} Without TEMPORAL_ADDRESS a server is started here.`, {
      cause,
    });
  }
}

/** Connects, checks that the namespace can be used, probes time skipping, and closes the connection. */
export async function probeAt(
  connectionOptions: ServerConnection,
  namespace: string,
): Promise<TimeSkippingProbe> {
  const place = { connection: connectionOptions, namespace };
  const connection = await connectTemporal(place, CONNECT_TIMEOUT_MS);
  try {
    return await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, async () => {
      await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
      return probeTimeSkipping(connection.workflowService, namespace);
    });
  } catch (error) {
    throw (await temporalTrouble(error, place)) ?? error;
  } finally {
    await connection.close();
  }
}
