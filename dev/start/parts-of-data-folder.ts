import { NotPossible } from '../../src/cli/not-possible.ts';
import type { OwnParts } from '../../src/cli/forget-parts.ts';
import { DataFolderHeld } from '../server/data-folder.ts';
import { startTemporal } from '../server/start-temporal.ts';
import { startEmbeddedLedger } from './embedded-ledger.ts';

/** Ledger and Temporal server of a data folder that no service runs on. Each throws `NotPossible` if it is in use. */
export const partsOfDataFolder: OwnParts = {
  startLedger: startEmbeddedLedger,
  async startServer(dataDir) {
    try {
      const quiet = { timerShift: 'default', say: () => undefined } as const;
      const own = await startTemporal({ dataDir, needs: 'any', ...quiet });
      return { connection: own.connectionOptions, namespace: own.namespace, stop: () => own.stop() };
    } catch (error) {
      if (!(error instanceof DataFolderHeld)) throw error;
      throw new NotPossible(error.message, { cause: error });
    }
  },
};
