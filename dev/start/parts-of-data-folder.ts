import type { OwnParts } from '../../src/cli/forget-parts.ts';
import { startTemporal } from '../server/start-temporal.ts';
import { startEmbeddedLedger } from './embedded-ledger.ts';

/** Ledger and Temporal server of a data folder that no service runs on. Each throws `NotPossible` if it is in use. */
export const partsOfDataFolder: OwnParts = {
  startLedger: startEmbeddedLedger,
  async startServer(dataDir) {
    const quiet = { timerShift: 'default', say: () => undefined } as const;
    const server = await startTemporal({ dataDir, needs: 'any', ...quiet });
    return { connection: server.connectionOptions, namespace: server.namespace, stop: () => server.stop() };
  },
};
