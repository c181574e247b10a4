import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from './cache-folder.ts';
import { takeLock } from './lock-file.ts';
import { findOnPath, isExecutable } from './on-path.ts';
import { superviseProcess } from './supervised-process.ts';

const PROGRESS_EVERY_MS = 10_000;
const LOOK_AGAIN_MS = 100;
const ERROR_LINES = 8;

/** A program that is built from a public Go module. */
export interface GoProgram {
  /** For a person, e.g. `the Temporal server`. */
  name: string;
  version: string;
  /** The argument of `go install`, without the version. */
  package: string;
  /** The name that Go gives to the program: the last part of its package. */
  binary: string;
  /** Its name in the cache, to which the version is added. */
  cacheName: string;
  /** How much time and disk a build takes, in words. */
  cost: string;
}

/** `none`: there is no Go to build with, or the build failed; `why` says so in one line. */
export type BuiltProgram = { result: 'ready'; file: string } | { result: 'none'; why: string };

/**
 * The program from the cache, or built from its Go module if it is not there. Callers that come during a build wait for it.
 * An interrupted build leaves nothing that looks like the program.
 */
export async function builtProgram(
  program: GoProgram,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<BuiltProgram> {
  const file = builtFile(program, env);
  let waitingFor: number | undefined;
  for (;;) {
    if (isExecutable(file)) return { result: 'ready', file };
    const go = findOnPath('go', env);
    if (go === undefined)
      return { result: 'none', why: 'there is no Go (`go`) on the PATH to build it with' };
    const answer = takeLock(`${file}.lock`);
    if (!answer.held) {
      const { pid } = answer.holder;
      if (pid !== waitingFor) say(`Waiting for ${program.name} that process ${pid} is building.`);
      waitingFor = pid;
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    try {
      // Another process may have finished the build before this one got the lock.
      if (isExecutable(file)) return { result: 'ready', file };
      return await build({ program, go, file, env, say });
    } finally {
      answer.lock.release();
    }
  }
}

/** Whether the program has been built, so that `builtProgram` returns at once. */
export const isBuilt = (program: GoProgram, env: NodeJS.ProcessEnv): boolean =>
  isExecutable(builtFile(program, env));

const builtFile = ({ cacheName, version }: GoProgram, env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `${cacheName}-${version}`);

interface Build {
  program: GoProgram;
  go: string;
  file: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

async function build({ program, go, file, env, say }: Build): Promise<BuiltProgram> {
  // Removes what an interrupted build has left. We hold the lock, so nobody else builds this program.
  const folder = dirname(file);
  const workName = `${basename(file)}.build-`;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(workName)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const workFolder = join(folder, `${workName}${process.pid}`);
  mkdirSync(workFolder);
  say(`Building ${program.name} ${program.version} from its source. Once only: ${program.cost}.`);
  const startedAt = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - startedAt) / 1_000)} s`;
  let output = '';
  let packages = 0;
  const progress = setInterval(
    () => say(`Still building ${program.name}: ${elapsed()}, ${packages} packages compiled.`),
    PROGRESS_EVERY_MS,
  );
  try {
    const compiler = superviseProcess({
      file: go,
      args: ['install', '-v', '-ldflags=-s -w', `${program.package}@v${program.version}`],
      env: { ...env, GOBIN: workFolder },
      cwd: workFolder,
      output: (text) => {
        packages += text.split('\n').length - 1;
        output = (output + text).slice(-4_000);
      },
    });
    const { code } = await compiler.exited;
    const made = join(workFolder, program.binary);
    if (code !== 0 || !isExecutable(made)) {
      const lines = output.trim().split('\n').slice(-ERROR_LINES).join(' / ');
      return {
        result: 'none',
        why: `building it failed after ${elapsed()}: go ended with code ${code}: ${lines}`,
      };
    }
    renameSync(made, file);
    say(`Built ${program.name} in ${elapsed()}: ${file}`);
    return { result: 'ready', file };
  } finally {
    clearInterval(progress);
    rmSync(workFolder, { recursive: true, force: true });
  }
}
