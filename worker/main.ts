import { existsSync } from 'node:fs';
import process from 'node:process';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { formatProblems, readConfig } from '../src/config/config.ts';
import { readyLedger } from '../src/ledger/ready-ledger.ts';
import { configuredServer } from '../src/temporal/configured-server.ts';
import { freePorts } from '../src/listening/free-ports.ts';
import { checkRetention } from '../src/temporal/retention.ts';
import { NoTemporalServer } from '../src/temporal/server-connection.ts';
import { BUILT_BUNDLE_PATH, bundleWorkflows } from './bundle.ts';
import { createLog, installRuntime, temporalLogger } from './log.ts';
import { serveWorkerHttp } from './http.ts';
import { startWorker } from './worker.ts';
import { lineOf } from '../src/cli/not-possible.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

async function main(): Promise<void> {
  const read = readConfig('worker', process.env);
  if (!read.ok) {
    process.stderr.write(`${formatProblems('worker', read.problems)}\n`);
    process.exitCode = 1;
    return;
  }
  const { config } = read;
  const log = createLog(config.logLevel);
  // From the very beginning: the first process of a container ignores what it has no handler for.
  const stopAsked = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const { connection = { address: '127.0.0.1:7233' }, namespace } = configuredServer(process.env);
  const retention = await checkRetention(connection, namespace);
  if (retention.result === 'too_short') {
    process.stderr.write(`${retention.why}\n`);
    process.exitCode = 1;
    return;
  }
  if (retention.result === 'unknown') log.warn({ namespace }, retention.why);
  const database = await readyLedger(config.databaseUrl);
  if (!database.ready) {
    process.stderr.write(`${database.why}\n`);
    process.exitCode = 1;
    return;
  }
  const [metricsPort] = await freePorts(1);
  const metricsAddress = `127.0.0.1:${metricsPort}`;
  const sdkMetrics = async (): Promise<string> => (await fetch(`http://${metricsAddress}/metrics`)).text();
  installRuntime(log, { metricsAddress });
  const worker = await startWorker({
    connection,
    namespace,
    bundle: await workflowBundle(),
    cacheSize: config.workerCacheSize,
    sdkMetrics,
    outside: {
      orderServiceUrl: config.orderServiceUrl,
      orderServiceToken: config.orderServiceToken,
      mail: { smtpUrl: config.smtpUrl, from: config.mailFrom, replyTo: config.mailReplyTo },
      ledger: database.ledger,
    },
  });
  const http = await serveWorkerHttp({
    host: config.listenHost ?? '127.0.0.1',
    port: config.port ?? 0,
    readiness: () => worker.readiness(),
    metrics: async () => {
      await worker.takeStock();
      return sdkMetrics();
    },
  });
  process.stdout.write(`ready worker ${http.url}\n`);
  const signal = await Promise.race([stopAsked, worker.ended]);
  if (signal !== undefined) log.info({ signal }, 'stopping: no new work, what is in flight is finished');
  await worker.stop();
  await http.stop();
  await database.ledger.destroy();

  async function workflowBundle(): Promise<WorkflowBundleOption> {
    if (process.env['NODE_ENV'] !== 'production') return bundleWorkflows(temporalLogger(log));
    if (existsSync(BUILT_BUNDLE_PATH)) return { codePath: BUILT_BUNDLE_PATH };
    throw new Error('dist/workflow-bundle.js is missing: run npm run build first');
  }
}

answerUsage(
  usageOf(
    'worker',
    {
      command: 'npm run worker',
      what: 'Starts a worker that lives the purchases, and stays until it is stopped.',
    },
    ['NODE_ENV'],
  ),
);

try {
  await main();
} catch (error) {
  process.stderr.write(`${lineOf(error, (thrown) => thrown instanceof NoTemporalServer)}\n`);
  // At once: the SDK's runtime would keep a process alive whose worker never came to be.
  process.exit(1);
}
