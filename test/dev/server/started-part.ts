import { fileURLToPath } from 'node:url';
import { startProcess, type StartedProcess } from '../../started-process.ts';

const CLI = fileURLToPath(new URL('../../../dev/temporal.ts', import.meta.url));

/** `npm run temporal` as a process of its own group. `ready` is the address from the line `ready temporal <address>`. */
export function startTemporalPart(env: NodeJS.ProcessEnv): StartedProcess & { pid: number } {
  const started = startProcess({
    script: CLI,
    env: { ...process.env, ...env },
    isReady: (stdout) => /^ready temporal (\S+)\n$/.exec(stdout)?.[1],
    endedBy: 'SIGTERM',
    detached: true,
  });
  const { pid } = started.child;
  if (pid === undefined) throw new Error('The process could not be started.');
  return { ...started, pid };
}
