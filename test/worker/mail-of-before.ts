import { proxyActivities } from '@temporalio/workflow';
import type { PurchaseActivities } from '../../src/contract/activities.ts';
import type { Mail, MailReceipt } from '../../src/contract/mail.ts';

/** Has a mail sent from `taskQueue`, as a purchase did before mails had a queue of their own. */
export function mailOfBefore(taskQueue: string, mail: Mail): Promise<MailReceipt> {
  return proxyActivities<PurchaseActivities>({ startToCloseTimeout: '60 s', taskQueue }).sendMail(mail);
}
