import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import type { Config } from '../config/config.ts';
import type { ForgetParts } from '../operations/forget/forget-customer.ts';
import type { StorePlace } from '../evidence/open-evidence.ts';
import { EVIDENCE_FOLDER } from './api-parts.ts';
import { evidencePlace, storeAt } from './evidence-place.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import type { Ledger } from '../ledger/tables.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal, type ServerPlace } from '../temporal/connect-temporal.ts';
import { NotPossible } from './not-possible.ts';
import { isServerOf, ledgerOf, refuseOtherLedger, serverOf } from './service-on-data.ts';
import { readRunning, type Running } from './start-file.ts';

const CONNECT_TIMEOUT_MS = 3_000;

export interface OpenedParts extends ForgetParts {
  close(): Promise<void>;
}

interface OwnLedger {
  ledger: Ledger;
  stop(): Promise<void>;
}

interface OwnServer extends ServerPlace {
  stop(): Promise<void>;
}

/** Starts ledger and Temporal server of a data folder while no service runs on it. */
export interface OwnParts {
  startLedger(dataDir: string): Promise<OwnLedger>;
  startServer(dataDir: string): Promise<OwnServer>;
}

/**
 * Ledger and Temporal as the service uses them: those of the environment, otherwise those of the service that runs on the data
 * folder, otherwise `own`. Throws `NotPossible` or `NoTemporalServer` if one cannot be used.
 */
export async function openForgetParts(
  config: Config<'forget'>,
  env: NodeJS.ProcessEnv,
  own: OwnParts | undefined,
): Promise<OpenedParts> {
  const running = readRunning(config.dataDir);
  const record = await ledgerFor(config, running, own);
  try {
    const place = knownPlace(config);
    const store = place === undefined ? undefined : await storeAt(place);
    const server = await temporalFor(config, env, running, own);
    if (running !== undefined && isServerOf(running, server)) await refuseOtherLedger(record.ledger, running);
    try {
      const connection = await connectTemporal(server, CONNECT_TIMEOUT_MS);
      return {
        ledger: record.ledger,
        ...(store && { store }),
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

/** Where pictures are kept, as far as this process can know it. */
function knownPlace(config: Config<'forget'>): StorePlace | undefined {
  const place = evidencePlace(config);
  if (place !== undefined) return place;
  const folder = join(resolve(config.dataDir), EVIDENCE_FOLDER);
  return config.databaseUrl === undefined && existsSync(folder) ? { kind: 'folder', folder } : undefined;
}

async function ledgerFor(
  { databaseUrl, dataDir }: Config<'forget'>,
  running: Running | undefined,
  own: OwnParts | undefined,
): Promise<OwnLedger> {
  if (databaseUrl !== undefined) {
    const answer = await readyLedger(databaseUrl);
    if (!answer.ready) throw new NotPossible(answer.why);
    return { ledger: answer.ledger, stop: () => answer.ledger.destroy() };
  }
  if (running !== undefined) {
    const ledger = await ledgerOf(running);
    return { ledger, stop: () => ledger.destroy() };
  }
  if (own !== undefined) return own.startLedger(dataDir);
  throw new NotPossible('No ledger is at hand: set DATABASE_URL.');
}

async function temporalFor(
  { dataDir, databaseUrl }: Config<'forget'>,
  env: NodeJS.ProcessEnv,
  running: Running | undefined,
  own: OwnParts | undefined,
): Promise<OwnServer> {
  const nothing = (): Promise<void> => Promise.resolve();
  const { connection, namespace } = configuredServer(env);
  // Both belong to one service, even if the environment names another Temporal server: the ledger says which purchases exist.
  if (running !== undefined && (databaseUrl === undefined || connection === undefined))
    return { ...serverOf(running, env), stop: nothing };
  if (connection !== undefined) return { connection, namespace, stop: nothing };
  if (databaseUrl !== undefined || own === undefined)
    return { connection: { address: '127.0.0.1:7233' }, namespace, stop: nothing };
  return own.startServer(dataDir);
}
