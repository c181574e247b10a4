import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { folderStore } from '../../../src/evidence/folder-store.ts';
import { StoreUnavailable, type EvidenceStore } from '../../../src/evidence/store.ts';
import { ProblemError } from '../../../src/web/api/problems.ts';
import {
  pictureReader,
  takesPictures,
  type PictureReaderOptions,
} from '../../../src/web/api/read-picture.ts';
import { sha256 } from '../../evidence/kept-evidence.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

async function readerWith(options: Partial<PictureReaderOptions> = {}) {
  const folder = temporaryFolder();
  const store = await folderStore(folder);
  return { reader: pictureReader(store, options), store, left: () => readdirSync(join(folder, 'incoming')) };
}

const at = 'http://api/v1/purchases/p1/evidence';
const posted = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Request =>
  new Request(at, { method: 'POST', body, headers, duplex: 'half' });

let purchases = 0;
const aPurchase = (): string => `p${(purchases += 1)}`;

/** A body that gives these pieces, and then nothing until it is cancelled. */
function stalling(pieces: readonly Uint8Array[]): {
  body: ReadableStream<Uint8Array>;
  /** All pieces were read. */
  read: Promise<void>;
  cancelled: Promise<void>;
} {
  let [cancel, wanted] = [(): void => undefined, (): void => undefined];
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  const read = new Promise<void>((resolve) => {
    wanted = resolve;
  });
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
    },
    pull: () => wanted(),
    cancel: () => cancel(),
  });
  return { body, read, cancelled };
}

async function refusalOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return 'taken';
  if (!(error instanceof ProblemError)) throw error;
  return `${error.problem.status} ${error.problem.code}`;
}

test('a body is in a file with its checksum while it is worked on, and the file is gone afterwards', async () => {
  const { reader, left } = await readerWith();
  const bytes = Buffer.from('some pixels'.repeat(50_000));
  const seen = await reader.withPicture(posted(bytes), aPurchase(), async ({ path, ...received }) => ({
    ...received,
    same: readFileSync(path).equals(bytes),
  }));
  expect(seen).toEqual({ bytes: bytes.length, sha256: sha256(bytes), same: true });
  expect(left()).toEqual([]);
  await expect(
    reader.withPicture(posted(bytes), aPurchase(), () => Promise.reject(new Error('broken'))),
  ).rejects.toThrow('broken');
  expect(left()).toEqual([]);
});

test('a body that says that it is too large is not read, and one that does not say it is read no further', async () => {
  const { reader, left } = await readerWith();
  const never = stalling([]);
  const length = { 'content-length': '10000001' };
  const told = await refusalOf(
    reader.withPicture(posted(never.body, length), aPurchase(), () => Promise.resolve()),
  );
  expect(told).toBe('413 picture_too_large');
  const { body, cancelled } = stalling([new Uint8Array(6_000_000), new Uint8Array(4_000_001)]);
  expect(await refusalOf(reader.withPicture(posted(body), aPurchase(), () => Promise.resolve()))).toBe(
    '413 picture_too_large',
  );
  await cancelled;
  expect(left()).toEqual([]);
});

test('a body that stalls is given up, and so is one that drips for too long', async () => {
  const { reader, left } = await readerWith({ longestSilenceMs: 20 });
  const { body, cancelled } = stalling([new Uint8Array(10)]);
  expect(await refusalOf(reader.withPicture(posted(body), aPurchase(), () => Promise.resolve()))).toBe(
    '408 body_too_slow',
  );
  await cancelled;
  const slow = await readerWith({ longestMs: 50 });
  let drips: NodeJS.Timeout | undefined;
  const dripping = new ReadableStream<Uint8Array>({
    start(controller) {
      drips = setInterval(() => controller.enqueue(new Uint8Array(1)), 5);
    },
    cancel: () => clearInterval(drips),
  });
  expect(
    await refusalOf(slow.reader.withPicture(posted(dripping), aPurchase(), () => Promise.resolve())),
  ).toBe('408 body_too_slow');
  expect(left()).toEqual([]);
});

test('a body that breaks off is a 400', async () => {
  const { reader, left } = await readerWith();
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error('the connection is gone')),
  });
  expect(await refusalOf(reader.withPicture(posted(broken), aPurchase(), () => Promise.resolve()))).toBe(
    '400 body_cut_off',
  );
  expect(left()).toEqual([]);
});

test('so many bodies are read at a time: the next one has the turn of the first that is read, or is a 503', async () => {
  const { reader } = await readerWith({ readAtOnce: 1, longestWaitMs: 20 });
  const first = stalling([new Uint8Array(10)]);
  const held = reader.withPicture(posted(first.body), aPurchase(), () => Promise.resolve('first'));
  held.catch(() => undefined);
  await first.read;
  expect(await refusalOf(reader.withPicture(posted('second'), aPurchase(), () => Promise.resolve()))).toBe(
    '503 too_many_uploads',
  );
  const patient = await readerWith({ readAtOnce: 1 });
  // While one is worked on, the next is read.
  const worked = await patient.reader.withPicture(posted('one'), aPurchase(), () =>
    patient.reader.withPicture(posted('two'), aPurchase(), ({ bytes }) => Promise.resolve(bytes)),
  );
  expect(worked).toBe(3);
});

test('those of one purchase go one after the other and keep nobody else from a turn; too many of them are a 503', async () => {
  const { reader } = await readerWith({ readAtOnce: 1, ofOnePurchase: 2 });
  const turns: string[] = [];
  let begun = (): void => undefined;
  const firstBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const one = (name: string, then = Promise.resolve()): Promise<void> =>
    reader.withPicture(posted(name), 'mine', async () => {
      turns.push(name);
      begun();
      await then;
    });
  let answer = (): void => undefined;
  const first = one(
    'first',
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const second = one('second');
  expect(await refusalOf(one('third'))).toBe('503 too_many_uploads');
  await firstBegun;
  await reader.withPicture(posted('other'), 'theirs', () => Promise.resolve(turns.push('other')));
  answer();
  await Promise.all([first, second]);
  expect(turns).toEqual(['first', 'other', 'second']);
});

test('a body that drips is given up, however often something comes', async () => {
  const { reader, left } = await readerWith({ longestSilenceMs: 50, leastBytesPerSecond: 1_000_000 });
  const dripping = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await delay(10);
      controller.enqueue(new Uint8Array(1));
    },
  });
  expect(await refusalOf(reader.withPicture(posted(dripping), aPurchase(), () => Promise.resolve()))).toBe(
    '408 body_too_slow',
  );
  expect(left()).toEqual([]);
});

test('beyond a number that is under way everything is a 503 at once', async () => {
  const { reader } = await readerWith({ underWay: 1 });
  const inside = await reader.withPicture(posted('one'), aPurchase(), () =>
    refusalOf(reader.withPicture(posted('two'), aPurchase(), () => Promise.resolve())),
  );
  expect(inside).toBe('503 too_many_uploads');
  expect(await reader.withPicture(posted('three'), aPurchase(), ({ bytes }) => Promise.resolve(bytes))).toBe(
    5,
  );
});

test('a full disk is told as such, and nothing stays', async () => {
  const { store, left } = await readerWith();
  const full: EvidenceStore = {
    ...store,
    async newFile() {
      const path = await store.newFile();
      await store.dropFile(path);
      symlinkSync('/dev/full', path);
      return path;
    },
  };
  const reading = pictureReader(full).withPicture(posted('pixels'), aPurchase(), () => Promise.resolve());
  await expect(reading).rejects.toThrow(StoreUnavailable);
  expect(left()).toEqual([]);
});

test('only the addresses of uploads may take their time', () => {
  expect(takesPictures('POST', '/v1/purchases/p1/evidence')).toBe(true);
  expect(takesPictures('POST', '/purchases/p1/evidence?page=claim')).toBe(true);
  expect(takesPictures('GET', '/v1/purchases/p1/evidence')).toBe(false);
  expect(takesPictures('POST', '/v1/purchases/p1/claims')).toBe(false);
  expect(takesPictures('POST', '/v1/purchases/p1/evidences')).toBe(false);
  expect(takesPictures('POST', '/v1/claims/clm_p1_1/evidence')).toBe(false);
});
