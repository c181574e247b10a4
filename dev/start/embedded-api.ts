import process from 'node:process';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { ledgerDesk } from '../../src/cli/open-desk.ts';
import { readConfig } from '../../src/config/config.ts';
import { openMailer, type MailConfig } from '../../src/emails/sending/mailer.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { createKey, rotateKey } from '../../src/operations/api-keys.ts';
import { serveApi, type ServeOptions } from '../../src/web/api/serve.ts';
import { clockRoute } from '../sandbox/clock-route.ts';
import type { TemporalServer } from '../server/temporal-server.ts';

const DEFAULT_PORT = 4401;

export interface EmbeddedApi {
  url: string;
  /** A key of each side, for trying out: made anew by each start, the one before it ends. */
  keys: { service: string; approver: string };
  stop(): Promise<void>;
}

/** Serves the HTTP API with connections of its own. If its port is taken, any free port is used. */
export async function startEmbeddedApi(
  server: TemporalServer,
  { ledger, mail, log, sandboxShop }: { ledger: Ledger; mail: MailConfig; log: Logger; sandboxShop: boolean },
): Promise<EmbeddedApi> {
  const connection = await Connection.connect(server.connectionOptions);
  const temporal = new Client({ connection, namespace: server.namespace });
  const mailer = openMailer(mail, mailRecord(ledger));
  const now = (): Date => new Date();
  const options = {
    returns: createReturnsClient({ client: temporal, records: ledgerRecords(ledger) }),
    temporal,
    ledger,
    desk: ledgerDesk({ ledger, mailer, now }),
    log,
    now,
    host: '127.0.0.1',
    ...configured(),
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

function configured(): Pick<ServeOptions, 'approvalLimits' | 'eventSecrets'> {
  const read = readConfig('start', process.env);
  if (!read.ok) return {};
  const { approvalLimits, eventSecrets } = read.config;
  return { ...(approvalLimits && { approvalLimits }), ...(eventSecrets && { eventSecrets }) };
}

async function keyFor(ledger: Ledger, caller: string, role: 'service' | 'approver'): Promise<string> {
  const at = new Date();
  const issued =
    (await rotateKey(ledger, { caller, othersEndAt: at }, at)) ??
    (await createKey(ledger, { caller, role }, at));
  return issued.token;
}
