import { Worker, type NativeConnection } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import { SMTP_CONNECTIONS } from '../src/emails/sending/mailer.ts';

export interface MailWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  /** The task queue of the purchases whose mails are sent. */
  taskQueue: string;
  sendMail: PurchaseActivities['sendMail'];
  graceMs: number;
}

/** Sends the mails of the purchases on `taskQueue`. Mails have a task queue of their own. */
export const createMailWorker = (options: MailWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: mailTaskQueueOf(options.taskQueue),
    activities: { sendMail: options.sendMail },
    shutdownGraceTime: options.graceMs,
    // One more mail would wait for a connection within this process, and its timeout would run meanwhile.
    maxConcurrentActivityTaskExecutions: SMTP_CONNECTIONS,
  });
