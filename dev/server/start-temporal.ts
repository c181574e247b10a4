import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredServer } from '../../src/temporal/configured-server.ts';
import { holdDataFolder, removeDatabase, writtenBy } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { isPortFree } from '../../src/listening/free-ports.ts';
import type { TimeSkippingProbe } from './probe-time-skipping.ts';
import { probeAt, reachConfigured } from './reach-configured.ts';
import { runServer } from './run-server.ts';
import type { RunningServer } from './run-server.ts';
import { findExecutable, KIND, OWN_SOURCES } from './server-sources.ts';
import type { OwnSource } from './server-sources.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import type { ServerConnection } from '../../src/temporal/server-connection.ts';
import type { ServerSource, TemporalOptions, TemporalServer } from './temporal-server.ts';

const NAME: Readonly<Record<ServerSource, string>> = {
  address: 'The configured Temporal server',
  path: 'The `temporal` CLI on the PATH',
  download: 'The `temporal` CLI as the SDK downloads it',
  built: 'A server built from its Go module',
};

interface Search extends TemporalOptions {
  env: NodeJS.ProcessEnv;
  namespace: string;
  passedOver: string[];
}

/**
 * Gets a Temporal server: the configured one, otherwise one of ours from the first source that works: the CLI on the PATH,
 * the SDK's download, a build of the pinned Go module. Reports in one line why a source is passed over. A server of ours
 * listens on 127.0.0.1 only and ends within 5 s of this process, however this process ends.
 *
 * Throws `NoTemporalServer` if none can serve or a configured one does not answer, `DataFolderHeld` if another process
 * has a server on the same data.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const env = options.env ?? process.env;
  const { connection, namespace } = configuredServer(env);
  const search: Search = { ...options, env, namespace, passedOver: [] };
  if (connection !== undefined) {
    const probe = await reachConfigured(connection, namespace);
    if (acceptable('address', search, probe)) return configuredAs(connection, namespace, probe);
  }
  if (options.port !== undefined && !(await isPortFree(options.port))) {
    throw new NoTemporalServer(
      `Port ${options.port} of 127.0.0.1 is taken. Stop what listens there or choose another port. ` +
        `If it is a Temporal server to use, set TEMPORAL_ADDRESS=127.0.0.1:${options.port}.`,
    );
  }
  const temporary = options.ephemeral ? await mkdtemp(join(tmpdir(), 'instaotp-temporal-')) : undefined;
  const folder = await holdDataFolder(temporary ?? options.dataDir);
  const release = async (): Promise<void> => {
    folder.lock.release();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const written = writtenBy(folder.path);
    for (const source of OWN_SOURCES) {
      if (written !== undefined && written !== KIND[source]) {
        const other = written === 'cli' ? 'the `temporal` CLI' : 'a built server';
        const why = `the data in ${folder.path} was written by ${other} and is not readable to this one`;
        passOver(source, search, why);
        continue;
      }
      const server = await startFrom(source, search, folder, release);
      if (server !== undefined) return server;
      // Otherwise the next source would find its empty database file.
      if (written === undefined) removeDatabase(folder.path, KIND[source]);
    }
    throw noServer(search);
  } catch (error) {
    await release();
    throw error;
  }
}

function configuredAs(
  connectionOptions: ServerConnection,
  namespace: string,
  probe: TimeSkippingProbe,
): TemporalServer {
  return {
    address: connectionOptions.address,
    namespace,
    source: 'address',
    timeSkipping: probe.supported,
    connectionOptions,
    ended: new Promise(() => undefined),
    stop: async () => undefined,
  };
}

async function startFrom(
  source: OwnSource,
  search: Search,
  folder: DataFolder,
  release: () => Promise<void>,
): Promise<TemporalServer | undefined> {
  const found = await findExecutable(source, search);
  if (found.result === 'none') {
    if (found.usual) search.passedOver.push(passedOverLine(source, found.why));
    else passOver(source, search, found.why);
    return undefined;
  }
  const run = await runServer({
    executable: { file: found.file, kind: KIND[source] },
    folder,
    namespace: search.namespace,
    ...(search.ephemeral ? { store: { kind: 'memory' } } : {}),
    timerShift: search.timerShift ?? (search.needs === 'time_skipping' ? 'fast_skips' : 'default'),
    port: search.port,
    env: search.env,
  });
  if (run.result === 'failed') {
    passOver(source, search, run.why);
    return undefined;
  }
  const probe = await probeAt({ address: run.server.address }, search.namespace).catch(
    async (error: unknown) => {
      await run.server.process.stop();
      throw error;
    },
  );
  if (!acceptable(source, search, probe)) {
    await run.server.process.stop();
    return undefined;
  }
  return ownServer(source, search, run.server, probe, release);
}

function acceptable(source: ServerSource, search: Search, probe: TimeSkippingProbe): boolean {
  if (probe.supported) return true;
  if (search.needs === 'any') {
    search.say(`${NAME[source]} serves without time skipping: ${probe.why}.`);
    return true;
  }
  passOver(source, search, probe.why);
  return false;
}

const passedOverLine = (source: ServerSource, why: string): string =>
  `${NAME[source]} is passed over: ${why}.`;

function passOver(source: ServerSource, search: Search, why: string): void {
  const line = passedOverLine(source, why);
  search.passedOver.push(line);
  search.say(line);
}

function ownServer(
  source: OwnSource,
  search: Search,
  { address, process: server }: RunningServer,
  probe: TimeSkippingProbe,
  release: () => Promise<void>,
): TemporalServer {
  let stopping = false;
  const ended = server.exited.then(async ({ code }) => {
    await release();
    return { reason: stopping ? undefined : `The Temporal server ended by itself with code ${code}.` };
  });
  return {
    address,
    namespace: search.namespace,
    source,
    timeSkipping: probe.supported,
    connectionOptions: { address },
    ended,
    async stop() {
      stopping = true;
      await server.stop();
      await ended;
    },
  };
}

function noServer({ needs, passedOver }: Search): NoTemporalServer {
  const version = needs === 'time_skipping' ? ' 1.32 or later with frontend.WorkflowTimeSkippingEnabled' : '';
  return new NoTemporalServer(
    [
      'There is no Temporal server to use.',
      ...passedOver.map((line) => `- ${line}`),
      'One of these helps:',
      `- set TEMPORAL_ADDRESS to a running server${version};`,
      '- put the `temporal` CLI on the PATH (https://docs.temporal.io/cli);',
      '- install Go 1.26 or later (https://go.dev/dl): the server is then built once, with access to a Go module proxy.',
    ].join('\n'),
  );
}
