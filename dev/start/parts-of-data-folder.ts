import type { OwnParts } from '../../src/cli/forget-parts.ts';
import { startTemporal } from '../server/start-temporal.ts';
import { holdLedger } from './ledger-of-data-folder.ts';

/** Ledger and Temporal server of a data folder that no service runs on. Each throws `NotPossible` if it is in use. */
export const partsOfDataFolder: OwnParts = {
  startLedger: async (dataDir) => (await holdLedger(dataDir)).open(),
  async startServer(dataDir) {
    const quiet = { timerShift: 'fast_skips', say: () => undefined } as const;
    const server = await startTemporal({ dataDir, needs: 'any', ...quiet });
    return { connection: server.connectionOptions, namespace: server.namespace, stop: () => server.stop() };
  },
};
