import { Runtime, type InjectedSinks } from '@temporalio/worker';
import type { LedgerSinks } from '../src/contract/snapshot.ts';
import { inLedger } from '../src/ledger/ledger-unavailable.ts';
import { recordSnapshot } from '../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../src/ledger/tables.ts';

/** Writes what purchases tell the ledger without waiting for it. */
export const ledgerSinks = (ledger: Ledger): InjectedSinks<LedgerSinks> => ({
  ledger: {
    standsAfterReset: {
      callDuringReplay: false,
      fn: async ({ workflowId }, snapshot) => {
        try {
          await inLedger(() => recordSnapshot(ledger, snapshot, { now: new Date() }));
        } catch (error) {
          const { message } = error instanceof Error ? error : { message: 'broken' };
          Runtime.instance().logger.warn('the ledger has not taken where a purchase stands after a reset', {
            workflowId,
            message,
          });
        }
      },
    },
  },
});
