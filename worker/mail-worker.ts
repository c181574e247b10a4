import { Worker, type NativeConnection } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import { SMTP_CONNECTIONS } from '../src/emails/sending/mailer.ts';

export interface MailWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  /** Of the purchases whose mails are sent. */
  taskQueue: string;
  sendMail: PurchaseActivities['sendMail'];
  graceMs: number;
}

/** Sends the mails of the purchases on `taskQueue`, from a queue of their own. */
export const createMailWorker = (options: MailWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: mailTaskQueueOf(options.taskQueue),
    activities: { sendMail: options.sendMail },
    shutdownGraceTime: options.graceMs,
    // A mail more would only wait for a connection, and its time would run out there instead of at the server.
    maxConcurrentActivityTaskExecutions: SMTP_CONNECTIONS,
  });
