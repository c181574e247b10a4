import process from 'node:process';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { toStderr } from '../../src/cli/program.ts';
import type { Config } from '../../src/config/config.ts';
import { readyLedger } from '../../src/ledger/ready-ledger.ts';
import { configuredServer } from '../../src/temporal/configured-server.ts';
import { checkRetention } from '../../src/temporal/retention.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import { startTemporal } from '../server/start-temporal.ts';
import type { TemporalServer } from '../server/temporal-server.ts';
import { holdLedger, type HeldLedger, type OpenedLedger } from './ledger-of-data-folder.ts';
import { startTogether } from './start-together.ts';

/** Starts both at once. A configured server is checked first, because it may be refused before anything is started. */
export async function serverAndLedger(
  config: Config<'start'>,
  dataDir: string,
): Promise<[TemporalServer, OpenedLedger]> {
  if (configuredServer(process.env).connection !== undefined) {
    const server = await serverFor(config, dataDir);
    await refuseShortRetention(server);
    return [server, await (await ledgerFor(config, dataDir)).open()];
  }
  // First, because this fails at once if there can be no ledger, and the server may have to be built for minutes.
  const ledger = await ledgerFor(config, dataDir);
  return startTogether(serverFor(config, dataDir), ledger.open());
}

async function refuseShortRetention({ connectionOptions, namespace }: TemporalServer): Promise<void> {
  const retention = await checkRetention(connectionOptions, namespace);
  if (retention.result === 'too_short') throw new NotPossible(retention.why);
  if (retention.result === 'unknown') toStderr(retention.why);
}

/** Prefers a server that can skip time, for the sandbox. With a configured server or a real shop any server will do. */
async function serverFor(config: Config<'start'>, dataDir: string): Promise<TemporalServer> {
  const configured = configuredServer(process.env).connection !== undefined;
  if (configured || config.orderServiceUrl !== undefined) {
    return startTemporal({ dataDir, needs: 'any', timerShift: 'default', say: toStderr });
  }
  try {
    return await startTemporal({ dataDir, needs: 'time_skipping', say: toStderr });
  } catch (error) {
    if (!(error instanceof NoTemporalServer)) throw error;
    const server = await startTemporal({
      dataDir,
      needs: 'any',
      timerShift: 'default',
      say: () => undefined,
    });
    toStderr('This Temporal server cannot skip time: the clock of a purchase runs as fast as yours.');
    return server;
  }
}

/** The configured PostgreSQL, or else one in the data folder. */
async function ledgerFor(config: Config<'start'>, dataDir: string): Promise<HeldLedger> {
  if (config.databaseUrl === undefined) return holdLedger(dataDir);
  const answer = await readyLedger(config.databaseUrl);
  if (!answer.ready) throw new NotPossible(answer.why);
  const { ledger } = answer;
  const opened = { ledger, ended: new Promise<never>(() => undefined), stop: () => ledger.destroy() };
  return { open: () => Promise.resolve(opened) };
}
