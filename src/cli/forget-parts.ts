import { Client } from '@temporalio/client';
import type { Config } from '../config/config.ts';
import type { ForgetParts } from '../erasure/forget-customer.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal, type ServerPlace } from '../temporal/connect-temporal.ts';
import { startTemporal } from '../temporal/start-temporal.ts';
import { startEmbeddedLedger, type EmbeddedLedger } from './embedded-ledger.ts';
import { NotPossible } from './not-possible.ts';
import { readRunning } from './start-file.ts';

const CONNECT_TIMEOUT_MS = 3_000;

export interface OpenedParts extends ForgetParts {
  close(): Promise<void>;
}

/**
 * Ledger and Temporal as the service has them: by the environment, or those of the data folder, which are started for
 * this while no service runs on it. Throws `NotPossible` or `NoTemporalServer` if one cannot be had.
 */
export async function openForgetParts(
  config: Config<'forget'>,
  env: NodeJS.ProcessEnv,
): Promise<OpenedParts> {
  const record = await ledgerFor(config);
  try {
    const server = await temporalFor(config, env);
    try {
      const connection = await connectTemporal(server, CONNECT_TIMEOUT_MS);
      return {
        ledger: record.ledger,
        temporal: new Client({ connection, namespace: server.namespace }),
        async close() {
          await connection.close();
          await server.stop();
          await record.stop();
        },
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await record.stop();
    throw error;
  }
}

async function ledgerFor({ databaseUrl, dataDir }: Config<'forget'>): Promise<EmbeddedLedger> {
  if (databaseUrl === undefined) return startEmbeddedLedger(dataDir);
  const answer = await readyLedger(databaseUrl);
  if (!answer.ready) throw new NotPossible(answer.why);
  return { ledger: answer.ledger, stop: () => answer.ledger.destroy() };
}

interface Server extends ServerPlace {
  stop(): Promise<void>;
}

async function temporalFor(
  { dataDir, databaseUrl }: Config<'forget'>,
  env: NodeJS.ProcessEnv,
): Promise<Server> {
  const { connection, namespace } = configuredServer(env);
  const nothing = (): Promise<void> => Promise.resolve();
  if (connection !== undefined) return { connection, namespace, stop: nothing };
  const running = readRunning(dataDir);
  if (running !== undefined) {
    const { temporalAddress: address } = running;
    return { connection: { address }, namespace: running.namespace, stop: nothing };
  }
  if (databaseUrl !== undefined)
    return { connection: { address: '127.0.0.1:7233' }, namespace, stop: nothing };
  const own = await startTemporal({ dataDir, needs: 'any', timerShift: 'default', say: () => undefined });
  return { connection: own.connectionOptions, namespace: own.namespace, stop: () => own.stop() };
}
