import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { apiParts } from '../../src/cli/api-parts.ts';
import type { Config } from '../../src/config/config.ts';
import { openMailer, type MailConfig } from '../../src/emails/sending/mailer.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { createKey, rotateKey } from '../../src/operations/api-keys.ts';
import { serveApi } from '../../src/web/api/serve.ts';
import { clockRoute } from '../sandbox/clock-route.ts';
import type { TemporalServer } from '../server/temporal-server.ts';
import { keptReceiptKeys } from './kept-receipt-keys.ts';

const DEFAULT_PORT = 4401;

export interface EmbeddedApi {
  url: string;
  /** A key of each side, for trying out: made anew by each start, the one before it ends. */
  keys: { service: string; approver: string; admin: string };
  stop(): Promise<void>;
}

interface EmbeddedApiParts {
  ledger: Ledger;
  mail: MailConfig;
  log: Logger;
  sandboxShop: boolean;
}

/** Serves the HTTP API with connections of its own. If its port is taken, any free port is used. */
export async function startEmbeddedApi(
  server: TemporalServer,
  config: Config<'start'>,
  { ledger, mail, log, sandboxShop }: EmbeddedApiParts,
): Promise<EmbeddedApi> {
  // Before anything is open: it throws if the file with the key cannot be read.
  const withReceiptKeys = { ...config, receiptKeys: config.receiptKeys ?? keptReceiptKeys(config.dataDir) };
  const connection = await Connection.connect(server.connectionOptions);
  const temporal = new Client({ connection, namespace: server.namespace });
  const mailer = openMailer(mail, mailRecord(ledger));
  const options = {
    ...apiParts(withReceiptKeys, { temporal, ledger, mailer, log }),
    host: '127.0.0.1',
    moreRoutes: [clockRoute({ sandboxShop, timeSkipping: server.timeSkipping })],
  };
  try {
    const api = await serveApi({ ...options, port: DEFAULT_PORT }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return serveApi({ ...options, port: 0 });
    });
    return {
      url: api.url,
      keys: {
        service: await keyFor(ledger, 'npm-start-shop', 'service'),
        approver: await keyFor(ledger, 'npm-start-support', 'approver'),
        admin: await keyFor(ledger, 'npm-start-admin', 'admin'),
      },
      async stop() {
        await api.stop();
        mailer.close();
        await connection.close();
      },
    };
  } catch (error) {
    mailer.close();
    await connection.close();
    throw error;
  }
}

async function keyFor(ledger: Ledger, caller: string, role: keyof EmbeddedApi['keys']): Promise<string> {
  const at = new Date();
  const issued =
    (await rotateKey(ledger, { caller, othersEndAt: at }, at)) ??
    (await createKey(ledger, { caller, role }, at));
  return issued.token;
}
