import { Worker, type NativeConnection } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { ledgerTaskQueueOf } from '../src/contract/ids.ts';

/** Of the ten connections to the ledger: the rest is money's and the mails'. */
const WRITES_AT_A_TIME = 4;

export interface LedgerWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  /** Of the purchases that are written. */
  taskQueue: string;
  recordPurchase: PurchaseActivities['recordPurchase'];
  graceMs: number;
}

/** Writes the purchases on `taskQueue` to the ledger, from a queue of their own: what support must see. */
export const createLedgerWorker = (options: LedgerWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: ledgerTaskQueueOf(options.taskQueue),
    activities: { recordPurchase: options.recordPurchase },
    shutdownGraceTime: options.graceMs,
    maxConcurrentActivityTaskExecutions: WRITES_AT_A_TIME,
  });
