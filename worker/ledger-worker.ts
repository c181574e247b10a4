import { Worker, type NativeConnection } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { ledgerTaskQueueOf } from '../src/contract/ids.ts';

/** Each takes one of the ten connections to the ledger. The others are left to money and mails. */
const WRITES_AT_A_TIME = 4;

export interface LedgerWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  /** The task queue of the purchases that are written. */
  taskQueue: string;
  recordPurchase: PurchaseActivities['recordPurchase'];
  graceMs: number;
}

/** Writes what support must see of the purchases on `taskQueue`, from a task queue of its own, to the ledger. */
export const createLedgerWorker = (options: LedgerWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: ledgerTaskQueueOf(options.taskQueue),
    activities: { recordPurchase: options.recordPurchase },
    shutdownGraceTime: options.graceMs,
    maxConcurrentActivityTaskExecutions: WRITES_AT_A_TIME,
  });
