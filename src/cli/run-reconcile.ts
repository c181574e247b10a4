import process from 'node:process';
import { Client } from '@temporalio/client';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { present } from '../contract/present.ts';
import { mailConfigOf } from '../emails/sending/mail-config.ts';
import { openMailer } from '../emails/sending/mailer.ts';
import { customerLinks, linkConfigOf } from '../links/customer-links.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import type { Ledger } from '../ledger/tables.ts';
import { httpOrderService } from '../orders/http-order-service.ts';
import type { Report } from '../operations/reconcile/report.ts';
import { reconcile } from '../operations/reconcile/reconcile.ts';
import { exitCodeOf, reportLines } from './reconcile-report.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal, type ServerPlace } from '../temporal/connect-temporal.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';
import { toStdout } from './program.ts';
import { ledgerOf, serverOf } from './service-on-data.ts';
import { readRunning, type Running } from './start-file.ts';
import { durationFrom } from './duration-argument.ts';
import { variablesText } from './usage.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** The token of the sandbox's shop, which keeps it in the data folder. */
export type SandboxToken = (dataDir: string) => string | undefined;

/**
 * Compares workflows, ledger and order service as the arguments of the process say, prints the report, and returns the exit
 * code: 0 all fine, 1 a person has to act, 2 something could not be checked.
 */
export async function runReconcile(sandboxToken: SandboxToken = () => undefined): Promise<0 | 1 | 2> {
  const { json, since } = new Command('reconcile')
    .description('Compares workflows, ledger and order service. Never moves money.')
    .option('--since <duration>', 'how far back closed purchases are looked at, like 12h or 35d', '35d')
    .option('--json', 'the whole report')
    .addHelpText('after', variablesText('reconcile'))
    .exitOverride()
    .parse(process.argv)
    .opts<{ json?: true; since: string }>();
  const sinceMs = durationFrom(since);
  const { ledger, server, config } = await openParts(process.env, sandboxToken);
  try {
    const report = await compare(config, server, ledger, sinceMs);
    if (json === true) toStdout(printableJson(report));
    else for (const line of reportLines(report)) toStdout(line);
    return exitCodeOf(report);
  } finally {
    await ledger.destroy();
  }
}

interface Parts {
  ledger: Ledger;
  server: ServerPlace;
  config: Config<'reconcile'>;
}

/** The parts that the environment names, or without DATABASE_URL those of the `npm start` that runs on this data. */
async function openParts(env: NodeJS.ProcessEnv, sandboxToken: SandboxToken): Promise<Parts> {
  const dataDir = env['DATA_DIR'] || '.data';
  const running = env['DATABASE_URL'] ? undefined : readRunning(dataDir);
  if (running !== undefined) {
    const ledger = await ledgerOf(running);
    try {
      const config = configOf('reconcile', environmentOf(running, env, sandboxToken(dataDir)));
      return { ledger, server: serverOf(running, env), config };
    } catch (error) {
      await ledger.destroy();
      throw error;
    }
  }
  const config = configOf('reconcile', env);
  const database = await readyLedger(config.databaseUrl);
  if (!database.ready) throw new NotPossible(database.why);
  const { connection = { address: '127.0.0.1:7233' }, namespace } = configuredServer(env);
  return { ledger: database.ledger, server: { connection, namespace }, config };
}

/** Uses the shop and the mail server of that service. The secrets of real ones have to be in this environment as well. */
function environmentOf(
  { databaseUrl, orderServiceUrl, sandboxShop, sandboxMail }: Running,
  env: NodeJS.ProcessEnv,
  sandboxToken: string | undefined,
): NodeJS.ProcessEnv {
  return {
    ...env,
    ...present({ DATABASE_URL: databaseUrl, ORDER_SERVICE_URL: orderServiceUrl }),
    ...(sandboxShop && present({ ORDER_SERVICE_TOKEN: sandboxToken })),
    ...(sandboxMail && {
      SMTP_URL: sandboxMail.smtpUrl,
      MAIL_FROM: sandboxMail.from,
      MAIL_REPLY_TO: sandboxMail.replyTo,
    }),
  };
}

async function compare(
  config: Config<'reconcile'>,
  server: ServerPlace,
  ledger: Ledger,
  sinceMs: number,
): Promise<Report> {
  const connection = await connectTemporal(server, CONNECT_TIMEOUT_MS);
  const linkConfig = linkConfigOf(config);
  const mailer = openMailer(
    {
      ...mailConfigOf(config),
      links: linkConfig && customerLinks(ledger, linkConfig),
    },
    mailRecord(ledger),
  );
  try {
    const temporal = new Client({ connection, namespace: server.namespace });
    const shop = httpOrderService({ url: config.orderServiceUrl, token: config.orderServiceToken });
    const compared = { temporal, ledger, shop, sendMail: mailer.send };
    return await reconcile(compared, { sinceMs, now: new Date() });
  } finally {
    mailer.close();
    await connection.close();
  }
}
