import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePorts } from '../src/listening/free-ports.ts';
import { startPostgres } from '../dev/postgres/start-postgres.ts';
import { startServerOnPostgres } from '../dev/postgres/start-server-on-postgres.ts';
import { isRunning, processMark } from '../src/cli/process-mark.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';
import { environmentOf, readComposeFile, serviceOf } from './deployment/compose-file.ts';
import type { ComposeService } from './deployment/compose-file.ts';
import { environmentIn, readDockerfile, stageNamed } from './deployment/dockerfile.ts';
import { makeImageFolder, makeSandboxFolder } from './deployment/image-folder.ts';
import { setUpSchemaByScript } from './deployment/native-schema.ts';
import { runPurchase } from './deployment/run-purchase.ts';
import { startPart } from './deployment/start-part.ts';
import type { RunningPart } from './deployment/start-part.ts';
import { useApi } from './deployment/use-api.ts';

// `npm run rehearse`: what docker-compose.yml and the Dockerfile describe, as processes of this machine, and one purchase
// through it. Both files are read, so that what runs here is what they say.

const { env } = process;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const compose = readComposeFile('docker-compose.yml');
const stages = readDockerfile('Dockerfile');
const processes: { what: string; pid: number; mark: string }[] = [];
const undo: (() => Promise<void>)[] = [];

/** Runs one step and prints how long it took, with the second value that `run` returns, if there is one. */
async function step<T>(what: string, run: () => Promise<readonly [T, string?]>): Promise<T> {
  const from = performance.now();
  const [value, detail] = await run();
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  say(`${seconds.padStart(6)} s  ${what}${detail === undefined ? '' : `: ${detail}`}`);
  return value;
}

function watch(what: string, ...pids: number[]): void {
  for (const pid of pids) processes.push({ what, pid, mark: processMark(pid) ?? '' });
}

async function rehearse(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'instaotp-rehearsal-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const image = join(folder, 'app');
  const sandboxImage = join(folder, 'sandbox');
  const dataDir = join(folder, 'data');
  await mkdir(image);
  await mkdir(dataDir);

  await step('the files and dependencies of both images', async () => {
    const { beforeMb, afterMb } = await makeImageFolder(stages, image);
    await makeSandboxFolder(stages, { product: image, folder: sandboxImage });
    return [undefined, `node_modules ${beforeMb} MB, ${afterMb} MB without foreign binaries`];
  });
  const postgres = await step('PostgreSQL', async () => {
    const started = await startPostgres({ env });
    undo.push(() => started.stop());
    return [started, started.version];
  });
  watch('PostgreSQL', ...(await postgres.pids()));
  await step('both schemas, twice: the second time changes nothing', async () => {
    const here = { SQL_HOST: '127.0.0.1', SQL_PORT: String(postgres.port), SQL_USER: postgres.user };
    const script = { compose: environmentOf(serviceOf(compose, 'schema')), here, env, say };
    for (const bin of ['first', 'second']) {
      await mkdir(join(folder, bin));
      await setUpSchemaByScript({ ...script, folder: join(folder, bin) });
    }
    return [undefined];
  });
  await step('the database of the ledger, as the container makes it', async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`create database ${environmentOf(serviceOf(compose, 'postgresql'))['POSTGRES_DB']}`);
    await client.end();
    return [undefined];
  });
  const server = await step('Temporal server and namespace', async () => {
    const namespace = environmentOf(serviceOf(compose, 'namespace'))['TEMPORAL_NAMESPACE'] ?? 'default';
    const started = await startServerOnPostgres({ postgres, namespace, timerShift: 'fast_skips', env, say });
    undo.push(() => started.stop());
    return [started, `${started.namespace} at ${started.address}`];
  });
  watch('Temporal server', await server.pid());

  const [shopPort = 0, mailPort = 0, workerPort = 0, apiPort = 0] = await freePorts(4);
  const hosts: readonly (readonly [theirs: string, ours: string])[] = [
    ['temporal:7233', server.address],
    ['sandbox:9464', `127.0.0.1:${shopPort}`],
    ['temporal:temporal@postgresql:5432', `${postgres.user}@127.0.0.1:${postgres.port}`],
    // In place of Mailpit: the sandbox's own inbox.
    ['mailpit:1025', `127.0.0.1:${mailPort}`],
    ['127.0.0.1:4401', `127.0.0.1:${apiPort}`],
    ['0.0.0.0', '127.0.0.1'],
    ['file:///data', pathToFileURL(dataDir).href],
  ];
  const partEnv = (service: ComposeService, port: number, more: Record<string, string> = {}) => {
    const given = { ...environmentIn(stageNamed(stages, 'product')), ...environmentOf(service) };
    const here = Object.entries(given).map(([name, value]) => [
      name,
      hosts.reduce((text, [theirs, ours]) => text.replace(theirs, ours), value),
    ]);
    const system = { PATH: env['PATH'] ?? '', HOME: env['HOME'] ?? folder };
    return { ...system, ...Object.fromEntries(here), PORT: String(port), DATA_DIR: dataDir, ...more };
  };
  const part = async (name: string, partEnvironment: Record<string, string>): Promise<RunningPart> => {
    const { command = [], healthcheck } = serviceOf(compose, name);
    const running = await startPart({
      command,
      healthCheck: healthcheck?.test.slice(1) ?? [],
      folder: name === 'sandbox' ? sandboxImage : image,
      env: partEnvironment,
    });
    watch(name, running.pid);
    undo.push(async () => void (await running.stop()));
    return running;
  };

  await step('the tables of the ledger, twice: the second time changes nothing', async () => {
    const { command = [] } = serviceOf(compose, 'ledger');
    const [, ...args] = command;
    const options = { cwd: image, env: partEnv(serviceOf(compose, 'ledger'), 0) };
    await promisify(execFile)(process.execPath, args, options);
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return [undefined, stdout.trim()];
  });
  const sandboxEnv = partEnv(serviceOf(compose, 'sandbox'), shopPort, {
    SANDBOX_SMTP_PORT: String(mailPort),
  });
  await step('sandbox, healthy', async () => [await part('sandbox', sandboxEnv)]);
  const worker = await step('worker, healthy', async () => [
    await part('worker', partEnv(serviceOf(compose, 'worker'), workerPort)),
  ]);
  await step('one purchase', async () => {
    const sandboxUrl = `http://127.0.0.1:${shopPort}`;
    return [undefined, await runPurchase({ folder: sandboxImage, env: sandboxEnv, server, sandboxUrl })];
  });
  const apiEnv = partEnv(serviceOf(compose, 'api'), apiPort);
  const api = await step('API, healthy', async () => [await part('api', apiEnv)]);
  await step('the API and the customer’s page', async () => {
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    const there = { apiUrl: at(apiPort), sandboxUrl: at(shopPort) };
    return [undefined, await useApi({ folder: image, env: apiEnv, ...there })];
  });
  await step('SIGTERM to the API', async () => {
    const code = await api.stop();
    if (code !== 0) throw new Error(`The API ended with code ${code}.`);
    return [undefined, 'it ended with code 0'];
  });
  await step('SIGTERM to the worker', async () => {
    const code = await worker.stop();
    if (code !== 0) throw new Error(`The worker ended with code ${code}.`);
    return [undefined, 'it ended with code 0'];
  });
}

/** The last started goes first. Answers what still runs after that. */
async function tidyUp(): Promise<string[]> {
  for (const back of undo.toReversed()) {
    await back().catch((error: unknown) => {
      say(`While tidying up: ${String(error)}`);
      process.exitCode = 1;
    });
  }
  return processes.filter(({ pid, mark }) => isRunning(pid, mark)).map(({ what, pid }) => `${what} (${pid})`);
}

say(`Node ${process.version}`);
const interrupted = stopAsked().then((signal) => {
  throw new Error(`interrupted by ${signal}`);
});
try {
  await Promise.race([rehearse(), interrupted]);
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
const left = await tidyUp();
if (left.length > 0) process.exitCode = 1;
say(
  left.length === 0
    ? `        nothing is left of ${processes.length} processes`
    : `STILL RUNNING: ${left.join(', ')}`,
);
say(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  in all`);
// After an interruption the rest of the rehearsal would go on.
process.exit();
