import type { Worker } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import { SMTP_CONNECTIONS } from '../src/emails/sending/mailer.ts';
import { createSideWorker, type SideWorkerOptions } from './side-worker.ts';

/** Sends the mails of the purchases on `taskQueue`. Mails have a task queue of their own. */
export const createMailWorker = ({
  sendMail,
  ...options
}: SideWorkerOptions & Pick<PurchaseActivities, 'sendMail'>): Promise<Worker> =>
  createSideWorker(options, {
    taskQueue: mailTaskQueueOf(options.taskQueue),
    activities: { sendMail },
    // One more mail would wait for a connection within this process, and its timeout would run meanwhile.
    atATime: SMTP_CONNECTIONS,
  });
