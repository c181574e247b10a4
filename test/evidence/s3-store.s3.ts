import { readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playOn } from '../../dev/rig/play.ts';
import { evidencePlace, storeAt } from '../../src/cli/evidence-place.ts';
import { evidenceKept } from '../../src/cli/api-parts.ts';
import { cleanUp, UNNAMED_AT_MOST_MS } from '../../src/evidence/clean-up.ts';
import { incomingFolder } from '../../src/evidence/incoming-folder.ts';
import { type OpenedEvidence } from '../../src/evidence/open-evidence.ts';
import { S3_TIMES, type S3Place } from '../../src/evidence/s3-requests.ts';
import { s3Store } from '../../src/evidence/s3-store.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { forgetCustomer } from '../../src/operations/forget/forget-customer.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { openedBy, servedApi, type TestApi } from '../web/api/served-api.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { somePicture } from './honest-pictures.ts';
import { content, sha256, upload, uploaded } from './kept-evidence.ts';
import { startS3Server, type S3Policy, type S3Server } from './s3-server.ts';
import { keep, namesIn, promisesOf, textOf } from './store-contract.ts';

// Top-level, because the table of the tests needs it.
const [nobody = 0] = await freePorts(1);

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server?.end());

/** A store at a place, with its files in the making in a folder of its own. */
const storeOf = (place: S3Place): Promise<EvidenceStore> =>
  s3Store(place, incomingFolder(temporaryFolder()), { ...S3_TIMES, pauseMs: 20 });

promisesOf('a bucket of a real server', async () => {
  const place = await server.newPlace();
  return { open: () => storeOf(place) };
});

const NAME = '0123456789abcdef0123456789abcdef';

/** The files of a bucket, by their paths in it. */
const objectsOf = (place: S3Place): string[] =>
  readdirSync(server.folderOf(place), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(server.folderOf(place).length + 1))
    .toSorted();

const configOf = ({ bucket, prefix, endpoint, region, keyId, secret }: S3Place) => ({
  evidenceStore: `s3://${bucket}/${prefix}`,
  evidenceS3Endpoint: endpoint,
  evidenceS3Region: region,
  evidenceS3KeyId: keyId,
  evidenceS3Secret: secret,
});

describe('A bucket of a real server', () => {
  test('has the pictures and the mark of their ledger under the prefix, and nothing else', async () => {
    const place = await server.newPlace();
    const store = await storeOf(place);
    await store.belongsTo('one');
    await keep(store, NAME, 'a picture');
    expect(objectsOf(place)).toEqual([`${place.prefix}kept/${NAME}`, `${place.prefix}ledger`].toSorted());
  });

  test('that loses a picture behind our back says that it is not there', async () => {
    const place = await server.newPlace();
    const store = await storeOf(place);
    await keep(store, NAME, 'a picture');
    rmSync(join(server.folderOf(place), place.prefix, 'kept', NAME));
    expect(await store.read(NAME)).toBeUndefined();
    await store.remove(NAME);
    expect(await namesIn(store)).toEqual([]);
  });

  test('whose server ends is a store that is away in each act, and is there again with the server', async () => {
    const store = await storeOf(await server.newPlace());
    await keep(store, NAME, 'a picture');
    await server.stop();
    try {
      for (const act of [
        () => keep(store, 'another', 'b'),
        () => store.read(NAME),
        () => store.remove(NAME),
        () => namesIn(store),
        () => store.belongsTo('one'),
      ]) {
        await expect(act()).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'ECONNREFUSED' });
      }
    } finally {
      await server.start();
    }
    expect(await textOf(store, NAME)).toBe('a picture');
    expect(await namesIn(store)).toEqual([NAME]);
  });

  const WRONG: { what: string; change: Partial<S3Place>; says: RegExp }[] = [
    {
      what: 'another secret',
      change: { secret: 'not-the-secret' },
      says: /^The bucket of EVIDENCE_STORE cannot be used: SignatureDoesNotMatch\. EVIDENCE_S3_SECRET is not the secret of EVIDENCE_S3_KEY_ID/,
    },
    {
      what: 'an unknown key',
      change: { keyId: 'nobody' },
      says: /^The bucket of EVIDENCE_STORE cannot be used: InvalidAccessKeyId\. The store does not know EVIDENCE_S3_KEY_ID\.$/,
    },
    {
      what: 'a bucket that is not there',
      change: { bucket: 'not-there' },
      says: /^The bucket of EVIDENCE_STORE cannot be used: NoSuchBucket\. There is no such bucket at EVIDENCE_S3_ENDPOINT: make it, or name another one\.$/,
    },
    {
      what: 'another region',
      change: { region: 'us-west-2' },
      says: /^The bucket of EVIDENCE_STORE cannot be used: AuthorizationHeaderMalformed\. EVIDENCE_S3_ENDPOINT and EVIDENCE_S3_REGION have to be those of the bucket\.$/,
    },
    {
      what: 'an address where nobody is',
      change: { endpoint: `http://127.0.0.1:${nobody}` },
      says: /^The bucket of EVIDENCE_STORE cannot be used: ECONNREFUSED\. Nothing answers at EVIDENCE_S3_ENDPOINT\.$/,
    },
  ];
  test.each(WRONG)(
    'with $what is refused at the start, with what to do and without the secret',
    async ({ change, says }) => {
      const place = { ...(await server.newPlace()), ...change };
      const wanted = evidencePlace(configOf(place));
      if (wanted === undefined) throw new Error('nowhere');
      const error: unknown = await storeAt(wanted).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'NotPossible', message: expect.stringMatching(says) as unknown });
      expect((error as Error).message).not.toContain(place.secret);
    },
  );
});

/** What docs/operations.md says that a key has to be allowed, for a place. */
function policyFor({ bucket, prefix }: S3Place): S3Policy {
  const said = /```json\n((?:(?!```)[\s\S])*"s3:ListBucket"[\s\S]*?)```/.exec(
    readFileSync('docs/operations.md', 'utf8'),
  );
  const ours = (said?.[1] ?? '').replaceAll('my-pictures/evidence/', `${bucket}/${prefix}`);
  return JSON.parse(ours.replaceAll('my-pictures', bucket)) as S3Policy;
}

describe('A key that may do what the documents say', () => {
  test('is enough for a store, and gets nowhere else', async () => {
    const place = await server.newPlace();
    const limited = await server.withKeyOf(place, policyFor(place));
    const store = await storeOf(limited);
    expect(await store.belongsTo('one')).toBe(true);
    await keep(store, NAME, 'a picture');
    expect(await textOf(store, NAME)).toBe('a picture');
    expect(await namesIn(store)).toEqual([NAME]);
    await store.remove(NAME);
    await store.remove(NAME);
    expect(await store.read(NAME)).toBeUndefined();
    const elsewhere = { ...limited, bucket: (await server.newPlace()).bucket };
    await expect(storeOf(elsewhere)).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test.each(['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'])(
    'and not %s is refused at the start, with where to look',
    async (lacking) => {
      const place = await server.newPlace();
      const { Version, Statement } = policyFor(place);
      const left = Statement.map(({ Effect, Resource, Action }) => ({
        Effect,
        Resource,
        Action: [Action].flat().filter((action) => action !== lacking),
      }));
      const limited = await server.withKeyOf(place, {
        Version,
        Statement: left.filter(({ Action }) => Action.length > 0),
      });
      const wanted = evidencePlace(configOf(limited));
      if (wanted === undefined) throw new Error('nowhere');
      await expect(storeAt(wanted)).rejects.toThrow(
        'The bucket of EVIDENCE_STORE cannot be used: AccessDenied. The key may not do what is needed there: docs/operations.md lists it.',
      );
    },
  );
});

test('A bucket with versions is known as one that keeps what is removed, and no other is', async () => {
  const place = await server.newPlace({ versions: true });
  const store = await storeOf(place);
  await keep(store, NAME, 'a picture');
  await store.remove(NAME);
  expect(await store.read(NAME)).toBeUndefined();
  expect(store.keepsRemoved).toBe(true);
  const versions = await server.ask(place, 'GET', `?versions&prefix=${place.prefix}kept/${NAME}`);
  expect(versions).toContain('<Version>');
  expect((await storeOf(await server.newPlace())).keepsRemoved).toBe(false);
});

describe('An API that keeps evidence in a bucket', () => {
  let rig: TestRig;
  let api: TestApi;
  let place: S3Place;
  let kept: OpenedEvidence;
  beforeAll(async () => {
    rig = await testRig();
    place = await server.newPlace();
    const opened = await evidenceKept(rig.ledger, configOf(place));
    if (opened === undefined) throw new Error('nowhere');
    kept = opened;
    api = await servedApi(rig, { evidenceKeeping: kept });
  });
  afterAll(async () => {
    kept?.stop();
    await rig?.stop();
  });

  const picturesKept = (): string[] =>
    objectsOf(place)
      .filter((path) => path.startsWith(`${place.prefix}kept/`))
      .map((path) => path.slice(`${place.prefix}kept/`.length));

  const objectOf = async (evidenceId: string): Promise<string> => {
    const row = await rig.ledger
      .selectFrom('evidence_uploads')
      .select('object_name')
      .where('evidence_id', '=', evidenceId)
      .executeTakeFirstOrThrow();
    return row.object_name;
  };

  const bought = async () => {
    const order = await openedBy(api, rig);
    const play = playOn(rig, order);
    await play.sms();
    return { purchaseId: order.purchaseId, play };
  };

  const filed = (purchaseId: string, evidence: readonly { evidenceId: string }[]) =>
    api.call('POST', `/v1/purchases/${purchaseId}/claims`, {
      key: api.keys.service,
      body: {
        claimType: 'invalid_number',
        reason: 'The service says that this number is not valid.',
        evidence,
      },
    });

  test('takes a picture, puts it into a claim, shows it, and removes it with the customer', async () => {
    const { purchaseId, play } = await bought();
    const { status, body } = await upload(api, purchaseId, await somePicture());
    expect(status).toBe(201);
    const evidenceId = String(body['evidenceId']);
    const object = await objectOf(evidenceId);
    expect(picturesKept()).toContain(object);
    const claimId = String((await filed(purchaseId, [{ evidenceId }])).body['claimId']);
    const shown = await content(api, evidenceId);
    expect([shown.status, sha256(shown.bytes)]).toEqual([200, body['sha256']]);
    expect(shown.headers.get('cache-control')).toBe('private, no-store');
    await api.call('POST', `/v1/claims/${claimId}/decision`, {
      key: api.keys.agent,
      body: { decision: 'approve', note: 'The screenshot shows it.' },
    });
    await play.idle();
    const { customerId } = (await play.status()).terms;
    const parts = { ledger: rig.ledger, temporal: rig.temporal, store: kept.uploads.store };
    const forgotten = await forgetCustomer(parts, { customerId, by: 'agent_7' }, new Date());
    expect(forgotten).toMatchObject({ forgotten: true });
    // Or a round of cleaning has come before, as it may.
    const { pictures = { removed: 1, left: 0 } } = forgotten.forgotten ? forgotten : {};
    expect(pictures).toEqual({ removed: 1, left: 0 });
    expect((await content(api, evidenceId)).status).toBe(404);
    expect(picturesKept()).not.toContain(object);
  });

  test('removes what no claim has taken within a day, and what no row has named for a week, and nothing else', async () => {
    const { purchaseId } = await bought();
    const taken = await uploaded(api, purchaseId, await somePicture(1));
    await filed(purchaseId, [{ evidenceId: taken }]);
    const waiting = await uploaded(api, (await bought()).purchaseId, await somePicture(2));
    const [ofTaken, ofWaiting] = [await objectOf(taken), await objectOf(waiting)];
    const { store } = kept.uploads;
    await keep(store, 'unnamed', 'nobody knows it');
    const written = new Date(Date.now() - UNNAMED_AT_MOST_MS - 60_000);
    utimesSync(join(server.folderOf(place), place.prefix, 'kept', 'unnamed'), written, written);
    const parts = {
      store,
      ledger: rig.ledger,
      retentionMs: 30 * DAY_MS,
      claimsOf: () => Promise.resolve([]),
    };
    expect(await cleanUp(parts, new Date())).toEqual({ inTrouble: 0, unnamed: 1 });
    expect(picturesKept()).toEqual(expect.arrayContaining([ofTaken, ofWaiting]));
    expect(picturesKept()).not.toContain('unnamed');
    await cleanUp(parts, new Date(Date.now() + DAY_MS + 60_000));
    expect(picturesKept()).toContain(ofTaken);
    expect(picturesKept()).not.toContain(ofWaiting);
  });

  test('answers 503 while the store is away, takes claims without evidence, and goes on by itself', async () => {
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture(3));
    await server.stop();
    try {
      const got = await content(api, evidenceId);
      expect([got.status, (JSON.parse(got.bytes.toString()) as { code: string }).code]).toEqual([
        503,
        'evidence_unavailable',
      ]);
      const up = await upload(api, purchaseId, await somePicture(4));
      expect([up.status, up.body['code']]).toEqual([503, 'evidence_unavailable']);
      expect((await filed((await bought()).purchaseId, [])).status).toBe(200);
      // Of the ledger alone, so the store need not be there.
      expect((await filed(purchaseId, [{ evidenceId }])).status).toBe(200);
    } finally {
      await server.start();
    }
    expect((await content(api, evidenceId)).status).toBe(200);
    const next = (await bought()).purchaseId;
    expect((await upload(api, next, await somePicture(4))).status).toBe(201);
  });

  test('says of a picture that the store has lost that it is away, and of no other', async () => {
    const { purchaseId } = await bought();
    const [lost, there] = [
      await uploaded(api, purchaseId, await somePicture(5)),
      await uploaded(api, purchaseId, await somePicture(6)),
    ];
    await kept.uploads.store.remove(await objectOf(lost));
    expect((await content(api, lost)).status).toBe(503);
    expect((await content(api, there)).status).toBe(200);
  });

  test('does not start with the bucket of another ledger, and says how it could', async () => {
    const theirs = await server.newPlace();
    const store = await storeOf(theirs);
    expect(await store.belongsTo('another')).toBe(true);
    await keep(store, NAME, 'theirs');
    await expect(evidenceKept(rig.ledger, configOf(theirs))).rejects.toThrow(
      `delete the object "${theirs.prefix}ledger" in the bucket`,
    );
    expect(await textOf(store, NAME)).toBe('theirs');
  });
});
