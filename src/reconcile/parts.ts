import type { Client } from '@temporalio/client';
import type { Mail, MailReceipt } from '../contract/mail.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { RefundRecords } from '../orders/order-service.ts';

/** What is compared, and what may be done about it. Nothing in here can move money. */
export interface ReconcileParts {
  /** Connected, with the namespace of the purchases. A worker has to run: the purchases are asked. */
  temporal: Client;
  /** Default: the contract's. */
  taskQueue?: string;
  ledger: Ledger;
  shop: RefundRecords;
  /** Sends at most once per `Message-ID` that the ledger knows as accepted. Throws `MailUnavailable`, or `LedgerUnavailable`. */
  sendMail: (mail: Mail) => Promise<MailReceipt>;
}
