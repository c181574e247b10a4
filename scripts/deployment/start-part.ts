import { execFile } from 'node:child_process';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { superviseProcess } from '../../dev/server/supervised-process.ts';

const HEALTHY_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 200;
const SHOWN_CHARACTERS = 2_000;

/** A process of the image, as a container would have it. */
export interface RunningPart {
  pid: number;
  /** SIGTERM. The exit code. */
  stop(): Promise<number>;
}

export interface PartOptions {
  /** As in the compose file, beginning with `node`. */
  command: readonly string[];
  /** Its container's, likewise. */
  healthCheck: readonly string[];
  folder: string;
  env: Readonly<Record<string, string>>;
}

/** Starts a part and waits until its health check says yes. Throws with what it wrote if that does not come. */
export async function startPart({ command, healthCheck, folder, env }: PartOptions): Promise<RunningPart> {
  let wrote = '';
  const part = superviseProcess({
    file: nodeOf(command),
    args: command.slice(1),
    env,
    cwd: folder,
    output: (text) => void (wrote = (wrote + text).slice(-SHOWN_CHARACTERS)),
  });
  try {
    const pid = await part.pid;
    await untilHealthy();
    return {
      pid,
      async stop() {
        await part.stop();
        return (await part.exited).code;
      },
    };
  } catch (error) {
    await part.stop();
    throw error;
  }

  async function untilHealthy(): Promise<void> {
    const deadline = performance.now() + HEALTHY_WITHIN_MS;
    for (;;) {
      if (part.hasExited()) throw new Error(`${command.join(' ')} ended; it wrote:\n${wrote}`);
      const check = promisify(execFile)(nodeOf(healthCheck), healthCheck.slice(1), { cwd: folder, env });
      if (
        await check.then(
          () => true,
          () => false,
        )
      ) {
        return;
      }
      if (performance.now() > deadline) {
        throw new Error(`${command.join(' ')} is not healthy; it wrote:\n${wrote}`);
      }
      await delay(LOOK_AGAIN_MS);
    }
  }
}

/** The Node that runs this, for the one in the image. */
function nodeOf([file]: readonly string[]): string {
  if (file !== 'node') throw new Error(`The command begins with ${file}, not with node.`);
  return process.execPath;
}
