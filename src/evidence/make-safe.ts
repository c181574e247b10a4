import { fork, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { judgeFile } from './file-kind.ts';
import { StoreUnavailable } from './store.ts';
import {
  LARGEST_PICTURE_BYTES,
  PICTURE_LIMITS,
  type PictureKind,
  type PictureLimits,
  type PictureRefusal,
  type SafePicture,
} from './picture.ts';

const PROGRAM = fileURLToPath(new URL('./picture-process.mjs', import.meta.url));

/** How long one picture may take before its process is ended. */
const LONGEST_MS = 10_000;
/** A process that has had nothing to do for so long ends, and its memory comes back. */
const IDLE_MS = 20_000;

export type MadeSafe = { kind: PictureKind; picture: SafePicture } | { refused: PictureRefusal };

export interface PictureMaker {
  /**
   * Writes the picture of a file anew, upright, without anything but its pixels, into another file. One picture at a time;
   * the others wait. Throws `StoreUnavailable` if the file cannot be written.
   */
  makeSafe(input: string, output: string): Promise<MadeSafe>;
  /** Ends the process, and with it the picture under way. */
  stop(): void;
}

export interface PictureMakerOptions {
  limits?: PictureLimits;
  longestMs?: number;
  idleMs?: number;
}

/** What the process answers. */
type Answer =
  | { done: SafePicture }
  | { refused: 'broken' | 'too_many_pixels' | 'several_frames' }
  | { failed: string };

const REFUSED = {
  broken: 'picture_broken',
  too_many_pixels: 'picture_pixels',
  several_frames: 'picture_animated',
} as const satisfies Record<string, PictureRefusal>;

/** Makes pictures safe in a process of their own, which is started when there is something to do. */
export function pictureMaker({
  limits = PICTURE_LIMITS,
  longestMs = LONGEST_MS,
  idleMs = IDLE_MS,
}: PictureMakerOptions = {}): PictureMaker {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  /** One buffer for all pictures, because they come one after the other: one for each would stay in memory for long. */
  let room: Buffer | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const end = (): void => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
    room = undefined;
  };

  const started = (): ChildProcess => {
    clearTimeout(idle);
    if (child !== undefined) return child;
    const begun = fork(PROGRAM, [], {
      // No loader and no debugger of this process.
      execArgv: ['--max-old-space-size=64', '--max-semi-space-size=1'],
      // It needs nothing of the environment, which has secrets. One arena gives memory back sooner.
      env: { PATH: process.env['PATH'], MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    begun.once('exit', () => {
      if (child === begun) child = undefined;
    });
    begun.on('error', () => undefined);
    child = begun;
    return begun;
  };

  const ask = (picture: { input: string; output: string; kind: PictureKind }): Promise<Answer | 'slow'> =>
    new Promise((resolve) => {
      const asked = started();
      const settle = (answer: Answer | 'slow'): void => {
        clearTimeout(timer);
        asked.off('message', settle).off('exit', died).off('error', died);
        resolve(answer);
      };
      // A decoder that crashes says nothing else.
      const died = (): void => settle({ refused: 'broken' });
      const timer = setTimeout(() => {
        settle('slow');
        end();
      }, longestMs);
      asked.once('message', settle).once('exit', died).once('error', died);
      asked.send({ ...picture, limits });
    });

  const makeSafe = async (input: string, output: string): Promise<MadeSafe> => {
    room ??= Buffer.allocUnsafeSlow(LARGEST_PICTURE_BYTES + 1);
    const judged = judgeFile(await bytesOf(input, room));
    if ('refused' in judged) return judged;
    const answer = await ask({ input, output, kind: judged.kind });
    if (child !== undefined) {
      idle = setTimeout(end, idleMs);
      idle.unref();
    }
    if (answer === 'slow') return { refused: 'picture_slow' };
    if ('failed' in answer) throw new StoreUnavailable(answer.failed);
    if ('refused' in answer) return { refused: REFUSED[answer.refused] };
    return { kind: judged.kind, picture: answer.done };
  };

  return {
    makeSafe(input, output) {
      const turn = last.then(() => makeSafe(input, output));
      last = turn.catch(() => undefined);
      return turn;
    },
    stop: end,
  };
}

/** The bytes of a file, in `room`. */
async function bytesOf(path: string, room: Buffer): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => {
    throw new StoreUnavailable('unreadable');
  });
  try {
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(room, length, room.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === room.length) return room.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}
