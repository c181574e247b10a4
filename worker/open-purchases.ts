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

/** Counts the open purchases on the task queue, twice a minute at most. `undefined`: the server does not answer. */
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
      // The other metrics are served without the Temporal server.
      if (!isGrpcServiceError(error)) throw error;
      return undefined;
    }
  });
}

export interface OnRecord {
  stages: Record<OpenStage, number>;
  currencies: string[];
}

/** Counts the open purchases in the ledger by stage, and lists their currencies. As often; `undefined`: no answer. */
export const openOnRecord = (ledger: Ledger): (() => Promise<OnRecord | undefined>) =>
  remembered(REMEMBERED_MS, async () => {
    try {
      return { stages: await countStages(ledger), currencies: await currenciesOfOpen(ledger) };
    } catch (error) {
      if (!(error instanceof LedgerFailure)) throw error;
      return undefined;
    }
  });
