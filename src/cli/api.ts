import process from 'node:process';
import { Client } from '@temporalio/client';
import { pino } from 'pino';
import { mailConfigOf } from '../emails/sending/mail-config.ts';
import { linkConfigOf } from '../links/customer-links.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal } from '../temporal/connect-temporal.ts';
import { serveApi } from '../web/serve.ts';
import { apiParts, evidenceKept, mailsAndPages } from './api-parts.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { runProgram, toStdout } from './program.ts';
import { stopAsked } from './stop-asked.ts';
import { answerUsage, usageOf } from './usage.ts';
import { whyNotListening } from './why-not-listening.ts';

const CONNECT_TIMEOUT_MS = 10_000;

async function main(): Promise<void> {
  const config = configOf('api', process.env);
  // The time in the form that the worker's log has.
  const log = pino({ level: config.logLevel, timestamp: pino.stdTimeFunctions.isoTime }, process.stderr);
  // Handled from the beginning: the first process of a container ignores signals that it has no handler for.
  const stopped = stopAsked();
  const { connection: address = { address: '127.0.0.1:7233' }, namespace } = configuredServer(process.env);
  const database = await readyLedger(config.databaseUrl);
  if (!database.ready) throw new NotPossible(database.why);
  const { ledger } = database;
  const evidenceKeeping = await evidenceKept(ledger, config);
  const connection = await connectTemporal({ connection: address, namespace }, CONNECT_TIMEOUT_MS);
  const temporal = new Client({ connection, namespace });
  const mail = mailConfigOf(config);
  const { pageTexts } = config;
  const { mailer, customers } = mailsAndPages(ledger, { mail, links: linkConfigOf(config), pageTexts });
  const { listenHost: host = '127.0.0.1', port = 0 } = config;
  const parts = apiParts(config, { temporal, ledger, mailer, customers, evidenceKeeping, log });
  const api = await serveApi({ ...parts, host, port }).catch((error: unknown) => {
    throw whyNotListening(error, { variable: 'PORT', host, port });
  });
  toStdout(`ready api ${api.url}`);
  log.info({ signal: await stopped }, 'stopping: no new requests');
  await api.stop();
  mailer?.close();
  await connection.close();
  await ledger.destroy();
}

answerUsage(
  usageOf('api', {
    command: 'npm run api',
    what: 'Serves the HTTP API, and stays until it is stopped.',
  }),
);

await runProgram(main, { failsAtOnce: true });
