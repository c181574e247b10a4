import { existsSync } from 'node:fs';
import process from 'node:process';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { readyLedger } from '../src/ledger/ready-ledger.ts';
import { configuredServer } from '../src/temporal/configured-server.ts';
import { freePorts } from '../src/listening/free-ports.ts';
import { checkRetention } from '../src/temporal/retention.ts';
import { mailConfigOf } from '../src/emails/sending/mail-config.ts';
import { BUILT_BUNDLE_PATH } from './bundle.ts';
import { keptBundle } from './kept-bundle.ts';
import { linkConfigOf } from '../src/links/customer-links.ts';
import { createLog, installRuntime, temporalLogger } from './log.ts';
import { serveWorkerHttp } from './http.ts';
import { startWorker } from './worker.ts';
import { webhooksOf } from './webhooks-of.ts';
import { configOf } from '../src/cli/cli-config.ts';
import { NotPossible } from '../src/cli/not-possible.ts';
import { toStdout, runProgram } from '../src/cli/program.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';
import { whyNotListening } from '../src/cli/why-not-listening.ts';

async function main(): Promise<void> {
  const config = configOf('worker', process.env);
  const log = createLog(config.logLevel);
  // Handled from the beginning: the first process of a container ignores signals that it has no handler for.
  const stopped = stopAsked();
  const { connection = { address: '127.0.0.1:7233' }, namespace } = configuredServer(process.env);
  const retention = await checkRetention(connection, namespace);
  if (retention.result === 'too_short') throw new NotPossible(retention.why);
  if (retention.result === 'unknown') log.warn({ namespace }, retention.why);
  const database = await readyLedger(config.databaseUrl);
  if (!database.ready) throw new NotPossible(database.why);
  const [metricsPort] = await freePorts(1);
  const metricsAddress = `127.0.0.1:${metricsPort}`;
  const sdkMetrics = async (): Promise<string> => (await fetch(`http://${metricsAddress}/metrics`)).text();
  installRuntime(log, { metricsAddress });
  const mail = mailConfigOf(config);
  const worker = await startWorker({
    connection,
    namespace,
    bundle: await workflowBundle(),
    cacheSize: config.workerCacheSize,
    sdkMetrics,
    webhooks: webhooksOf(config, mail),
    outside: {
      orderServiceUrl: config.orderServiceUrl,
      orderServiceToken: config.orderServiceToken,
      mail,
      links: linkConfigOf(config),
      ledger: database.ledger,
    },
  });
  const { listenHost: host = '127.0.0.1', port = 0 } = config;
  const http = await serveWorkerHttp({
    host,
    port,
    readiness: () => worker.readiness(),
    metrics: async () => {
      await worker.takeStock();
      return sdkMetrics();
    },
  }).catch(async (error: unknown) => {
    // Calls that it has taken meanwhile are given back or finished, as when it is stopped.
    await worker.stop();
    throw whyNotListening(error, { variable: 'PORT', host, port });
  });
  toStdout(`ready worker ${http.url}`);
  const signal = await Promise.race([stopped, worker.ended]);
  if (signal !== undefined) log.info({ signal }, 'stopping: no new work, what is in flight is finished');
  await worker.stop();
  await http.stop();
  await database.ledger.destroy();

  async function workflowBundle(): Promise<WorkflowBundleOption> {
    if (process.env['NODE_ENV'] !== 'production') return keptBundle(temporalLogger(log));
    if (existsSync(BUILT_BUNDLE_PATH)) return { codePath: BUILT_BUNDLE_PATH };
    throw new Error('dist/workflow-bundle.js is missing: run npm run build first');
  }
}

answerUsage(
  usageOf(
    'worker',
    {
      command: 'npm run worker',
      what: 'Starts a worker that runs the purchases, and stays until it is stopped.',
    },
    ['NODE_ENV'],
  ),
);

await runProgram(main, { failsAtOnce: true });
