import { expect, type TestContext } from 'vitest';
import type { Mail, MailReceipt } from '../../../src/contract/mail.ts';
import { RIG_MAIL_FROM, type Rig } from '../../../dev/rig/rig.ts';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { httpOrderService } from '../../../src/orders/http-order-service.ts';
import type { Report } from '../../../src/operations/reconcile/report.ts';
import {
  reconcile,
  type ReconcileOptions,
  type ReconcileParts,
} from '../../../src/operations/reconcile/reconcile.ts';
import { recordingProxy, type Exchange } from '../../orders/recording-proxy.ts';
import { testRig } from '../../workflows/test-rig.ts';

export interface ReconcileRig extends Rig {
  taskQueue: string;
  parts: ReconcileParts;
  /** Default: by the host's clock, closed purchases of 35 days. */
  run(options?: Partial<ReconcileOptions>): Promise<Report>;
  /** Every call of the reconciliation that reached the order service. */
  exchanges: Exchange[];
}

/** Purchases on a ledger of their own, and their reconciliation. Fails the test if that ever writes to the shop. */
export async function reconcileRig({
  onTestFinished,
}: Pick<TestContext, 'onTestFinished'>): Promise<ReconcileRig> {
  const rig = await testRig();
  const { temporal, taskQueue, ledger, sandbox } = rig;
  const mailer = openMailer(
    { smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM, timeouts: { totalMs: 5_000 } },
    mailRecord(ledger),
  );
  onTestFinished(async () => {
    mailer.close();
    await rig.stop();
  });
  const { url, exchanges } = await recordingProxy(sandbox.orderServiceUrl, { onTestFinished });
  onTestFinished(() => expect(exchanges.filter(({ method }) => method !== 'GET')).toEqual([]));
  const shop = httpOrderService({ url, token: sandbox.token });
  const sendMail = (mail: Mail): Promise<MailReceipt> => mailer.send(mail);
  const parts = { temporal, taskQueue, ledger, shop, sendMail };
  return { ...rig, parts, run: (options) => reconcile(parts, { now: new Date(), ...options }), exchanges };
}
