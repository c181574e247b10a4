import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { temporaryIncoming } from '../../src/evidence/incoming-folder.ts';
import { readS3Listing } from '../../src/evidence/s3-listing.ts';
import { nothingRead, s3Requests } from '../../src/evidence/s3-requests.ts';
import { StoreUnavailable, type EvidenceStore } from '../../src/evidence/store.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { sha256 } from './kept-evidence.ts';
import { KEY, QUICK, refusal, smallS3, storeOn, type Asked } from './small-s3.ts';
import { keep, namesIn, promisesOf, textOf } from './store-contract.ts';

promisesOf('a bucket whose store ignores conditions', async () => {
  const s3 = await smallS3('ignored');
  return {
    open: async () => (await storeOn(s3)).store,
    fill(names) {
      for (const name of names) s3.objects.set(`evidence/kept/${name}`, Buffer.from(name));
    },
  };
});

const NAME = 'aa11';
const isPicture = ({ path }: Asked): boolean => path.endsWith(NAME);

/** The error of what must not succeed. */
const errorOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('A store in S3', () => {
  test('sends a picture whole, with its length and its checksum in the signature, for nobody else to see or to show', async () => {
    const s3 = await smallS3();
    const { store, incoming } = await storeOn(s3);
    const bytes = Buffer.alloc(1_500_000, 'pixels');
    const path = await store.newFile();
    writeFileSync(path, bytes);
    await store.keep(path, NAME);
    const put = s3.asked.find(isPicture);
    expect(put?.body.equals(bytes)).toBe(true);
    expect(put?.headers).toMatchObject({
      'content-length': String(bytes.length),
      'content-type': 'application/octet-stream',
      'x-amz-content-sha256': sha256(bytes),
    });
    expect(put?.headers['authorization']).toContain('x-amz-content-sha256');
    expect(Object.keys(put?.headers ?? {}).filter((name) => /acl|transfer-encoding/.test(name))).toEqual([]);
    expect([...s3.objects.keys()]).toEqual([`evidence/kept/${NAME}`]);
    expect(readdirSync(incoming)).toEqual([]);
  });

  test('has its bucket in the path, or in the name where the address says so', async () => {
    const s3 = await smallS3();
    await storeOn(s3);
    expect(s3.asked.filter(({ path }) => !/^\/pictures[/?]/.test(path))).toEqual([]);
    const urls: string[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((request) => {
      urls.push((request as Request).url);
      return Promise.resolve(new Response(''));
    });
    try {
      const inName = { ...s3.place, endpoint: 'https://{bucket}.s3.example.com' };
      await s3Requests(inName, QUICK).ask({ method: 'GET', key: 'a/b c' }, nothingRead);
      await s3Requests(inName, QUICK).ask({ method: 'GET', query: { prefix: 'a/' } }, nothingRead);
      const below = { ...s3.place, endpoint: 'https://example.com/storage/' };
      await s3Requests(below, QUICK).ask({ method: 'GET', key: 'a' }, nothingRead);
    } finally {
      vi.restoreAllMocks();
    }
    expect(urls).toEqual([
      'https://pictures.s3.example.com/a/b%20c',
      'https://pictures.s3.example.com/?prefix=a%2F',
      'https://example.com/storage/pictures/a',
    ]);
  });

  test.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [429, 'TooManyRequests'],
    [400, 'RequestTimeout'],
  ])('that answers %i %s twice is asked a third time, with the whole picture', async (status, code) => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    let refused = 0;
    s3.trouble.now = (_, response) => {
      refused += 1;
      return refused <= 2 && refusal(response, status, code);
    };
    await keep(store, NAME, 'kept in the end');
    expect(s3.asked.filter(isPicture).map(({ body }) => body.toString())).toEqual(
      Array(3).fill('kept in the end'),
    );
    expect(await textOf(store, NAME)).toBe('kept in the end');
  });

  test('that stays busy is told as such after three tries, and one that refuses after the first, in each act', async () => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    const acts = [
      () => keep(store, NAME, 'any'),
      () => store.read(NAME),
      () => store.remove(NAME),
      () => namesIn(store),
      () => store.belongsTo('one'),
    ];
    const refusals = [
      [503, 'SlowDown', 3],
      [403, 'AccessDenied', 1],
      [404, 'NoSuchBucket', 1],
      [301, 'PermanentRedirect', 1],
    ] as const;
    for (const [status, code, tries] of refusals) {
      s3.trouble.now = (_, response) => refusal(response, status, code);
      for (const act of acts) {
        s3.asked.length = 0;
        const error = await errorOf(act());
        expect(error).toBeInstanceOf(StoreUnavailable);
        expect((error as StoreUnavailable).code).toBe(code);
        expect(s3.asked).toHaveLength(tries);
      }
    }
  });

  test.each<[string, (store: EvidenceStore) => Promise<unknown>]>([
    ['keep', (store) => keep(store, NAME, 'any')],
    ['read', (store) => store.read(NAME)],
    ['remove', (store) => store.remove(NAME)],
    ['list', (store) => namesIn(store)],
    ['be known as its own', (store) => store.belongsTo('one')],
  ])(
    'that does not answer is given up, try by try, where it is to %s, and is used again when it answers',
    async (_what, act) => {
      const s3 = await smallS3();
      const { store, incoming } = await storeOn(s3, {
        ...QUICK,
        tryMs: 500,
        pictureMs: 500,
        longestMs: 60_000,
      });
      s3.asked.length = 0;
      s3.trouble.now = () => true;
      expect(await errorOf(act(store))).toMatchObject({ name: 'StoreUnavailable', code: 'timeout' });
      expect(s3.asked).toHaveLength(3);
      for (const left of readdirSync(incoming)) rmSync(join(incoming, left));
      s3.trouble.now = () => false;
      await keep(store, NAME, 'back');
      expect(await textOf(store, NAME)).toBe('back');
      expect(readdirSync(incoming)).toEqual([]);
    },
  );

  test('is asked no longer than all tries together may take', async () => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3, { ...QUICK, tryMs: 500, longestMs: 510, pauseMs: 20 });
    s3.asked.length = 0;
    s3.trouble.now = () => true;
    await expect(store.remove(NAME)).rejects.toThrow('timeout');
    expect(s3.asked).toHaveLength(1);
  });

  test('that stops in the middle of a picture gives none, and nothing of it stays on this machine', async () => {
    const s3 = await smallS3();
    const { store, incoming } = await storeOn(s3);
    await keep(store, NAME, 'the whole picture');
    s3.trouble.now = (_, response) => {
      response.writeHead(200, { 'content-length': '17' });
      response.write('the whole', () => response.destroy());
      return true;
    };
    await expect(store.read(NAME)).rejects.toThrow(StoreUnavailable);
    expect(readdirSync(incoming)).toEqual([]);
    s3.trouble.now = () => false;
    expect(await textOf(store, NAME)).toBe('the whole picture');
  });

  test('that goes silent in a picture is asked again, and nothing of the first try is in what is shown, or stays', async () => {
    const s3 = await smallS3();
    const { store, incoming } = await storeOn(s3, { ...QUICK, pictureMs: 300 });
    await keep(store, NAME, 'the whole picture');
    s3.asked.length = 0;
    s3.trouble.now = (_, response) => {
      if (s3.asked.length > 1) return false;
      response.writeHead(200, { 'content-length': '5000' });
      return response.write('x'.repeat(4_000)) || true;
    };
    expect(await textOf(store, NAME)).toBe('the whole picture');
    expect(s3.asked).toHaveLength(2);
    expect(readdirSync(incoming)).toEqual([]);
  });

  test('that sends without end is given up', async () => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3, { ...QUICK, longestMs: 2_000 });
    s3.trouble.now = (_, response) => {
      response.write(Buffer.alloc(5_000_000, ' '));
      return true;
    };
    expect(await errorOf(namesIn(store))).toMatchObject({ code: 'unexpected_answer' });
  });

  test('that sends elsewhere is not followed: nothing signed reaches anybody else', async () => {
    const other = await smallS3();
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    s3.trouble.now = (_, response) => {
      response.writeHead(307, { location: `${other.place.endpoint}/pictures/evidence/kept/${NAME}` });
      return response.end() !== undefined;
    };
    expect(await errorOf(keep(store, NAME, 'any'))).toMatchObject({ code: 'http_307' });
    expect(await errorOf(store.read(NAME))).toMatchObject({ code: 'http_307' });
    expect(other.asked).toEqual([]);
  });

  test('that refuses leads to an error without key, secret, address or name', async () => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    s3.trouble.now = (_, response) => refusal(response, 403, 'SignatureDoesNotMatch');
    const error = await errorOf(store.read(NAME));
    const said = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack ?? ''} ${String((error as Error).cause)}`;
    for (const secret of [KEY.keyId, KEY.secret, s3.place.endpoint, NAME]) expect(said).not.toContain(secret);
  });

  test.each([
    ['no list', 'hello'],
    ['a list that does not say whether it ends', '<ListBucketResult></ListBucketResult>'],
    ['a list that goes on nowhere', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
    [
      'a list that goes on for ever',
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken></ListBucketResult>',
    ],
    [
      'an object without a time',
      '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>evidence/kept/a</Key></Contents></ListBucketResult>',
    ],
  ])('that answers with %s is not believed', async (_, xml) => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    s3.trouble.now = (_request, response) => response.end(xml) !== undefined;
    expect(await errorOf(namesIn(store))).toMatchObject({ code: 'unexpected_answer' });
  });

  test('lists no object that is not a file of its own', async () => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    await keep(store, NAME, 'own');
    for (const key of [
      'evidence/ledger',
      'evidence/kept/',
      'evidence/kept/a/b',
      'evidence/kept-not',
      'other/kept/x',
    ])
      s3.objects.set(key, Buffer.from('foreign'));
    expect(await namesIn(store)).toEqual([NAME]);
  });

  test('that cannot be read after it was written is refused at the start', async () => {
    const s3 = await smallS3();
    s3.trouble.now = ({ method }, response) => method === 'PUT' && response.end() !== undefined;
    expect(await errorOf(storeOn(s3))).toMatchObject({ code: 'unexpected_answer' });
  });
});

test('Two ledgers that ask a store at once which does not know conditions: one of them has it', async () => {
  for (let n = 0; n < 5; n += 1) {
    const s3 = await smallS3('unknown');
    const stores = await Promise.all([storeOn(s3), storeOn(s3)]);
    const [one, another] = await Promise.all([
      stores[0].store.belongsTo('one'),
      stores[1].store.belongsTo('another'),
    ]);
    expect(one).toBe(!another);
    expect(s3.objects.get('evidence/ledger')?.toString()).toBe(one ? 'one' : 'another');
  }
});

test('A lost answer to the mark of the owner does not make its own ledger a foreign one', async () => {
  const s3 = await smallS3();
  const { store } = await storeOn(s3);
  let lost = 0;
  s3.trouble.now = ({ method, path, body }, response) => {
    if (method !== 'PUT' || !path.endsWith('/ledger')) return false;
    lost += 1;
    // Written, and then as a store that keeps to the condition answers a repeat.
    s3.objects.set('evidence/ledger', body);
    return lost === 1 ? response.destroy() !== undefined : refusal(response, 412, 'PreconditionFailed');
  };
  expect(await store.belongsTo('one')).toBe(true);
  expect(lost).toBe(2);
});

test('The list of a store is read as XML: names and marks with signs of their own are what they stand for', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>pictures</Name><IsTruncated>true</IsTruncated>
<NextContinuationToken>1&amp;2&#x2F;3&#47;4==</NextContinuationToken><Contents><Key>a&lt;b&apos;</Key>
<LastModified>2026-03-01T10:00:00.000Z</LastModified><Owner><ID>o</ID></Owner></Contents></ListBucketResult>`;
  expect(readS3Listing(xml)).toEqual({
    objects: [{ key: "a<b'", modified: new Date('2026-03-01T10:00:00.000Z') }],
    next: '1&2/3/4==',
  });
});

describe('Pictures in the making, of a store elsewhere,', () => {
  test('are in a folder of this user alone, which is made again when somebody has tidied it up', async () => {
    const within = temporaryFolder();
    const incoming = temporaryIncoming(within);
    const path = await incoming.newFile();
    const [folder = ''] = readdirSync(within);
    expect(statSync(join(within, folder)).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(join(within, folder), { recursive: true });
    await incoming.dropFile(await incoming.newFile());
    await incoming.sweep(new Date());
    expect(readdirSync(join(within, folder))).toEqual([]);
  });

  test('are put into no folder that others can read, and follow no link', async () => {
    const within = temporaryFolder();
    const incoming = temporaryIncoming(within);
    await incoming.dropFile(await incoming.newFile());
    const [name = ''] = readdirSync(within);
    const folder = join(within, name);
    chmodSync(folder, 0o755);
    await expect(incoming.newFile()).rejects.toThrow('incoming_not_own');
    rmSync(folder, { recursive: true });
    mkdirSync(join(within, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(within, 'elsewhere'), folder);
    await expect(incoming.newFile()).rejects.toThrow('incoming_not_own');
    await expect(incoming.sweep(new Date())).rejects.toThrow('incoming_not_own');
    expect(readdirSync(join(within, 'elsewhere'))).toEqual([]);
  });
});
