import { Connection, isGrpcServiceError } from '@temporalio/client';
import { HOUR_MS } from '../policy/duration.ts';
import { CALLS_END } from './calls-end.ts';
import { RETENTION_MS } from './retention-time.ts';
import { NoTemporalServer } from './server-connection.ts';
import type { ServerConnection } from './server-connection.ts';
import { whyUnreached, type Unreached } from './why-unreached.ts';
import { failedWith, GRPC, ofCall } from './grpc-status.ts';

/** A server and one of its namespaces. */
export interface ServerPlace {
  connection: ServerConnection;
  namespace: string;
}

/**
 * Connects, and checks that the server lets us use the namespace. Throws `NoTemporalServer` with what to do if it is away,
 * speaks TLS otherwise than configured, has no such namespace, or refuses our credentials.
 */
export async function connectTemporal(place: ServerPlace, timeoutMs: number): Promise<Connection> {
  const connection = await openConnection(place, timeoutMs);
  try {
    await connection.withDeadline(Date.now() + timeoutMs, () => seeNamespace(connection, place.namespace));
    return connection;
  } catch (error) {
    await connection.close();
    throw (await temporalTrouble(error, place)) ?? error;
  }
}

/** Connects, whatever the namespace. Throws `NoTemporalServer` as `connectTemporal` does. */
export async function openConnection(place: ServerPlace, timeoutMs: number): Promise<Connection> {
  try {
    return await Connection.connect({
      ...place.connection,
      connectTimeout: timeoutMs,
      interceptors: CALLS_END,
    });
  } catch (error) {
    throw (await temporalTrouble(error, place)) ?? error;
  }
}

/** Some servers let nobody describe a namespace. There, listing its workflows shows whether it may be used. */
async function seeNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  try {
    await workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (!failedWith(error, GRPC.PERMISSION_DENIED, GRPC.UNIMPLEMENTED)) throw error;
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
  }
}

/**
 * Why connecting to a server, or a first call about its namespace, has failed, in a sentence that says what to do.
 * `undefined` if it has nothing to do with server, TLS, namespace or credentials.
 */
export async function temporalTrouble(
  error: unknown,
  { connection, namespace }: ServerPlace,
): Promise<NoTemporalServer | undefined> {
  const because = ({ code, says }: Unreached): NoTemporalServer => {
    const why = code === undefined ? '' : ` (${code})`;
    return new NoTemporalServer(
      `The Temporal server at ${connection.address} cannot be used${why}: ${says}.`,
      { cause: error },
    );
  };
  const cause = ofCall(error);
  if (!isGrpcServiceError(cause)) {
    if (isUnreadableKey(cause)) {
      const says =
        'a certificate or key of TEMPORAL_TLS_… is not in PEM format, or they do not belong together';
      return because({ code: cause.code, says });
    }
    return isLateConnection(cause) ? because(await whyUnreached(connection)) : undefined;
  }
  switch (cause.code) {
    case GRPC.DEADLINE_EXCEEDED:
    case GRPC.UNAVAILABLE:
      return because(await whyUnreached(connection));
    case GRPC.NOT_FOUND:
      return because({
        says:
          `it has no namespace ${namespace}: correct TEMPORAL_NAMESPACE, or run \`temporal operator namespace ` +
          `create --namespace ${namespace} --retention ${RETENTION_MS / HOUR_MS}h\``,
      });
    case GRPC.UNAUTHENTICATED:
      return because({
        code: 'UNAUTHENTICATED',
        says: 'it does not take our credentials: correct TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and its key',
      });
    case GRPC.PERMISSION_DENIED:
      return because({
        code: 'PERMISSION_DENIED',
        says: `our credentials give no right to namespace ${namespace}: correct TEMPORAL_NAMESPACE or TEMPORAL_API_KEY, or grant it`,
      });
    default:
      return undefined;
  }
}

/** The SDK has one error for a server that is away, for TLS that does not fit, and for a refused certificate. */
const isLateConnection = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Failed to connect before the deadline';

const isUnreadableKey = (error: unknown): error is Error & { code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^ERR_(OSSL|SSL|CRYPTO)_/.test(error.code);
