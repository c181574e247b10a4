import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { playOn, type Play } from '../../dev/rig/play.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { EvidenceId, PurchaseId } from '../../src/contract/scalars.ts';
import { cleanUp } from '../../src/evidence/clean-up.ts';
import { folderStore } from '../../src/evidence/folder-store.ts';
import { incomingFolder } from '../../src/evidence/incoming-folder.ts';
import { s3Store } from '../../src/evidence/s3-store.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { forgetCustomer } from '../../src/operations/forget/forget-customer.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { somePicture } from '../evidence/honest-pictures.ts';
import { sha256 } from '../evidence/kept-evidence.ts';
import { KEY, QUICK, smallS3 } from '../evidence/small-s3.ts';
import { startProcess } from '../started-process.ts';
import { faultRig } from './fault-rig.ts';
import { programLife, type ProgramLife } from './program-life.ts';
import { statementWire, type StatementPoint, type Strike } from './statement-wire.ts';
import { leaveNumbers } from './summary.ts';
import { CUT } from './wire.ts';

/** A request that got no answer is repeated so often, under its key. */
const MOST_TRIES = 120;
const AGAIN_MS = 250;
/** How long a part is away. */
const AWAY_MS = 1_500;
/** For a request to come to the purchase, which has no worker. */
const ASKED_MS = 300;
/** What no claim has taken has expired by then, and a file without a row is old enough to be removed. */
const LATER_MS = 8 * DAY_MS;

const database = await freshPostgresDatabase();
const rig = await faultRig({ databaseUrl: database.url });
const ledgerWire = await statementWire(database.url);
const s3 = await smallS3('ignored', afterAll);
const folder = mkdtempSync(join(tmpdir(), 'faults-evidence-'));
/** The system's temporary folder, as our programs know it. */
const temporary = join(folder, 'temporary');
mkdirSync(temporary);
const incoming = join(temporary, `instaotp-returns-evidence-${process.getuid?.() ?? 'incoming'}`);

const environment = {
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: rig.namespace,
  DATABASE_URL: ledgerWire.url,
  TMPDIR: temporary,
};
const inS3 = {
  ...environment,
  EVIDENCE_STORE: `s3://${s3.place.bucket}/${s3.place.prefix.replace(/\/$/, '')}`,
  EVIDENCE_S3_ENDPOINT: s3.place.endpoint,
  EVIDENCE_S3_REGION: s3.place.region,
  EVIDENCE_S3_KEY_ID: KEY.keyId,
  EVIDENCE_S3_SECRET: KEY.secret,
  EVIDENCE_RETENTION_DAYS: '1',
};
const pictureFolder = join(folder, 'pictures');
const apis = {
  'in S3': programLife('src/cli/api.ts', inS3),
  'in a folder': programLife('src/cli/api.ts', {
    ...environment,
    EVIDENCE_STORE: pathToFileURL(pictureFolder).href,
  }),
};
type Place = keyof typeof apis;
await Promise.all(Object.values(apis).map((api) => api.start()));
const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
const stores: Record<Place, EvidenceStore> = {
  'in S3': await s3Store(s3.place, incomingFolder(incoming), QUICK),
  'in a folder': await folderStore(pictureFolder),
};

afterAll(async () => {
  await Promise.all(Object.values(apis).map((api) => api.stop()));
  await ledgerWire.down();
  await rig.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** What is under way until everything that was struck is there again. */
let back: Promise<unknown> = Promise.resolve();
let databasesStruck = 0;

/** Objects of the store that are asked for at this point are held for the strike, once. */
let storeAim: { method: string; when: 'before' | 'after'; name: string; strike: Strike } | undefined;
let isStoreAway = false;
s3.trouble.now = ({ method, path, body }, response) => {
  const key = decodeURIComponent(path.split('?')[0]?.split('/').slice(2).join('/') ?? '');
  if (isStoreAway) return response.destroy() !== undefined;
  if (storeAim?.method !== method || !key.includes(storeAim.name)) return false;
  const { when, strike } = storeAim;
  storeAim = undefined;
  if (when === 'after' && method === 'PUT') s3.objects.set(key, body);
  if (when === 'after' && method === 'DELETE') s3.objects.delete(key);
  void strike().then(() => response.destroy());
  return true;
};

/** A place on the way of a picture: a statement of the ledger, or a request of the store. */
type Point = StatementPoint | { request: 'PUT' | 'DELETE'; when: 'before' | 'after' };

/** `name`: of the object that is meant. Default: any picture. */
function aimAt(point: Point, strike: Strike, name = '/kept/'): { forget: () => boolean } {
  if ('statement' in point) return ledgerWire.aim(point, strike);
  storeAim = { method: point.request, when: point.when, name, strike };
  return {
    forget() {
      const isReached = storeAim === undefined;
      storeAim = undefined;
      return isReached;
    },
  };
}

const ledgerAway: Strike = async () => {
  databasesStruck += 1;
  await ledgerWire.down();
  back = delay(AWAY_MS).then(() => ledgerWire.up());
  return CUT;
};
const storeAway: Strike = async () => {
  isStoreAway = true;
  back = delay(AWAY_MS).then(() => (isStoreAway = false));
  return CUT;
};

const killAndStart =
  (...programs: ProgramLife[]): Strike =>
  async () => {
    await Promise.all(programs.map((each) => each.kill()));
    back = Promise.all(programs.map((each) => each.start()));
    return programs.includes(rig.worker) && programs.length === 1 ? 'go on' : CUT;
  };

const STRUCK = {
  'the API is killed': (api: ProgramLife) => killAndStart(api),
  'the worker is killed': () => killAndStart(rig.worker),
  'both are killed': (api: ProgramLife) => killAndStart(api, rig.worker),
  // The request is on its way to a purchase without a worker when its API dies.
  'the API is killed while the purchase is asked': (api: ProgramLife) => async () => {
    await rig.worker.kill();
    back = (async () => {
      await delay(ASKED_MS);
      await api.kill();
      await Promise.all([api.start(), rig.worker.start()]);
    })();
    return 'go on' as const;
  },
  'PostgreSQL is away': () => ledgerAway,
  'the store is away': () => storeAway,
} satisfies Record<string, (api: ProgramLife) => Strike>;
type Struck = keyof typeof STRUCK;

const ROW = /^insert into .*"evidence_uploads"/;
const HELD = /^update .*"evidence_uploads" set "held_by"/;
const TAKEN = /^update .*"evidence_uploads" set "claim_id"/;
const PUT = { request: 'PUT' } as const;

/** What becomes of a picture on its way into a claim, each with the point at which somebody is struck. */
const POINTS = {
  'before it is kept, made anew': { ...PUT, when: 'before' },
  'once it is kept, unheard': { ...PUT, when: 'after' },
  'before its row is written': { statement: ROW, when: 'before' },
  'once its row is written, unheard': { statement: ROW, when: 'after' },
  'before it is held': { statement: HELD, when: 'before' },
  'once it is held, unheard': { statement: HELD, when: 'after' },
  'before it is noted as taken, once the claim is filed': { statement: TAKEN, when: 'before' },
  'once it is noted as taken, unheard': { statement: TAKEN, when: 'after' },
} as const satisfies Record<string, Point>;
type PointName = keyof typeof POINTS;
// Sound: the record has these keys and no other.
const POINT_NAMES = Object.keys(POINTS) as PointName[];
const OF_THE_LEDGER = POINT_NAMES.filter((name) => 'statement' in POINTS[name]);
const OF_THE_STORE = POINT_NAMES.filter((name) => !('statement' in POINTS[name]));

interface Case {
  place: Place;
  point: PointName;
  struck: Struck;
}

const casesOf = (struck: Struck, points: readonly PointName[], place: Place = 'in S3'): Case[] =>
  points.map((point) => ({ place, point, struck }));

const CASES: readonly Case[] = [
  ...casesOf('the API is killed', POINT_NAMES),
  ...casesOf(
    'the API is killed',
    ['before its row is written', 'once its row is written, unheard'],
    'in a folder',
  ),
  ...casesOf('the API is killed while the purchase is asked', ['once it is held, unheard']),
  ...casesOf('the worker is killed', ['once it is held, unheard']),
  ...casesOf('both are killed', ['before it is noted as taken, once the claim is filed']),
  ...casesOf('PostgreSQL is away', OF_THE_LEDGER),
  ...casesOf('the store is away', OF_THE_STORE),
];

interface Told {
  purchaseId: PurchaseId;
  place: Place;
  evidenceId: EvidenceId;
  /** Of the picture as it is kept. */
  sha256: string;
}
/** All that was answered 201, and that no later test removes. */
const told: Told[] = [];

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Anything but an answer, or that a part is away, would be a fault of ours. */
const faults: Answer[] = [];

/** Repeats a request, under the same key, until it is answered. */
async function answered(send: () => Promise<Response>): Promise<Answer> {
  for (let n = 0; n < MOST_TRIES; n += 1) {
    await back;
    const answer = await send()
      .then(async (response) => ({
        status: response.status,
        body: (await response.json()) as Record<string, unknown>,
      }))
      .catch(() => undefined);
    if (answer !== undefined && answer.status !== 503 && answer.status >= 500) faults.push(answer);
    if (answer !== undefined && answer.status < 500) return answer;
    await delay(AGAIN_MS);
  }
  throw new Error('never answered');
}

const headersOf = (once: string, type: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': type,
  'idempotency-key': once,
});

const upload = (api: ProgramLife, purchaseId: PurchaseId, bytes: Buffer): Promise<Answer> =>
  answered(() =>
    fetch(`${api.address()}/v1/purchases/${purchaseId}/evidence`, {
      method: 'POST',
      headers: headersOf(`up-${purchaseId}`, 'image/png'),
      body: new Uint8Array(bytes),
    }),
  );

const file = (api: ProgramLife, purchaseId: PurchaseId, evidenceId: EvidenceId): Promise<Answer> =>
  answered(() =>
    fetch(`${api.address()}/v1/purchases/${purchaseId}/claims`, {
      method: 'POST',
      headers: headersOf(`file-${purchaseId}`, 'application/json'),
      body: JSON.stringify({
        claimType: 'invalid_number',
        reason: 'The service says that this number is not valid.',
        evidence: [{ evidenceId }],
      }),
    }),
  );

/** The picture itself, as the API serves it. */
async function shownBy(api: ProgramLife, evidenceId: EvidenceId): Promise<string | number> {
  await back;
  const response = await fetch(`${api.address()}/v1/evidence/${evidenceId}/content`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.status === 200 ? sha256(bytes) : response.status;
}

let bought = 0;

/** A purchase whose SMS has come. */
async function used(): Promise<Play> {
  const order = rig.sandbox.shop.buy({ purchaseId: `pictured-${(bought += 1)}` });
  await rig.returns.openPurchase(order, { openedBy: 'shop' });
  const play = playOn(rig, order);
  await play.sms();
  return play;
}

const evidenceIn = async (play: Play): Promise<EvidenceId[][]> =>
  (await play.status()).claims.map(({ evidence }) => evidence.map((each) => each.evidenceId));

/** Uploads a picture and files a claim with it, whatever happens meanwhile, and says what was told. */
async function uploadedAndFiled(play: Play, place: Place): Promise<Told> {
  const { purchaseId } = play;
  const uploaded = await upload(apis[place], purchaseId, await somePicture(bought));
  expect(uploaded).toMatchObject({ status: 201, body: { purchaseId } });
  const evidenceId = String(uploaded.body['evidenceId']);
  const filed = await file(apis[place], purchaseId, evidenceId);
  expect(filed).toMatchObject({
    status: 200,
    body: { accepted: true, claimId: `clm_${purchaseId}_1` },
  });
  return { purchaseId, place, evidenceId, sha256: String(uploaded.body['sha256']) };
}

const rowsOf = (purchaseId: PurchaseId) =>
  rig.ledger.selectFrom('evidence_uploads').selectAll().where('purchase_id', '=', purchaseId).execute();

async function expectAsTold(play: Play, { purchaseId, place, evidenceId, sha256: sum }: Told): Promise<void> {
  expect(await evidenceIn(play)).toEqual([[evidenceId]]);
  expect(await rowsOf(purchaseId)).toMatchObject([
    { evidence_id: evidenceId, claim_id: `clm_${purchaseId}_1`, removed_at: null },
  ]);
  expect(await shownBy(apis[place], evidenceId)).toBe(sum);
}

describe('a picture on its way into a claim is there once and in its claim alone, whatever is struck', () => {
  test.each(CASES)('$place, $point: $struck', async ({ place, point, struck }) => {
    const play = await used();
    const { forget } = aimAt(POINTS[point], STRUCK[struck](apis[place]));
    const each = await uploadedAndFiled(play, place);
    expect(forget()).toBe(true);
    await back;
    // Whether it is in a claim is noted by the next round of cleaning, if the ledger was away just then.
    if (point.startsWith('before it is noted') && struck === 'PostgreSQL is away') await clean('in S3');
    await expectAsTold(play, each);
    told.push(each);
  });

  test('in S3, half of its body has come: the API is killed', async () => {
    const play = await used();
    const api = apis['in S3'];
    const sending = httpRequest(`${api.address()}/v1/purchases/${play.purchaseId}/evidence`, {
      method: 'POST',
      headers: { ...headersOf(`half-${play.purchaseId}`, 'image/png'), 'content-length': '5000000' },
    });
    const ended = new Promise((resolve) => sending.once('close', resolve));
    sending.on('error', () => undefined);
    sending.write(Buffer.alloc(200_000, 1));
    const isHalfThere = (): boolean =>
      readdirSync(incoming).some((name) => statSync(join(incoming, name)).size > 0);
    for (let n = 0; !isHalfThere() && n < MOST_TRIES; n += 1) await delay(AGAIN_MS / 10);
    expect(isHalfThere()).toBe(true);
    await killAndStart(api)();
    await ended;
    const each = await uploadedAndFiled(play, 'in S3');
    await expectAsTold(play, each);
    told.push(each);
  });
});

/** One round of cleaning, later, in this process. */
async function clean(place: Place) {
  const parts = {
    store: stores[place],
    ledger: rig.ledger,
    retentionMs: DAY_MS,
    claimsOf: async (purchaseId: PurchaseId) => {
      const found = await rig.returns.status(purchaseId);
      return found.found ? found.status.claims : undefined;
    },
  };
  return cleanUp(parts, new Date(Date.now() + LATER_MS));
}

test('after cleaning the stores have what rows name and nothing else, and all that was answered 201 is shown', async () => {
  expect(readdirSync(incoming).length).toBeGreaterThan(0);
  // Kept, and no row names them: their API was killed in between.
  expect((await clean('in S3')).unnamed).toBeGreaterThan(0);
  expect((await clean('in a folder')).unnamed).toBeGreaterThan(0);
  expect(readdirSync(incoming)).toEqual([]);
  await expectOnlyTold();
});

const objectNames = (): string[] =>
  [...s3.objects.keys()].filter((key) => key.includes('/kept/')).map((key) => key.split('/').at(-1) ?? '');
const fileNames = (): string[] =>
  readdirSync(join(pictureFolder, 'kept'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);

/** The stores have the pictures that were told, and no other; and each is shown as it was. */
async function expectOnlyTold(): Promise<void> {
  const rows = await rig.ledger
    .selectFrom('evidence_uploads')
    .select(['evidence_id', 'object_name', 'claim_id', 'purchase_id'])
    .where('gone_at', 'is', null)
    .execute();
  expect(rows.map(({ evidence_id }) => evidence_id).toSorted()).toEqual(
    told.map(({ evidenceId }) => evidenceId).toSorted(),
  );
  expect(rows.every(({ claim_id, purchase_id }) => claim_id === `clm_${purchase_id}_1`)).toBe(true);
  expect([...objectNames(), ...fileNames()].toSorted()).toEqual(
    rows.map(({ object_name }) => object_name).toSorted(),
  );
  for (const { place, evidenceId, sha256: sum } of told)
    expect(await shownBy(apis[place], evidenceId)).toBe(sum);
}

/** Runs a program of ours to its end, which may be a kill. */
const run = (script: string, args: readonly string[]) =>
  startProcess({
    script,
    args,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...inS3 },
    isReady: () => undefined,
    endedBy: 'SIGKILL',
  });

type Ending = 'the process is killed' | 'PostgreSQL is away' | 'the store is away';

interface Interruption {
  name: string;
  point: Point;
  ending: Ending;
}

/** What an erasure or a round of cleaning does. */
type Step = { statement: RegExp } | { request: 'DELETE' };

/** The process is killed right before this, and right after it. */
const killedAround = (name: string, point: Step): Interruption[] => [
  { name: `before ${name}`, point: { ...point, when: 'before' }, ending: 'the process is killed' },
  { name: `right after ${name}`, point: { ...point, when: 'after' }, ending: 'the process is killed' },
];

/** What it needs for this is away when it comes to it. */
const away = (name: string, point: Step): Interruption => ({
  name: `before ${name}`,
  point: { ...point, when: 'before' },
  ending: 'statement' in point ? 'PostgreSQL is away' : 'the store is away',
});

/** Runs the program with something struck at the point, and says whether it came to that. */
async function interrupted(
  { script, args, name }: { script: string; args: readonly string[]; name: string },
  { point, ending }: Interruption,
): Promise<boolean> {
  let kill: () => void = () => undefined;
  const struck: Record<Ending, Strike> = {
    'the process is killed': async () => {
      kill();
      return CUT;
    },
    'PostgreSQL is away': ledgerAway,
    'the store is away': storeAway,
  };
  const { forget } = aimAt(point, struck[ending], name);
  const running = run(script, args);
  kill = () => running.child.kill('SIGKILL');
  await running.ended;
  await back;
  return forget();
}

const MARKED = { statement: /^update .*"evidence_uploads" set "request_id"/ };
const GONE = /^delete from .*"evidence_uploads"/;

describe('an erasure that is interrupted shows nobody a picture once it is erased, and its repeat leaves nothing', () => {
  const INTERRUPTIONS = [
    ...killedAround('the rows are marked', MARKED),
    ...killedAround('the file is removed', { request: 'DELETE' }),
    ...killedAround('the row goes', { statement: GONE }),
    away('the rows are marked', MARKED),
    away('the file is removed', { request: 'DELETE' }),
  ];
  test.each(INTERRUPTIONS)('$name: $ending', async (interruption) => {
    const play = await used();
    const { purchaseId, evidenceId, sha256: sum } = await uploadedAndFiled(play, 'in S3');
    await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
    await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).result();
    const [row] = await rowsOf(purchaseId);
    const name = row?.object_name ?? '';
    const { customerId } = play.order.customer;
    const program = { script: 'src/cli/forget.ts', args: ['--customer', customerId], name };
    expect(await interrupted(program, interruption)).toBe(true);

    const [left] = await rowsOf(purchaseId);
    const isErased = left === undefined || left.removed_why === 'erased';
    expect(isErased).toBe(interruption.name !== 'before the rows are marked');
    expect(await shownBy(apis['in S3'], evidenceId)).toBe(isErased ? 404 : sum);
    const parts = { ledger: rig.ledger, temporal: rig.temporal, store: stores['in S3'] };
    const again = await forgetCustomer(parts, { customerId, by: 'operator' }, new Date());
    expect(again).toMatchObject({ forgotten: true });
    expect(await rowsOf(purchaseId)).toEqual([]);
    expect(objectNames()).not.toContain(name);
    expect(await shownBy(apis['in S3'], evidenceId)).toBe(404);
  });
});

describe('a round of cleaning that is interrupted removes nothing that a claim has, and the next one ends its work', () => {
  const INTERRUPTIONS = [
    ...killedAround('a picture is noted as taken', { statement: TAKEN }),
    ...killedAround('pictures are marked', { statement: /^update .*"evidence_uploads" set "removed_at"/ }),
    ...killedAround('a file is removed', { request: 'DELETE' }),
    ...killedAround('a row goes', { statement: GONE }),
    ...killedAround('a file is noted as gone', { statement: /^update .*"evidence_uploads" set "gone_at"/ }),
    away('a picture is noted as taken', { statement: TAKEN }),
    away('a file is removed', { request: 'DELETE' }),
  ];
  test.each(INTERRUPTIONS)('$name: $ending', async (interruption) => {
    const api = apis['in S3'];
    // One that no claim takes, one of a purchase that closes, and one whose claim nobody has noted.
    const [waiting, closing, held] = [await used(), await used(), await used()];
    const notTaken = await upload(api, waiting.purchaseId, await somePicture(bought));
    expect(notTaken.status).toBe(201);
    await uploadedAndFiled(closing, 'in S3');
    await closing.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
    await rig.temporal.workflow.getHandle(workflowIdOf(closing.purchaseId)).result();
    const kept = await uploadedAndFiled(held, 'in S3');
    await rig.ledger
      .updateTable('evidence_uploads')
      .set({ claim_id: null, taken_at: null })
      .where('evidence_id', '=', kept.evidenceId)
      .execute();
    const [row] = await rowsOf(waiting.purchaseId);
    s3.objects.set(`${s3.place.prefix}kept/${row?.object_name}-unnamed`, Buffer.from('left over'));
    const later = new Date(Date.now() + LATER_MS).toISOString();
    const program = { script: 'test/faults/clean-once.ts', args: [later], name: row?.object_name ?? '' };
    expect(await interrupted(program, interruption)).toBe(true);

    expect(await shownBy(api, kept.evidenceId)).toBe(kept.sha256);
    await clean('in S3');
    expect(await rowsOf(waiting.purchaseId)).toEqual([]);
    const [retained] = await rowsOf(closing.purchaseId);
    expect(retained).toMatchObject({ removed_why: 'retention', gone_at: expect.any(Date) as Date });
    await expectAsTold(held, kept);
    told.push(kept);
    expect(objectNames().filter((name) => name.endsWith('-unnamed'))).toEqual([]);
    const names = objectNames();
    expect(names).not.toContain(row?.object_name);
    expect(names).not.toContain(retained?.object_name);
  });
});

test('at the end there is what was told, in claims, rows and stores, and nothing else', async () => {
  await expectOnlyTold();
  expect(faults).toEqual([]);
  leaveNumbers(inject('summaryFolder'), 'evidence killed', {
    purchases: bought,
    apisKilled: Object.values(apis).flatMap(({ deaths }) => deaths).length,
    workersKilled: rig.worker.deaths.length,
    databasesStruck,
  });
});
