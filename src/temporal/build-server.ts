import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from './cache-folder.ts';
import { takeLock } from './lock-file.ts';
import { findOnPath, isExecutable } from './on-path.ts';
import { superviseProcess } from './supervised-process.ts';

/** 1.32.0 is the first version with time skipping. Later ones want a newer Go. */
export const SERVER_VERSION = '1.32.0';
const SERVER_PACKAGE = `go.temporal.io/server/cmd/server@v${SERVER_VERSION}`;

const PROGRESS_EVERY_MS = 10_000;
const LOOK_AGAIN_MS = 100;
const ERROR_LINES = 8;

/** `none`: there is nothing to build with, or the build failed; `why` says so in one line. */
export type BuiltServer = { result: 'ready'; file: string } | { result: 'none'; why: string };

/**
 * The server, built from its Go module by the first who asks and found in the cache by all others.
 * Starters that come during a build wait for it. An interrupted build leaves nothing that looks like a server.
 *
 * A build takes about 4 min on 2 cores, 15 s with Go's caches warm, and 4 GB of disk for those.
 */
export async function builtServer(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<BuiltServer> {
  const folder = cacheFolder(env);
  const file = builtFile(env);
  let waitingFor: number | undefined;
  for (;;) {
    if (isExecutable(file)) return { result: 'ready', file };
    const go = findOnPath('go', env);
    if (go === undefined)
      return { result: 'none', why: 'there is no Go (`go`) on the PATH to build it with' };
    const answer = takeLock(`${file}.lock`);
    if (!answer.held) {
      const { pid } = answer.holder;
      if (pid !== waitingFor) say(`Waiting for the Temporal server that process ${pid} is building.`);
      waitingFor = pid;
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    try {
      // Another may have finished between the look and the lock.
      if (isExecutable(file)) return { result: 'ready', file };
      return await build({ go, folder, file, env, say });
    } finally {
      answer.lock.release();
    }
  }
}

/** Whether a build has been made: then `builtServer` takes no time. */
export const isBuilt = (env: NodeJS.ProcessEnv): boolean => isExecutable(builtFile(env));

const builtFile = (env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `temporal-server-${SERVER_VERSION}`);

interface Build {
  go: string;
  folder: string;
  file: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

async function build({ go, folder, file, env, say }: Build): Promise<BuiltServer> {
  // What an interrupted build left. Nobody else builds: we hold the lock.
  for (const name of readdirSync(folder)) {
    if (name.startsWith('build-')) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const workFolder = join(folder, `build-${process.pid}`);
  mkdirSync(workFolder);
  say(
    `Building the Temporal server ${SERVER_VERSION} from its source. Once only: about 4 minutes, 4 GB of disk.`,
  );
  const startedAt = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - startedAt) / 1_000)} s`;
  let output = '';
  let packages = 0;
  const progress = setInterval(
    () => say(`Still building the Temporal server: ${elapsed()}, ${packages} packages compiled.`),
    PROGRESS_EVERY_MS,
  );
  try {
    const compiler = superviseProcess({
      file: go,
      args: ['install', '-v', '-ldflags=-s -w', SERVER_PACKAGE],
      env: { ...env, GOBIN: workFolder },
      cwd: workFolder,
      output: (text) => {
        packages += text.split('\n').length - 1;
        output = (output + text).slice(-4_000);
      },
    });
    const { code } = await compiler.exited;
    const made = join(workFolder, 'server');
    if (code !== 0 || !isExecutable(made)) {
      const lines = output.trim().split('\n').slice(-ERROR_LINES).join(' / ');
      return {
        result: 'none',
        why: `building it failed after ${elapsed()}: go ended with code ${code}: ${lines}`,
      };
    }
    renameSync(made, file);
    say(`Built the Temporal server in ${elapsed()}: ${file}`);
    return { result: 'ready', file };
  } finally {
    clearInterval(progress);
    rmSync(workFolder, { recursive: true, force: true });
  }
}
