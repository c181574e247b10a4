import process from 'node:process';
import { Client } from '@temporalio/client';
import { Command, CommanderError } from 'commander';
import { formatProblems, readConfig, type Config } from '../config/config.ts';
import { openMailer } from '../emails/sending/mailer.ts';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import type { Ledger } from '../ledger/tables.ts';
import { httpOrderService } from '../orders/http-order-service.ts';
import type { Report } from '../operations/reconcile/report.ts';
import { reconcile } from '../operations/reconcile/reconcile.ts';
import { exitCodeOf, reportLines } from './reconcile-report.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal } from '../temporal/connect-temporal.ts';
import { NoTemporalServer } from '../temporal/server-connection.ts';
import { reachDesk } from './desk/reach-desk.ts';
import { lineOf, NotPossible } from './not-possible.ts';
import { printable, printableJson } from './printable.ts';
import { readRunning } from './start-file.ts';
import { durationFrom } from './time-words.ts';
import { quietWithoutReader, variablesText } from './usage.ts';

const CONNECT_TIMEOUT_MS = 5_000;

const say = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
const tell = (line: string): void => void process.stdout.write(`${printable(line)}\n`);

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
  if (json === true) tell(printableJson(report));
  else for (const line of reportLines(report)) tell(line);
  return exitCodeOf(report);
}

/** Here, or in the `npm start` that has the ledger of this data. */
async function compareAll(sinceMs: number): Promise<Report> {
  const running = process.env['DATABASE_URL'] ? undefined : readRunning(process.env['DATA_DIR'] || '.data');
  if (running !== undefined) return reachDesk(running.deskPath).reconcile({ sinceMs });
  const read = readConfig('reconcile', process.env);
  if (!read.ok) throw new NotPossible(formatProblems('reconcile', read.problems));
  const database = await readyLedger(read.config.databaseUrl);
  if (!database.ready) throw new NotPossible(database.why);
  try {
    return await compare(read.config, database.ledger, sinceMs);
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

quietWithoutReader();

try {
  process.exitCode = await main();
} catch (error) {
  // Commander has written its line by now.
  const asked = error instanceof CommanderError;
  if (!asked) {
    const expected = [NotPossible, NoTemporalServer, LedgerFailure];
    say(lineOf(error, (thrown) => expected.some((kind) => thrown instanceof kind)));
  }
  process.exitCode = asked && error.exitCode === 0 ? 0 : 2;
}
