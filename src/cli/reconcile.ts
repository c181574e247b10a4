import process from 'node:process';
import { Client } from '@temporalio/client';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { openMailer } from '../emails/sending/mailer.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import type { Ledger } from '../ledger/tables.ts';
import { httpOrderService } from '../orders/http-order-service.ts';
import type { Report } from '../operations/reconcile/report.ts';
import { reconcile } from '../operations/reconcile/reconcile.ts';
import { exitCodeOf, reportLines } from './reconcile-report.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal } from '../temporal/connect-temporal.ts';
import { reachDesk } from './desk/reach-desk.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';
import { toStdout, runProgram } from './program.ts';
import { readRunning } from './start-file.ts';
import { durationFrom } from './duration-argument.ts';
import { variablesText } from './usage.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** `npm run reconcile`: 0 all fine, 1 something is left to a person, 2 something could not be checked. */
async function main(): Promise<0 | 1 | 2> {
  const { json, since } = new Command('reconcile')
    .description('Compares workflows, ledger and order service. Never moves money.')
    .option('--since <duration>', 'how far back closed purchases are looked at, like 12h or 35d', '35d')
    .option('--json', 'the whole report')
    .addHelpText('after', variablesText('reconcile'))
    .exitOverride()
    .parse(process.argv)
    .opts<{ json?: true; since: string }>();
  const report = await compareAll(durationFrom(since));
  if (json === true) toStdout(printableJson(report));
  else for (const line of reportLines(report)) toStdout(line);
  return exitCodeOf(report);
}

/** Here, or in the `npm start` that has the ledger of this data. */
async function compareAll(sinceMs: number): Promise<Report> {
  const running = process.env['DATABASE_URL'] ? undefined : readRunning(process.env['DATA_DIR'] || '.data');
  if (running !== undefined) return reachDesk(running.deskPath).reconcile({ sinceMs });
  const config = configOf('reconcile', process.env);
  const database = await readyLedger(config.databaseUrl);
  if (!database.ready) throw new NotPossible(database.why);
  try {
    return await compare(config, database.ledger, sinceMs);
  } finally {
    await database.ledger.destroy();
  }
}

async function compare(config: Config<'reconcile'>, ledger: Ledger, sinceMs: number): Promise<Report> {
  const { connection: configured = { address: '127.0.0.1:7233' }, namespace } = configuredServer(process.env);
  const connection = await connectTemporal({ connection: configured, namespace }, CONNECT_TIMEOUT_MS);
  const mailer = openMailer(
    { smtpUrl: config.smtpUrl, from: config.mailFrom, replyTo: config.mailReplyTo },
    mailRecord(ledger),
  );
  try {
    const temporal = new Client({ connection, namespace });
    const shop = httpOrderService({ url: config.orderServiceUrl, token: config.orderServiceToken });
    const compared = { temporal, ledger, shop, sendMail: mailer.send };
    return await reconcile(compared, { sinceMs, now: new Date() });
  } finally {
    mailer.close();
    await connection.close();
  }
}

await runProgram(main, { failure: 2 });
