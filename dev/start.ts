import { resolve as absolute } from 'node:path';
import process from 'node:process';
import type { Logger } from 'pino';
import { keptBundle } from '../worker/kept-bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';
import { webhooksOf } from '../worker/webhooks-of.ts';
import { startWorker, type ReturnsWorker } from '../worker/worker.ts';
import type { Config } from '../src/config/config.ts';
import { readWebhookSecret } from '../src/config/webhook-secret.ts';
import { mailConfigOf } from '../src/emails/sending/mail-config.ts';
import type { SandboxPage } from './sandbox/page/start-page.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { TemporalServer } from './server/temporal-server.ts';
import { startEmbeddedApi, type EmbeddedApi } from './start/embedded-api.ts';
import { startEmbeddedPage } from './start/embedded-page.ts';
import type { OpenedLedger } from './start/ledger-of-data-folder.ts';
import { serverAndLedger } from './start/server-and-ledger.ts';
import { story } from './start/story.ts';
import { sendToShop } from './start/shop-endpoint.ts';
import { linkConfigOf, type LinkConfig } from '../src/links/customer-links.ts';
import { httpUrl } from '../src/listening/listen.ts';
import { unlessAway } from '../src/ledger/ledger-unavailable.ts';
import { readLedgerIdentity } from '../src/ledger/read/ledger-identity.ts';
import { hkdfSync } from 'node:crypto';
import { webhooksOfDataFolder } from './start/webhooks-of-data-folder.ts';
import { startEmbeddedSandbox } from './sandbox/embedded-sandbox.ts';
import { configOf } from '../src/cli/cli-config.ts';
import { NotPossible } from '../src/cli/not-possible.ts';
import { present } from '../src/contract/present.ts';
import type { MailConfig } from '../src/emails/sending/mailer.ts';
import { toStdout, toStderr, runProgram } from '../src/cli/program.ts';
import { readRunning, type Running } from '../src/cli/start-file.ts';
import { keyLines, removeRunning, runningLines, writeRunning } from './start/write-start-file.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';
import { OWN_MACHINE } from '../src/webhooks/private-ranges.ts';

const SANDBOX_MAIL_FROM = 'InstaOTP <returns@instaotp.example>';

async function main(): Promise<void> {
  const config = configOf('start', process.env);
  const dataDir = absolute(config.dataDir);
  const running = readRunning(dataDir);
  if (running !== undefined) throw new NotPossible(alreadyRuns(running, dataDir));

  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  installRuntime(log);
  toStderr(
    `Starting on the data in ${dataDir}. It takes some seconds; the first time a server may have to be built.`,
  );
  const bundling = keptBundle(temporalLogger(log));
  bundling.catch(() => undefined);
  const [server, record] = await serverAndLedger(config, dataDir);
  try {
    toStdout(`ready temporal ${server.address}`);
    const sandbox = needsSandbox(config) ? await startEmbeddedSandbox(dataDir, process.env) : undefined;
    try {
      if (sandbox !== undefined) toStdout(`ready sandbox ${sandbox.orderServiceUrl}`);
      toStderr('Making the workflow code ready.');
      await runUntilStopped({ config, dataDir, server, sandbox, record, bundle: await bundling, log });
    } finally {
      await sandbox?.stop();
    }
  } finally {
    await record.stop();
    await server.stop();
  }
}

interface Parts {
  config: Config<'start'>;
  dataDir: string;
  server: TemporalServer;
  sandbox: Sandbox | undefined;
  record: OpenedLedger;
  bundle: Awaited<ReturnType<typeof keptBundle>>;
  log: Logger;
}

/** Runs worker and page until something ends or a stop is asked for. */
async function runUntilStopped({
  config,
  dataDir,
  server,
  sandbox,
  record,
  bundle,
  log,
}: Parts): Promise<void> {
  const { ledger, databaseUrl } = record;
  const outside = outsideOf(config, sandbox);
  const sandboxShop = config.orderServiceUrl === undefined;
  const { own, config: configured } = withWebhooks(config, dataDir);
  const webhooks = webhooksOf(configured, outside.mail);
  if (webhooks !== undefined && sandbox !== undefined && sandboxShop) {
    const { shopEndpointId: endpointId } = webhooksOfDataFolder(dataDir);
    await sendToShop({ ledger, ...webhooks }, { sandbox, endpointId }, new Date());
  }
  let worker: ReturnsWorker | undefined;
  let page: SandboxPage | undefined;
  let api: EmbeddedApi | undefined;
  try {
    // First, because the links in mails lead to where it listens.
    api = await startEmbeddedApi(server, configured, {
      ledger,
      mail: outside.mail,
      linksAt: (port) => linkConfigOf(config) ?? (own === undefined ? undefined : ownLinks(own, port)),
      log,
      sandboxShop,
    });
    const { links } = api;
    worker = await startWorker({
      connection: server.connectionOptions,
      namespace: server.namespace,
      bundle,
      cacheSize: config.workerCacheSize,
      outside: { ...outside, ledger, links },
      webhooks,
    });
    const stopped = stopAsked().then(() => undefined);
    const shown = { sandbox, sandboxShop, ledger, links, mailTexts: config.mailTexts };
    page = await startEmbeddedPage(server, shown, config.port);
    writeRunning(dataDir, {
      temporalAddress: server.address,
      namespace: server.namespace,
      timeSkipping: server.timeSkipping,
      orderServiceUrl: outside.orderServiceUrl,
      mailsTo: new URL(outside.mail.smtpUrl).host,
      ...(sandbox && { sandboxUrl: sandbox.orderServiceUrl }),
      sandboxShop,
      ...present({
        databaseUrl,
        ledgerIdentity: await unlessAway(readLedgerIdentity(ledger)),
        sandboxMail: config.smtpUrl === undefined ? shownMail(outside.mail) : undefined,
        webhookSecret: own,
        links: own === undefined || links === undefined ? undefined : shownLinks(links),
      }),
      ...(page && { pageUrl: page.url }),
      api: { url: api.url, keys: api.keys },
    });
    toStdout(`ready worker ${server.address}`);
    toStdout(`ready api ${api.url}`);
    if (page?.movedAway) toStderr('The port of the page is taken by another program: it has another one.');
    if (page !== undefined) toStdout(`ready page ${page.url}`);
    const now = readRunning(dataDir);
    if (now !== undefined)
      toStdout(['', ...runningLines(now, dataDir), ...keyLines(now), ...story(now, dataDir)].join('\n'));
    const reason = await Promise.race([
      stopped,
      server.ended.then((end) => end.reason),
      record.ended.then((end) => end.reason),
      worker.ended.then(() => undefined),
    ]);
    if (reason !== undefined) throw new NotPossible(reason);
    toStderr('Stopping: no new work, what is in flight is finished.');
  } finally {
    removeRunning(dataDir);
    await api?.stop();
    await page?.stop();
    await worker?.stop();
  }
}

/**
 * The configuration with what webhooks need. On its own ledger npm start keeps a secret for them; another ledger may have
 * endpoints of another secret. `own`: that secret, if it is used.
 */
function withWebhooks(
  config: Config<'start'>,
  dataDir: string,
): { own: string | undefined; config: Config<'start'> } {
  const isOwn = config.databaseUrl === undefined && config.webhookSecret === undefined;
  const own = isOwn ? webhooksOfDataFolder(dataDir).secret : undefined;
  const webhookSecret = own === undefined ? config.webhookSecret : readWebhookSecret(own);
  const webhookPrivateRanges = [...(config.webhookPrivateRanges ?? []), ...OWN_MACHINE];
  return { own, config: { ...config, webhookPrivateRanges, ...present({ webhookSecret }) } };
}

/** The pages of `npm start` on its own ledger: on this machine, with a secret made from the one that its data folder keeps. */
const ownLinks = (own: string, port: number): LinkConfig => ({
  publicUrl: httpUrl('127.0.0.1', port),
  secret: Buffer.from(hkdfSync('sha256', own, '', 'customer links', 32)),
});

const shownLinks = ({ publicUrl, secret }: LinkConfig) => ({ publicUrl, secret: secret.toString('base64') });

/** What the commands need to send mails to the sandbox's inbox as well. They read MAIL_TEXTS themselves. */
const shownMail = ({ smtpUrl, from, replyTo }: MailConfig) => ({ smtpUrl, from, ...present({ replyTo }) });

const needsSandbox = ({ orderServiceUrl, smtpUrl }: Config<'start'>): boolean =>
  orderServiceUrl === undefined || smtpUrl === undefined;

function outsideOf(config: Config<'start'>, sandbox: Sandbox | undefined) {
  const orderServiceUrl = config.orderServiceUrl ?? sandbox?.orderServiceUrl;
  const orderServiceToken = config.orderServiceToken ?? sandbox?.token;
  const smtpUrl = config.smtpUrl ?? sandbox?.smtpUrl;
  if (orderServiceUrl === undefined || orderServiceToken === undefined || smtpUrl === undefined) {
    throw new Error('Neither configured nor embedded: order service or mail server.');
  }
  const mailFrom = config.mailFrom ?? SANDBOX_MAIL_FROM;
  return { orderServiceUrl, orderServiceToken, mail: mailConfigOf({ ...config, smtpUrl, mailFrom }) };
}

const alreadyRuns = (running: Running, dataDir: string): string =>
  [
    `Process ${running.pid} runs all of this already:`,
    ...runningLines(running, dataDir),
    'Use that one, stop it, or set DATA_DIR to another folder.',
  ].join('\n');

answerUsage(
  usageOf(
    'start',
    {
      command: 'npm start',
      what: 'Starts Temporal server, worker, ledger, sandbox and page on this machine, and stays until it is stopped.',
    },
    ['SANDBOX_PORT', 'SANDBOX_SMTP_PORT'],
  ),
);

await runProgram(main, { failsAtOnce: true });
