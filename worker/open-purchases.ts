import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../src/contract/ids.ts';
import { LedgerFailure } from '../src/ledger/ledger-unavailable.ts';
import { countStages, currenciesOfOpen, type OpenStage } from '../src/ledger/read/stages.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { remembered } from './remembered.ts';

const ANSWER_TIMEOUT_MS = 2_000;
const REMEMBERED_MS = 30_000;

export interface OpenPurchasesOptions {
  connection: Connection;
  namespace: string;
  taskQueue: string;
}

/** How many purchases are open on the task queue. `undefined`: the server does not say. Asked twice a minute at most. */
export function openPurchases({
  connection,
  namespace,
  taskQueue,
}: OpenPurchasesOptions): () => Promise<number | undefined> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  return remembered(REMEMBERED_MS, async () => {
    try {
      const { count } = await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
        connection.workflowService.countWorkflowExecutions({ namespace, query }),
      );
      return Number(count);
    } catch (error) {
      // Of what the purchases told, the metrics can be had without the server.
      if (!isGrpcServiceError(error)) throw error;
      return undefined;
    }
  });
}

export interface OnRecord {
  stages: Record<OpenStage, number>;
  currencies: string[];
}

/** The same by stage, and their currencies, of all workers that write to this ledger. `undefined`: it does not say. Asked as often. */
export const openOnRecord = (ledger: Ledger): (() => Promise<OnRecord | undefined>) =>
  remembered(REMEMBERED_MS, async () => {
    try {
      return { stages: await countStages(ledger), currencies: await currenciesOfOpen(ledger) };
    } catch (error) {
      if (!(error instanceof LedgerFailure)) throw error;
      return undefined;
    }
  });
