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
import { readyLedger } from '../src/ledger/ready-ledger.ts';
import type { SandboxPage } from './sandbox/page/start-page.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { configuredServer } from '../src/temporal/configured-server.ts';
import { checkRetention } from '../src/temporal/retention.ts';
import { startTemporal } from './server/start-temporal.ts';
import { NoTemporalServer } from '../src/temporal/server-connection.ts';
import type { TemporalServer } from './server/temporal-server.ts';
import { startEmbeddedApi, type EmbeddedApi } from './start/embedded-api.ts';
import { startEmbeddedPage } from './start/embedded-page.ts';
import { holdLedger, type HeldLedger, type OpenedLedger } from './start/ledger-of-data-folder.ts';
import { sendToShop } from './start/shop-endpoint.ts';
import { startTogether } from './start/start-together.ts';
import { linkConfigOf, type LinkConfig } from '../src/links/customer-links.ts';
import { httpUrl } from '../src/listening/listen.ts';
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

/** A purchase that goes through a claim to its refund. Each line can be pasted as it is. */
const STORY = [
  'open --id demo-1',
  'sms demo-1',
  'complete demo-1',
  'claim demo-1 major_defect --reason "The number lost every second code today."',
  'skip demo-1 5d',
  'choose demo-1 refund',
  'status demo-1',
  'inbox --purchase demo-1',
  'webhooks',
];

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

/** Starts both at once. A configured server is checked first, because it may be refused before anything is started. */
async function serverAndLedger(
  config: Config<'start'>,
  dataDir: string,
): Promise<[TemporalServer, OpenedLedger]> {
  if (configuredServer(process.env).connection !== undefined) {
    const server = await serverFor(config, dataDir);
    await refuseShortRetention(server);
    return [server, await (await ledgerFor(config, dataDir)).open()];
  }
  // First, because this fails at once if there can be no ledger, and the server may have to be built for minutes.
  const ledger = await ledgerFor(config, dataDir);
  return startTogether(serverFor(config, dataDir), ledger.open());
}

async function refuseShortRetention({ connectionOptions, namespace }: TemporalServer): Promise<void> {
  const retention = await checkRetention(connectionOptions, namespace);
  if (retention.result === 'too_short') throw new NotPossible(retention.why);
  if (retention.result === 'unknown') toStderr(retention.why);
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

/** Prefers a server that can skip time, for the sandbox. With a configured server or a real shop any server will do. */
async function serverFor(config: Config<'start'>, dataDir: string): Promise<TemporalServer> {
  const configured = configuredServer(process.env).connection !== undefined;
  if (configured || config.orderServiceUrl !== undefined) {
    return startTemporal({ dataDir, needs: 'any', timerShift: 'default', say: toStderr });
  }
  try {
    return await startTemporal({ dataDir, needs: 'time_skipping', say: toStderr });
  } catch (error) {
    if (!(error instanceof NoTemporalServer)) throw error;
    const server = await startTemporal({
      dataDir,
      needs: 'any',
      timerShift: 'default',
      say: () => undefined,
    });
    toStderr('This Temporal server cannot skip time: the clock of a purchase runs as fast as yours.');
    return server;
  }
}

/** The configured PostgreSQL, or else one in the data folder. */
async function ledgerFor(config: Config<'start'>, dataDir: string): Promise<HeldLedger> {
  if (config.databaseUrl === undefined) return holdLedger(dataDir);
  const answer = await readyLedger(config.databaseUrl);
  if (!answer.ready) throw new NotPossible(answer.why);
  const { ledger } = answer;
  const opened = { ledger, ended: new Promise<never>(() => undefined), stop: () => ledger.destroy() };
  return { open: () => Promise.resolve(opened) };
}

function story({ sandboxShop, timeSkipping, pageUrl }: Running, dataDir: string): string[] {
  if (!sandboxShop) {
    return ['', `Open ${pageUrl} in a browser to see the purchases of your shop.`, 'Ctrl-C stops it.'];
  }
  const possible = STORY.filter((line) => timeSkipping || !/^(skip|choose)/.test(line));
  return [
    '',
    `Open ${pageUrl} in a browser and watch purchases go through the policy.`,
    'Or try, in another terminal and in this order:',
    ...possible.map((line) => `  ${onThisData(dataDir)}npm run cli -- ${line}`),
    `For a second time take another id than demo-1, or stop this, delete ${dataDir} and start it again.`,
    '',
    'Ctrl-C stops it.',
  ];
}

/** The variable to put in front of a command in another terminal, so that it uses this data folder. */
function onThisData(dataDir: string): string {
  if (!process.env['DATA_DIR']) return '';
  const quoted = /^[\w./-]+$/.test(dataDir) ? dataDir : `'${dataDir.replaceAll("'", `'\\''`)}'`;
  return `DATA_DIR=${quoted} `;
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
