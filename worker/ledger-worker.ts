import type { Worker } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { ledgerTaskQueueOf } from '../src/contract/ids.ts';
import { createSideWorker, type SideWorkerOptions } from './side-worker.ts';

/** Each takes one of the ten connections to the ledger. The others are left to money and mails. */
const WRITES_AT_A_TIME = 4;

/** Writes what support must see of the purchases on `taskQueue`, from a task queue of its own, to the ledger. */
export const createLedgerWorker = ({
  recordPurchase,
  ...options
}: SideWorkerOptions & Pick<PurchaseActivities, 'recordPurchase'>): Promise<Worker> =>
  createSideWorker(options, {
    taskQueue: ledgerTaskQueueOf(options.taskQueue),
    activities: { recordPurchase },
    atATime: WRITES_AT_A_TIME,
  });
