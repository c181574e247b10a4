import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import {
  cleanUp,
  HELD_AT_MOST_MS,
  OtherLedger,
  removeFiles,
  UNNAMED_AT_MOST_MS,
  type CleanUpParts,
} from '../../src/evidence/clean-up.ts';
import { evidenceKept } from '../../src/cli/api-parts.ts';
import { folderStore, OWNER } from '../../src/evidence/folder-store.ts';
import { pictureMaker } from '../../src/evidence/make-safe.ts';
import { checkEvidence, holdEvidence, type ClaimsOf } from '../../src/evidence/put-into-claim.ts';
import { StoreUnavailable, type EvidenceStore } from '../../src/evidence/store.ts';
import { evidenceUploads, type EvidenceUploads, type Receiving } from '../../src/evidence/uploads.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { eraseRecords } from '../../src/ledger/write/erase-records.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { somePicture } from './honest-pictures.ts';
import { sha256 } from './kept-evidence.ts';

const RETENTION_MS = 30 * DAY_MS;
const UPLOADED = new Date('2026-03-01T10:00:00.000Z');
const after = (ms: number): Date => new Date(UPLOADED.getTime() + ms);

const maker = pictureMaker();
afterAll(() => maker.stop());

interface Kept {
  ledger: Ledger;
  folder: string;
  store: EvidenceStore;
  uploads: EvidenceUploads;
  /** The time that everything here goes by. */
  clock: { now: Date };
  parts: CleanUpParts;
  /** What the purchase says it has in its claims. */
  claims: { of: Awaited<ReturnType<ClaimsOf>> | Error };
}

/** A store and a ledger with nothing in them. */
async function kept(): Promise<Kept> {
  const ledger = await emptyLedger();
  const folder = join(temporaryFolder(), 'evidence');
  const store = await folderStore(folder);
  const clock = { now: UPLOADED };
  const claims: Kept['claims'] = { of: [] };
  const uploads = evidenceUploads({ store, maker, ledger, now: () => clock.now });
  const claimsOf: ClaimsOf = () =>
    claims.of instanceof Error ? Promise.reject(claims.of) : Promise.resolve(claims.of);
  return {
    ledger,
    folder,
    store,
    uploads,
    clock,
    claims,
    parts: { store, ledger, claimsOf, retentionMs: RETENTION_MS },
  };
}

const REQUEST = { purchaseId: 'p1', requestId: 'request-1', uploadedBy: 'shop' };

async function receive({ store, uploads }: Kept, more: Partial<Receiving> = {}) {
  const bytes = await somePicture();
  const received = await store.newFile();
  writeFileSync(received, bytes);
  try {
    return await uploads.receive({ ...REQUEST, received, sha256: sha256(bytes), ...more });
  } finally {
    await store.dropFile(received);
  }
}

/** The id of a picture that was uploaded at `UPLOADED`. */
async function uploaded(where: Kept, more: Partial<Receiving> = {}): Promise<string> {
  const received = await receive(where, more);
  if (!received.taken) throw new Error(received.code);
  return received.upload.evidenceId;
}

/** Whether the picture itself can be got. */
async function isShown(uploads: EvidenceUploads, evidenceId: string): Promise<boolean> {
  const opened = await uploads.open(evidenceId);
  opened?.file.destroy();
  return opened !== undefined;
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'kept'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

const namingOf = (evidenceId: string) => ({ purchaseId: 'p1', evidence: [{ evidenceId }] });
const claimWithIt = (evidenceId: string) => [{ claimId: 'clm_p1_1', evidence: [{ evidenceId }] }];

const TIMES = [
  { when: 'one millisecond before', ms: -1, isThere: true },
  { when: 'at', ms: 0, isThere: true },
  { when: 'one millisecond after', ms: 1, isThere: false },
];

describe('A picture that no claim has taken', () => {
  test.each(TIMES)(
    '$when the end of its day: a claim can take it and it is kept: $isThere',
    async ({ ms, isThere }) => {
      const where = await kept();
      const evidenceId = await uploaded(where);
      where.clock.now = after(DAY_MS + ms);
      const { ledger, clock, parts, uploads } = where;
      const judged = await checkEvidence({ ...parts, now: () => clock.now }, namingOf(evidenceId));
      expect(judged.ok).toBe(isThere);
      expect((await uploads.find(evidenceId)) !== undefined).toBe(isThere);
      expect(await cleanUp(parts, clock.now)).toEqual({ inTrouble: 0, unnamed: 0 });
      expect(filesIn(where.folder)).toHaveLength(isThere ? 1 : 0);
      expect(await ledger.selectFrom('evidence_uploads').select('evidence_id').execute()).toHaveLength(
        isThere ? 1 : 0,
      );
    },
  );

  const HELD = [
    {
      when: 'the purchase has it in a claim',
      claims: 'has it',
      ms: HELD_AT_MOST_MS,
      there: true,
      inTrouble: 0,
    },
    {
      when: 'the purchase does not have it',
      claims: 'has it not',
      ms: HELD_AT_MOST_MS,
      there: false,
      inTrouble: 0,
    },
    {
      when: 'the purchase does not answer',
      claims: 'no answer',
      ms: HELD_AT_MOST_MS,
      there: true,
      inTrouble: 1,
    },
    {
      when: 'the request may still be under way',
      claims: 'has it not',
      ms: HELD_AT_MOST_MS - 1,
      there: true,
      inTrouble: 0,
    },
  ];
  test.each(HELD)(
    'but was held for a request, and $when: it is still there: $there',
    async ({ claims, ms, there, inTrouble }) => {
      const where = await kept();
      const { clock, parts, ledger } = where;
      const evidenceId = await uploaded(where);
      clock.now = after(DAY_MS);
      const held = await holdEvidence({ ...parts, now: () => clock.now }, namingOf(evidenceId), 'filing-1');
      expect(held.ok).toBe(true);
      where.claims.of =
        claims === 'no answer' ? new Error('away') : claims === 'has it' ? claimWithIt(evidenceId) : [];
      clock.now = after(DAY_MS + ms);
      expect(await cleanUp(parts, clock.now)).toEqual({ inTrouble, unnamed: 0 });
      const rows = await ledger.selectFrom('evidence_uploads').select('claim_id').execute();
      expect(rows).toEqual(there ? [{ claim_id: claims === 'has it' ? 'clm_p1_1' : null }] : []);
      expect(filesIn(where.folder)).toHaveLength(there ? 1 : 0);
    },
  );
});

test.each(TIMES)(
  '$when the end of the retention of its purchase: what a claim has is kept: $isThere',
  async ({ ms, isThere }) => {
    const where = await kept();
    const { ledger, parts, uploads } = where;
    const evidenceId = await uploaded(where);
    await ledger.updateTable('evidence_uploads').set({ claim_id: 'clm_p1_1' }).execute();
    await recordSnapshot(ledger, snapshotOf('p1', {}), { now: UPLOADED });
    await cleanUp(parts, after(400 * DAY_MS));
    expect(filesIn(where.folder)).toHaveLength(1);
    await ledger
      .updateTable('purchases')
      .set({ closed_at: after(DAY_MS) })
      .execute();
    await cleanUp(parts, after(DAY_MS + RETENTION_MS + ms));
    expect(filesIn(where.folder)).toHaveLength(isThere ? 1 : 0);
    expect(await isShown(uploads, evidenceId)).toBe(isThere);
    // Support is told that it was here.
    expect((await uploads.find(evidenceId))?.removedAt).toEqual(
      isThere ? undefined : after(DAY_MS + RETENTION_MS + ms),
    );
  },
);

describe('Files that no row names', () => {
  test('are removed a week after they were written, and none before', async () => {
    const { store, parts, folder } = await kept();
    const now = new Date();
    const write = async (name: string, ageMs: number): Promise<void> => {
      const path = await store.newFile();
      writeFileSync(path, 'left over');
      await store.keep(path, name);
      const at = new Date(now.getTime() - ageMs);
      utimesSync(join(folder, 'kept', name.slice(0, 2), name), at, at);
    };
    await write('aa-young', UNNAMED_AT_MOST_MS - 1_000);
    await write('aa-old', UNNAMED_AT_MOST_MS + 1_000);
    await write('bb-old', UNNAMED_AT_MOST_MS + 1_000);
    const half = await store.newFile();
    utimesSync(half, 0, 0);
    expect(await cleanUp(parts, now)).toEqual({ inTrouble: 0, unnamed: 3 });
    expect(filesIn(folder)).toEqual([join(folder, 'kept', 'aa', 'aa-young')]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  test('are none of another ledger, which could not name them', async () => {
    const { store, folder, parts } = await kept();
    const path = await store.newFile();
    writeFileSync(path, 'of the other ledger');
    await store.keep(path, 'cc-old');
    utimesSync(join(folder, 'kept', 'cc', 'cc-old'), 0, 0);
    expect(await store.belongsTo('another')).toBe(true);
    await expect(cleanUp(parts, new Date())).rejects.toThrow(OtherLedger);
    const url = pathToFileURL(folder).href;
    await expect(evidenceKept(parts.ledger, { evidenceStore: url })).rejects.toThrow(
      'belongs to another ledger',
    );
    expect(filesIn(folder)).toEqual([join(folder, 'kept', 'cc', 'cc-old')]);
    // As the message says, for a ledger that was restored.
    rmSync(join(folder, OWNER));
    (await evidenceKept(parts.ledger, { evidenceStore: url }))?.stop();
    await cleanUp(parts, new Date());
    expect(filesIn(folder)).toEqual([]);
  });

  test('are no files that a row names, however old they are', async () => {
    const where = await kept();
    await uploaded(where);
    for (const path of filesIn(where.folder)) utimesSync(path, 0, 0);
    await cleanUp(where.parts, UPLOADED);
    expect(filesIn(where.folder)).toHaveLength(1);
  });
});

describe('Of an erased purchase', () => {
  const erase = (ledger: Ledger): Promise<unknown> =>
    ledger
      .transaction()
      .execute((transaction) => eraseRecords(transaction, ['p1'], { customerId: 'erased_1', now: UPLOADED }));

  test('pictures are shown to nobody from that moment on, whoever reads one gets the rest, and the files go', async () => {
    const where = await kept();
    const { ledger, uploads, parts, folder } = where;
    const evidenceId = await uploaded(where);
    const other = await uploaded(where, { purchaseId: 'p2', requestId: 'request-2' });
    await ledger.updateTable('evidence_uploads').set({ claim_id: 'clm_p1_1' }).execute();
    const reading = await uploads.open(evidenceId);
    await erase(ledger);
    expect(await uploads.find(evidenceId)).toBeUndefined();
    expect(await uploads.open(evidenceId)).toBeUndefined();
    const [row] = await ledger
      .selectFrom('evidence_uploads')
      .selectAll()
      .where('purchase_id', '=', 'p1')
      .execute();
    expect(row).toMatchObject({ uploaded_by: 'erased', sha256_received: '', sha256_kept: '', looks: null });
    expect(await removeFiles(parts, UPLOADED, ['p1'])).toBe(1);
    expect((await text(reading?.file ?? Readable.from([]))).length).toBeGreaterThan(100);
    expect(filesIn(folder)).toHaveLength(1);
    expect(await ledger.selectFrom('evidence_uploads').select('evidence_id').execute()).toEqual([
      { evidence_id: other },
    ]);
    expect(await removeFiles(parts, UPLOADED, ['p1'])).toBe(0);
  });

  test('the files go with the next round, where the erasure did not have the store', async () => {
    const where = await kept();
    await uploaded(where);
    await erase(where.ledger);
    await cleanUp(where.parts, UPLOADED);
    expect(filesIn(where.folder)).toEqual([]);
    expect(await where.ledger.selectFrom('evidence_uploads').select('evidence_id').execute()).toEqual([]);
  });

  test('no picture is taken any more', async () => {
    const where = await kept();
    await recordSnapshot(where.ledger, snapshotOf('p1', {}), { now: UPLOADED });
    await erase(where.ledger);
    expect(await receive(where)).toEqual({ taken: false, code: 'purchase_erased' });
    expect(filesIn(where.folder)).toEqual([]);
  });
});

describe('A store', () => {
  test('that is away is told as such: nothing is not found, and nothing is made in its place', async () => {
    const where = await kept();
    const { folder, store, uploads, parts } = where;
    const evidenceId = await uploaded(where);
    renameSync(folder, `${folder}-away`);
    // What is left where a disk was mounted.
    mkdirSync(folder);
    await expect(uploads.open(evidenceId)).rejects.toThrow(StoreUnavailable);
    await expect(store.newFile()).rejects.toThrow(StoreUnavailable);
    await expect(receive(where)).rejects.toThrow(StoreUnavailable);
    await expect(store.remove('aa-any')).rejects.toThrow(StoreUnavailable);
    await expect(cleanUp(parts, UPLOADED)).rejects.toThrow(StoreUnavailable);
    expect(readdirSync(folder)).toEqual([]);
    renameSync(`${folder}-away/kept`, `${folder}/kept`);
    expect(await isShown(uploads, evidenceId)).toBe(true);
  });

  test('that has lost a file which it should have does not say that there is none', async () => {
    const where = await kept();
    const evidenceId = await uploaded(where);
    for (const path of filesIn(where.folder)) renameSync(path, `${where.folder}-lost`);
    await expect(where.uploads.open(evidenceId)).rejects.toThrow(StoreUnavailable);
  });

  test('that is full keeps nothing half-written and says so', async () => {
    const where = await kept();
    const { ledger, folder } = where;
    // Whatever is written there finds no room.
    const full: EvidenceStore = {
      ...where.store,
      async newFile() {
        const path = join(folder, 'incoming', `full-${readdirSync(join(folder, 'incoming')).length}`);
        symlinkSync('/dev/full', path);
        return path;
      },
    };
    const uploads = evidenceUploads({ store: full, maker, ledger, now: () => UPLOADED });
    const received = join(folder, 'came');
    const bytes = await somePicture();
    writeFileSync(received, bytes);
    await expect(uploads.receive({ ...REQUEST, received, sha256: sha256(bytes) })).rejects.toThrow(
      StoreUnavailable,
    );
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    expect(filesIn(folder)).toEqual([]);
    expect(await ledger.selectFrom('evidence_uploads').select('evidence_id').execute()).toEqual([]);
  });

  test('is open to its own user alone', async () => {
    const { folder } = await kept();
    expect([
      statSync(join(folder, 'kept')).mode & 0o077,
      statSync(join(folder, 'incoming')).mode & 0o077,
    ]).toEqual([0, 0]);
  });

  test('that nobody can write to is refused at the start', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    await expect(folderStore(join(file, 'evidence'))).rejects.toThrow(StoreUnavailable);
    expect(existsSync(join(file, 'evidence'))).toBe(false);
  });
});

test('a repeated request brings no second picture, also if its answer was lost', async () => {
  const where = await kept();
  const first = await uploaded(where);
  expect(await uploaded(where)).toBe(first);
  expect(filesIn(where.folder)).toHaveLength(1);
});
