import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { StoreUnavailable, type EvidenceStore } from '../../src/evidence/store.ts';

/** A place that had nothing in it. */
export interface StorePlaceOfTest {
  /** Opens the store there, as another process would. */
  open: () => Promise<EvidenceStore>;
  /** Puts a file of each name there, in a quicker way than to keep them. */
  fill?: (names: readonly string[]) => void;
}

/** The text of a kept file. `undefined`: there is none. */
export async function textOf(store: EvidenceStore, name: string): Promise<string | undefined> {
  const file = await store.read(name);
  return file && (await buffer(file)).toString();
}

/** Keeps a text under a name. */
export async function keep(store: EvidenceStore, name: string, text: string): Promise<void> {
  const path = await store.newFile();
  writeFileSync(path, text);
  await store.keep(path, name);
}

/** All names that are kept. */
export async function namesIn(store: EvidenceStore): Promise<string[]> {
  const names: string[] = [];
  for await (const files of store.list()) names.push(...files.map(({ name }) => name));
  return names.toSorted();
}

const nameOf = (n: number): string => n.toString(16).padStart(32, '0');

/** More than a store lists at a time. */
const MANY = 1_050;

/** What every store promises. `newPlace` has nothing in it. */
export function promisesOf(
  store: string,
  newPlace: () => Promise<StorePlaceOfTest> | StorePlaceOfTest,
): void {
  describe(`A store of evidence, ${store},`, () => {
    test('gives back what was kept, as often as it is asked, also to another process, and the file in the making is gone', async () => {
      const { open } = await newPlace();
      const first = await open();
      const path = await first.newFile();
      const bytes = Buffer.alloc(3_000_000, 'not all the same: 0123456789 ');
      writeFileSync(path, bytes);
      await first.keep(path, nameOf(1));
      expect(existsSync(path)).toBe(false);
      const second = await open();
      for (const each of [first, first, second]) {
        const file = await each.read(nameOf(1));
        expect(file && (await buffer(file)).equals(bytes)).toBe(true);
      }
      expect(await namesIn(second)).toEqual([nameOf(1)]);
    });

    test('says of a file that is not there that it is not there', async () => {
      const opened = await (await newPlace()).open();
      await keep(opened, nameOf(1), 'another');
      expect(await opened.read(nameOf(2))).toBeUndefined();
    });

    test('keeps a file of nothing', async () => {
      const opened = await (await newPlace()).open();
      await keep(opened, nameOf(1), '');
      expect(await textOf(opened, nameOf(1))).toBe('');
    });

    test('removes a file, and doing that again, or where none was, changes nothing', async () => {
      const opened = await (await newPlace()).open();
      await keep(opened, nameOf(1), 'goes');
      await keep(opened, nameOf(2), 'stays');
      for (const name of [nameOf(1), nameOf(1), nameOf(3)]) await opened.remove(name);
      expect(await opened.read(nameOf(1))).toBeUndefined();
      expect(await textOf(opened, nameOf(2))).toBe('stays');
      expect(await namesIn(opened)).toEqual([nameOf(2)]);
    });

    test('whose reader is slow gives the rest of a file that was removed meanwhile', async () => {
      const opened = await (await newPlace()).open();
      await keep(opened, nameOf(1), 'read while it goes');
      const file = await opened.read(nameOf(1));
      await opened.remove(nameOf(1));
      expect(file && (await buffer(file)).toString()).toBe('read while it goes');
    });

    test(`lists each of ${MANY} files once, with when it was kept, and nothing else`, async () => {
      const place = await newPlace();
      const opened = await place.open();
      expect(await opened.belongsTo('a ledger')).toBe(true);
      const from = Date.now();
      const names = Array.from({ length: MANY }, (_, n) => nameOf(n));
      place.fill?.(names);
      const left = (place.fill === undefined ? names : []).values();
      const some = async (): Promise<void> => {
        for (const name of left) await keep(opened, name, name);
      };
      await Promise.all(Array.from({ length: 8 }, some));
      const times: Date[] = [];
      for await (const files of opened.list()) times.push(...files.map(({ keptAt }) => keptAt));
      expect(await namesIn(opened)).toEqual(names);
      // A store's clock may have whole seconds only.
      expect(times.filter((at) => at.getTime() < from - 1_000 || at.getTime() > Date.now())).toEqual([]);
    });

    test('is kept by the first ledger that asks, and by no other after it', async () => {
      const { open } = await newPlace();
      const [first, second] = [await open(), await open()];
      expect(await first.belongsTo('one')).toBe(true);
      expect(await second.belongsTo('another')).toBe(false);
      expect(await second.belongsTo('one')).toBe(true);
      expect(await first.belongsTo('one')).toBe(true);
    });

    test('that several processes of two ledgers open at the same moment belongs to all of one and none of the other', async () => {
      for (let n = 0; n < 5; n += 1) {
        const { open } = await newPlace();
        const stores = await Promise.all([open(), open(), open(), open()]);
        const ledgers = ['one', 'another', 'one', 'another'];
        const owns = await Promise.all(stores.map((each, k) => each.belongsTo(ledgers[k] ?? '')));
        expect([owns[0], owns[1]]).toEqual([owns[2], owns[3]]);
        expect(owns[0]).toBe(!owns[1]);
      }
    });

    test('sweeps away what is in the making for too long, and nothing else', async () => {
      const opened = await (await newPlace()).open();
      await keep(opened, nameOf(1), 'kept long ago');
      const [old, young] = [await opened.newFile(), await opened.newFile()];
      utimesSync(old, new Date(5_000), new Date(5_000));
      utimesSync(young, new Date(10_000), new Date(10_000));
      await opened.sweep(new Date(10_000));
      expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
      expect(await namesIn(opened)).toEqual([nameOf(1)]);
      await opened.dropFile(young);
      await opened.dropFile(young);
      expect(existsSync(young)).toBe(false);
    });

    test('keeps nothing of a file in the making that is gone, and says so', async () => {
      const opened = await (await newPlace()).open();
      const path = await opened.newFile();
      await opened.dropFile(path);
      await expect(opened.keep(path, nameOf(1))).rejects.toThrow(StoreUnavailable);
      expect(await namesIn(opened)).toEqual([]);
    });

    test('gives files in the making names of their own, for this user alone', async () => {
      const opened = await (await newPlace()).open();
      const paths = await Promise.all(Array.from({ length: 20 }, () => opened.newFile()));
      expect(new Set(paths).size).toBe(20);
      expect(paths.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
      for (const path of paths) await opened.dropFile(path);
    });
  });
}
