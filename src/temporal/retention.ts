import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowService } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { HOUR_MS } from '../policy/duration.ts';
import { openConnection, temporalTrouble } from './connect-temporal.ts';
import { RETENTION_MS } from './retention-time.ts';
import type { ServerConnection } from './server-connection.ts';
import { failedWith, GRPC } from './grpc-status.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const LOOK_AGAIN_MS = 50;

/** `why` is one sentence for the operator; for `too_short` it has the command that changes it. */
export type RetentionCheck =
  | { result: 'long_enough' }
  | { result: 'too_short'; retentionMs: number; why: string }
  /** The server does not say. Some managed ones do not let a worker ask. */
  | { result: 'unknown'; why: string };

/**
 * Whether the namespace keeps closed purchases long enough. Changes nothing; on a server of ours `raiseRetention` was
 * called before. Throws `NoTemporalServer` if the server cannot be used or has no such namespace.
 */
export async function checkRetention(
  connectionOptions: ServerConnection,
  namespace: string,
): Promise<RetentionCheck> {
  const place = { connection: connectionOptions, namespace };
  const connection = await openConnection(place, CONNECT_TIMEOUT_MS);
  try {
    const retentionMs = await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
      retentionOf(connection.workflowService, namespace),
    );
    return judge(namespace, retentionMs);
  } catch (error) {
    if (failedWith(error, GRPC.PERMISSION_DENIED, GRPC.UNIMPLEMENTED)) return unknown(namespace);
    throw (await temporalTrouble(error, place)) ?? error;
  } finally {
    await connection.close();
  }
}

/**
 * Raises the retention of a namespace on a server of ours if it is shorter, and waits until the server confirms it. The
 * development server of the CLI makes its namespace itself, with less. The caller sets a deadline on the connection.
 * The server's other parts follow within seconds; a purchase that closes before that may be kept for the old time.
 */
export async function raiseRetention(service: WorkflowService, namespace: string): Promise<void> {
  if (!isShort(await retentionOf(service, namespace))) return;
  await service.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
  });
  while (isShort(await retentionOf(service, namespace))) await delay(LOOK_AGAIN_MS);
}

/** In ms; `undefined` if the answer leaves it out. */
async function retentionOf(service: WorkflowService, namespace: string): Promise<number | undefined> {
  const { config } = await service.describeNamespace({ namespace });
  return optionalTsToMs(config?.workflowExecutionRetentionTtl);
}

const isShort = (retentionMs: number | undefined): boolean =>
  retentionMs !== undefined && retentionMs < RETENTION_MS;

function judge(namespace: string, retentionMs: number | undefined): RetentionCheck {
  if (retentionMs === undefined) return unknown(namespace);
  if (!isShort(retentionMs)) return { result: 'long_enough' };
  return {
    result: 'too_short',
    retentionMs,
    why:
      `Namespace ${namespace} keeps closed purchases for ${inHours(retentionMs)} hours and at least ` +
      `${inHours(RETENTION_MS)} are needed: run \`temporal operator namespace update --namespace ${namespace} ` +
      `--retention ${inHours(RETENTION_MS)}h\` and start again.`,
  };
}

const unknown = (namespace: string): RetentionCheck => ({
  result: 'unknown',
  why:
    `It could not be checked that namespace ${namespace} keeps closed purchases for at least ` +
    `${inHours(RETENTION_MS)} hours: the server does not say.`,
});

/** Rounded down, so that a retention that is a little too short is never shown as long enough. */
const inHours = (lengthMs: number): number => Math.floor((100 * lengthMs) / HOUR_MS) / 100;
