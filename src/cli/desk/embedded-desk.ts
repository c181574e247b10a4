import { Client, Connection } from '@temporalio/client';
import { openMailer, type MailConfig } from '../../emails/sending/mailer.ts';
import { mailRecord } from '../../ledger/mails.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { httpOrderService } from '../../orders/http-order-service.ts';
import type { TemporalServer } from '../../temporal/temporal-server.ts';
import { deskOver } from './desk.ts';
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
    const compared = { temporal, shop: httpOrderService({ url, token }), sendMail: mailer.send };
    const served = await serveDesk(deskOver({ ledger, mailer, compared, now: () => new Date() }));
    return { ...served, stop: () => served.stop().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}
