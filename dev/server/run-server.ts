import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { cliArguments } from './cli-server.ts';
import { databaseFile } from './data-folder.ts';
import type { DataFolder, ServerKind } from './data-folder.ts';
import { groupListensOn } from './listening-process.ts';
import { makeNamespaceReady } from './namespace-ready.ts';
import { processMark } from '../../src/cli/process-mark.ts';
import { settlePorts } from './settle-ports.ts';
import { dynamicConfig, renderDynamicConfig, renderServerConfig } from './server-config.ts';
import type { ServerPorts } from './server-config.ts';
import type { ServerStore } from './server-store.ts';
import { superviseProcess } from './supervised-process.ts';
import type { SupervisedProcess } from './supervised-process.ts';

const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 25;
const PORT_TRIES = 3;
const ERROR_LINES = 3;

export interface Executable {
  file: string;
  kind: ServerKind;
}

export interface RunningServer {
  address: string;
  /** Prometheus metrics at `/metrics`. */
  metricsPort: number;
  process: SupervisedProcess;
}

export interface RunOptions {
  executable: Executable;
  folder: DataFolder;
  namespace: string;
  timerShift: 'fast_skips' | 'default';
  /** Default: on. For the kind `server` it can be switched off. */
  timeSkipping?: boolean | undefined;
  /** Default: a SQLite file in the folder. The kind `cli` knows that and `memory`. */
  store?: ServerStore | undefined;
  /** For the kind `server`. Default: 4. */
  historyShards?: number | undefined;
  port?: number | undefined;
  env: NodeJS.ProcessEnv;
}

export type RunResult = { result: 'answers'; server: RunningServer } | { result: 'failed'; why: string };

/** Starts a server and waits until it answers in its namespace. If it does not, it is ended. */
export async function runServer(options: RunOptions): Promise<RunResult> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await runOnce(options);
    // Another process may have taken a port after we found it free.
    const again = outcome.result === 'failed' && outcome.why.includes('address already in use');
    if (!again || attempt === PORT_TRIES) return outcome;
  }
}

async function runOnce(options: RunOptions): Promise<RunResult> {
  const { folder, namespace } = options;
  const ports = await settlePorts(folder.path, options.port);
  const logFile = join(folder.path, 'server.log');
  // A crashed server's last output stays until after the next start.
  if (existsSync(logFile)) renameSync(logFile, join(folder.path, 'server.previous.log'));
  const log = openSync(logFile, 'w');
  const process = superviseProcess({
    file: options.executable.file,
    args: prepare(options, ports),
    env: options.env,
    cwd: folder.path,
    output: log,
  });
  closeSync(log);
  const address = `127.0.0.1:${ports.frontend}`;
  try {
    const serverPid = await process.pid;
    const serverMark = processMark(serverPid);
    // The address is noted only once the server answers, because another process may then use it.
    if (serverMark !== undefined) folder.lock.write({ serverPid, serverMark });
    await untilListening(process, serverPid, ports.frontend);
    const connection = await Connection.connect({ address, connectTimeout: START_TIMEOUT_MS });
    try {
      await makeNamespaceReady(connection, namespace, {
        timeoutMs: START_TIMEOUT_MS,
        isGone: () => process.hasExited(),
      });
    } finally {
      await connection.close();
    }
    if (serverMark !== undefined) folder.lock.write({ serverPid, serverMark, address });
    return { result: 'answers', server: { address, metricsPort: ports.metrics, process } };
  } catch (error) {
    await process.stop();
    const reason = error instanceof Error ? error.message : String(error);
    return { result: 'failed', why: `it does not start (${reason})${lastLines(logFile)}` };
  }
}

/** The arguments of the program. Writes its configuration file first, if it reads one. */
function prepare(options: RunOptions, ports: ServerPorts): string[] {
  const { executable, folder, namespace, historyShards } = options;
  const { store = { kind: 'sqlite', databaseFile: databaseFile(folder.path, executable.kind) } } = options;
  const dynamic = dynamicConfig(options.timerShift, options.timeSkipping);
  switch (executable.kind) {
    case 'cli':
      return cliArguments({
        namespace,
        databaseFile: store.kind === 'sqlite' ? store.databaseFile : undefined,
        ports,
        dynamicConfig: dynamic,
      });
    case 'server': {
      const configFile = join(folder.path, 'server.json');
      const dynamicConfigFile = join(folder.path, 'dynamic-config.json');
      writeFileSync(dynamicConfigFile, renderDynamicConfig(dynamic));
      writeFileSync(configFile, renderServerConfig({ store, historyShards, dynamicConfigFile, ports }));
      return ['--config-file', configFile, '--allow-no-auth', 'start'];
    }
    default:
      return executable.kind satisfies never;
  }
}

/** Waits until a process listens on the port, and checks that it is ours. `pid` leads its process group. */
async function untilListening(process: SupervisedProcess, pid: number, port: number): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (process.hasExited()) throw new Error('it ended while it was starting');
    if (performance.now() > deadline) throw new Error(`no answer for ${START_TIMEOUT_MS / 1_000} s`);
    await delay(LOOK_AGAIN_MS);
  }
  if (process.hasExited() || (await groupListensOn(pid, port)) === 'no') {
    throw new Error(`another process answers on port ${port}: address already in use`);
  }
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function lastLines(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-ERROR_LINES);
  const shown = lines.map((line) => line.slice(0, 300)).join(' / ');
  return shown === '' ? '' : `; it wrote: ${shown}`;
}
