import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { apiParts, mailsAndPages } from '../../src/cli/api-parts.ts';
import type { Config } from '../../src/config/config.ts';
import type { MailConfig } from '../../src/emails/sending/mailer.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import { freePorts, isPortFree } from '../../src/listening/free-ports.ts';
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
  links: LinkConfig | undefined;
  port: number;
  log: Logger;
  sandboxShop: boolean;
}

/** Where the API listens: at its usual port, or at any free one if another program has that. */
export async function portOfApi(): Promise<number> {
  if (await isPortFree(DEFAULT_PORT)) return DEFAULT_PORT;
  const [port = 0] = await freePorts(1);
  return port;
}

/** Serves the HTTP API with connections of its own. */
export async function startEmbeddedApi(
  server: TemporalServer,
  config: Config<'start'>,
  { ledger, mail, links, port, log, sandboxShop }: EmbeddedApiParts,
): Promise<EmbeddedApi> {
  // Before anything is open: it throws if the file with the key cannot be read.
  const withReceiptKeys = { ...config, receiptKeys: config.receiptKeys ?? keptReceiptKeys(config.dataDir) };
  const connection = await Connection.connect(server.connectionOptions);
  const temporal = new Client({ connection, namespace: server.namespace });
  const { mailer, customers } = mailsAndPages(ledger, { mail, links });
  const options = {
    ...apiParts(withReceiptKeys, { temporal, ledger, mailer, customers, log }),
    host: '127.0.0.1',
    moreRoutes: [clockRoute({ sandboxShop, timeSkipping: server.timeSkipping })],
  };
  try {
    const api = await serveApi({ ...options, port });
    return {
      url: api.url,
      keys: {
        service: await keyFor(ledger, 'npm-start-shop', 'service'),
        approver: await keyFor(ledger, 'npm-start-support', 'approver'),
        admin: await keyFor(ledger, 'npm-start-admin', 'admin'),
      },
      async stop() {
        await api.stop();
        mailer?.close();
        await connection.close();
      },
    };
  } catch (error) {
    mailer?.close();
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
