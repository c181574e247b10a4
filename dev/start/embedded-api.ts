import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { apiParts, EVIDENCE_FOLDER, evidenceKept, mailsAndPages } from '../../src/cli/api-parts.ts';
import type { Config } from '../../src/config/config.ts';
import type { MailConfig } from '../../src/emails/sending/mailer.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import { freePorts, isPortFree } from '../../src/listening/free-ports.ts';
import { createKey, rotateKey } from '../../src/operations/api-keys.ts';
import { serveApi } from '../../src/web/serve.ts';
import { clockRoute } from '../sandbox/clock-route.ts';
import type { TemporalServer } from '../server/temporal-server.ts';
import { keptReceiptKeys } from './kept-receipt-keys.ts';
import { CALLS_END } from '../../src/temporal/calls-end.ts';

const DEFAULT_PORT = 4401;

export interface EmbeddedApi {
  url: string;
  links: LinkConfig | undefined;
  /** A key of each side, for trying out: made anew by each start, the one before it ends. */
  keys: { service: string; approver: string; admin: string };
  stop(): Promise<void>;
}

interface EmbeddedApiParts {
  ledger: Ledger;
  mail: MailConfig;
  /** The links to customers' pages, if the API listens at this port. */
  linksAt: (port: number) => LinkConfig | undefined;
  log: Logger;
  sandboxShop: boolean;
}

/** How many other ports are tried if programs take them at the same moment. */
const MOST_TRIES = 5;

/** Its usual port, or any free one if another program has that. */
async function portToTry(): Promise<number> {
  if (await isPortFree(DEFAULT_PORT)) return DEFAULT_PORT;
  const [port = 0] = await freePorts(1);
  return port;
}

/** Serves the HTTP API with connections of its own. If its port is taken, any free port is used. */
export async function startEmbeddedApi(
  server: TemporalServer,
  config: Config<'start'>,
  { ledger, mail, linksAt, log, sandboxShop }: EmbeddedApiParts,
): Promise<EmbeddedApi> {
  // Before anything is open: it throws if the file with the key cannot be read.
  const withReceiptKeys = { ...config, receiptKeys: config.receiptKeys ?? keptReceiptKeys(config.dataDir) };
  const evidenceStore =
    config.evidenceStore ?? pathToFileURL(join(resolve(config.dataDir), EVIDENCE_FOLDER)).href;
  const evidenceKeeping = await evidenceKept(ledger, { ...config, evidenceStore });
  const connection = await Connection.connect({ ...server.connectionOptions, interceptors: CALLS_END });
  const temporal = new Client({ connection, namespace: server.namespace });
  try {
    const served = await serveWhereFree(async (port) => {
      const links = linksAt(port);
      const { mailer, customers } = mailsAndPages(ledger, { mail, links, pageTexts: config.pageTexts });
      const options = {
        ...apiParts(withReceiptKeys, { temporal, ledger, mailer, customers, evidenceKeeping, log }),
        host: '127.0.0.1',
        moreRoutes: [clockRoute({ sandboxShop, timeSkipping: server.timeSkipping })],
      };
      try {
        return { api: await serveApi({ ...options, port }), links, mailer };
      } catch (error) {
        mailer?.close();
        throw error;
      }
    });
    const { api, links, mailer } = served;
    return {
      url: api.url,
      links,
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
    await connection.close();
    throw error;
  }
}

/** Another program can take a port between the look and the listening. */
async function serveWhereFree<T>(serve: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await serve(await portToTry());
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || tries === MOST_TRIES) throw error;
    }
  }
}

async function keyFor(ledger: Ledger, caller: string, role: keyof EmbeddedApi['keys']): Promise<string> {
  const at = new Date();
  const rotation = await rotateKey(ledger, { caller, othersEndAt: at, expiresAt: 'never' }, at);
  const issued = rotation.rotated ? rotation.key : await createKey(ledger, { caller, role }, at);
  return issued.token;
}
