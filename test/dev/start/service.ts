import { fileURLToPath } from 'node:url';
import { addTryingOutCommands } from '../../../dev/cli/trying-out-commands.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { startProcess, type ProcessToStart, type StartedProcess } from '../../started-process.ts';

const START = fileURLToPath(new URL('../../../dev/start.ts', import.meta.url));

/** `npm start` as a process. Ready is when all parts have said so. */
export const startService = (
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
  more: Pick<ProcessToStart, 'after'> = {},
): StartedProcess =>
  startProcess({
    script: START,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, ...environment },
    isReady: (stdout) => (stdout.includes('Ctrl-C stops it.') ? stdout : undefined),
    endedBy: 'SIGTERM',
    ...more,
  });

/** One command on the data of a service. */
export async function cli(
  dataDir: string,
  ...argv: string[]
): Promise<{ code: 0 | 1; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(
    argv,
    { out: (line) => out.push(line), err: (line) => err.push(line), env: { DATA_DIR: dataDir } },
    addTryingOutCommands,
  );
  return { code, out, err };
}
