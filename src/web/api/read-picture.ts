import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { PurchaseId } from '../../contract/scalars.ts';
import { StoreUnavailable, type EvidenceStore } from '../../evidence/store.ts';
import { LARGEST_PICTURE_BYTES } from '../../evidence/picture.ts';
import { refuse, ProblemError } from './problems.ts';

/** A body as it came, in a file of the store. */
export interface ReceivedPicture {
  path: string;
  bytes: number;
  /** In hex. */
  sha256: string;
}

export interface PictureReaderOptions {
  /** So many bodies are read at a time. */
  readAtOnce: number;
  /** So many uploads are under way, from the wait for their turn to the answer. */
  underWay: number;
  /** At most so many of them for one purchase. */
  ofOnePurchase: number;
  /** How long a body waits for its turn. */
  longestWaitMs: number;
  /** A body of which nothing comes for so long is given up. */
  longestSilenceMs: number;
  /** And one that has come more slowly than this by then. */
  leastBytesPerSecond: number;
  /** And one that is not there after so long. */
  longestMs: number;
}

const OPTIONS: PictureReaderOptions = {
  readAtOnce: 4,
  underWay: 24,
  ofOnePurchase: 8,
  longestWaitMs: 15_000,
  longestSilenceMs: 10_000,
  leastBytesPerSecond: 8_000,
  longestMs: 90_000,
};

/** How long a request with a picture may take to arrive, its two waits included. */
export const LONGEST_UPLOAD_MS = 2 * OPTIONS.longestWaitMs + OPTIONS.longestMs + 5_000;

/** Addresses whose bodies are pictures: of the API and of the customers' pages. */
export const takesPictures = (method: string, path: string): boolean =>
  method === 'POST' && /^\/(?:v1\/)?purchases\/[^/]+\/evidence(?:[/?]|$)/.test(path);

export interface PictureReader {
  /**
   * Writes the body of a request about a purchase into a file, piece by piece, and hands it to `then`; the file ends with
   * it. Throws `ProblemError`: 400, 408, 413, 503; and `StoreUnavailable`.
   */
  withPicture<T>(
    request: Request,
    purchaseId: PurchaseId,
    then: (received: ReceivedPicture) => Promise<T>,
  ): Promise<T>;
}

export function pictureReader(store: EvidenceStore, more: Partial<PictureReaderOptions> = {}): PictureReader {
  const options = { ...OPTIONS, ...more };
  const turns = turnsOf(options.readAtOnce, options.longestWaitMs);
  let underWay = 0;
  const ofPurchase = new Map<PurchaseId, { turns: Turns; underWay: number }>();
  const inTurn = async <T>(request: Request, then: (received: ReceivedPicture) => Promise<T>): Promise<T> => {
    const path = await store.newFile();
    try {
      const done = await turns.take();
      const received = await read(request, path, options).finally(done);
      return await then(received);
    } finally {
      await store.dropFile(path);
    }
  };

  return {
    async withPicture(request, purchaseId, then) {
      // Before anything is read.
      if (Number(request.headers.get('content-length') ?? 0) > LARGEST_PICTURE_BYTES) throw tooLarge();
      const own = ofPurchase.get(purchaseId) ?? { turns: turnsOf(1, options.longestWaitMs), underWay: 0 };
      if (underWay >= options.underWay || own.underWay >= options.ofOnePurchase) throw tooBusy();
      ofPurchase.set(purchaseId, own);
      underWay += 1;
      own.underWay += 1;
      try {
        // One of a purchase at a time, from the first byte to the answer, so that nobody holds the turns of others.
        const over = await own.turns.take();
        try {
          return await inTurn(request, then);
        } finally {
          over();
        }
      } finally {
        underWay -= 1;
        own.underWay -= 1;
        if (own.underWay === 0) ofPurchase.delete(purchaseId);
      }
    },
  };
}

async function read(
  request: Request,
  path: string,
  { longestSilenceMs, leastBytesPerSecond, longestMs }: PictureReaderOptions,
): Promise<ReceivedPicture> {
  const hash = createHash('sha256');
  const body = request.body?.getReader();
  const from = performance.now();
  const until = from + longestMs;
  const file = await open(path, 'w').catch(unwritable);
  let bytes = 0;
  try {
    for (;;) {
      const waitMs = Math.min(longestSilenceMs, until - performance.now());
      const piece = body && (await withinTime(body.read(), waitMs));
      if (piece === undefined || piece.done) break;
      bytes += piece.value.byteLength;
      if (bytes > LARGEST_PICTURE_BYTES) throw tooLarge();
      const ms = performance.now() - from;
      if (ms > longestSilenceMs && bytes * 1_000 < ms * leastBytesPerSecond) throw tooSlow();
      hash.update(piece.value);
      await file.writeFile(piece.value).catch(unwritable);
    }
    return { path, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    void body?.cancel().catch(() => undefined);
    if (error instanceof ProblemError || error instanceof StoreUnavailable) throw error;
    throw refuse(400, 'body_cut_off', 'The body ended before it was complete.');
  } finally {
    await file.close().catch(() => undefined);
  }
}

function unwritable(error: unknown): never {
  throw new StoreUnavailable(
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown',
  );
}

async function withinTime<T>(reading: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(tooSlow());
    }, ms);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const tooSlow = (): ProblemError =>
  refuse(408, 'body_too_slow', 'The picture took too long to arrive: send it again.', {
    headers: { connection: 'close' },
  });

export const tooLarge = (): ProblemError =>
  refuse(413, 'picture_too_large', 'A picture has 10 MB at most: send a smaller copy of it.', {
    headers: { connection: 'close' },
  });

const tooBusy = (): ProblemError =>
  refuse(503, 'too_many_uploads', 'Too many pictures are coming in at this moment: send it again.', {
    headers: { 'retry-after': '5', connection: 'close' },
  });

interface Turns {
  /** Waits for a turn, and returns what ends it. Throws `ProblemError`, 503. */
  take(): Promise<() => void>;
}

/** Lets so many at a time go on. The others wait in their order. */
function turnsOf(most: number, longestWaitMs: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  const end = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    take: () =>
      new Promise((resolve, reject) => {
        if (free > 0) {
          free -= 1;
          resolve(end);
          return;
        }
        const go = (): void => {
          clearTimeout(timer);
          resolve(end);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(tooBusy());
        }, longestWaitMs);
        waiting.push(go);
      }),
  };
}
