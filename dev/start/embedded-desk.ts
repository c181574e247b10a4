import { Client, Connection } from '@temporalio/client';
import { openMailer, type MailConfig } from '../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import type { TemporalServer } from '../server/temporal-server.ts';
import { deskOver } from '../../src/operations/desk.ts';
import { forgetCustomer } from '../../src/operations/forget/forget-customer.ts';
import { reconcile } from '../../src/operations/reconcile/reconcile.ts';
import { serveDesk, type ServedDesk } from './serve-desk.ts';

export interface EmbeddedDeskParts {
  server: TemporalServer;
  ledger: Ledger;
  outside: { orderServiceUrl: string; orderServiceToken: string; mail: MailConfig };
}

/** The desk of `npm start`, with connections of its own. */
export async function startEmbeddedDesk({ server, ledger, outside }: EmbeddedDeskParts): Promise<ServedDesk> {
  const { orderServiceUrl: url, orderServiceToken: token, mail } = outside;
  const connection = await Connection.connect(server.connectionOptions);
  const mailer = openMailer(mail, mailRecord(ledger));
  const close = async (): Promise<void> => {
    mailer.close();
    await connection.close();
  };
  try {
    const temporal = new Client({ connection, namespace: server.namespace });
    const compared = { ledger, temporal, shop: httpOrderService({ url, token }), sendMail: mailer.send };
    const now = (): Date => new Date();
    const desk = deskOver({
      ledger,
      mailer: () => mailer,
      reconcile: ({ sinceMs }) => reconcile(compared, { sinceMs, now: now() }),
      forget: (request) => forgetCustomer({ ledger, temporal }, request, now()),
      now,
    });
    const served = await serveDesk(desk);
    return { ...served, stop: () => served.stop().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}
