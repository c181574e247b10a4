import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLE_IDS, EXAMPLE_PURCHASES } from '../../scripts/api-examples.ts';
import { readEventSecrets } from '../../src/config/event-secrets.ts';
import { API_ROLES, type ApiRole } from '../../src/contract/api-role.ts';
import { claimIdOf } from '../../src/contract/ids.ts';
import type { OpenedEvidence } from '../../src/evidence/open-evidence.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { readReceiptKeys } from '../../src/receipts/receipt-keys.ts';
import { ACTS, ROUTES, type RouteName } from '../../src/web/api/routes.ts';
import { OWN_MACHINE } from '../../src/webhooks/private-ranges.ts';
import { rigForPrograms, type RigForPrograms } from '../rig-for-programs.ts';
import { makeCase, makeExamples, purchaseIn } from '../web/api/example-purchases.ts';
import { servedApi, type TestApi } from '../web/api/served-api.ts';
import { somePicture } from '../evidence/honest-pictures.ts';
import { evidenceIn, uploaded } from '../evidence/kept-evidence.ts';
import { pythonWith } from './python-with.ts';

const SOURCES = 'test/examples/schemathesis';
const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const WEBHOOKS = { secret: randomBytes(32), privateRanges: OWN_MACHINE };
/** Nobody is to come too often. */
const ANY = { burst: 1_000_000, perSecond: 10_000 };
const LIMITS = { perKey: ANY, perAddress: ANY, failed: ANY, perPurchase: ANY, eventsPerPurchase: ANY };
/** Purchases of each stage, because those that are worked go on. */
const OF_EACH_STAGE = 3;
const ENDPOINTS = 30;
const CASES = 40;

const range = (length: number): number[] => Array.from({ length }, (_, n) => n + 1);

let python: string;
let started: RigForPrograms;
let api: TestApi;
/** The same service with a place for pictures, where a claim takes no id that somebody makes up. */
let withPictures: TestApi;
let evidence: OpenedEvidence;
const folder = mkdtempSync(join(tmpdir(), 'instaotp-pictures-'));
/** What the tester is to call with, by the name of its file. */
let values: Record<string, readonly string[]>;
let cursors: Record<string, string>;
beforeAll(async () => {
  python = await pythonWith(join(SOURCES, 'requirements.txt'));
  started = await rigForPrograms();
  const { rig } = started;
  const receiptKeys = readReceiptKeys(`rsk_${randomBytes(32).toString('base64')}`);
  if (receiptKeys === undefined) throw new Error('no keys');
  const eventSecrets = readEventSecrets(`shop:${SECRET}`) ?? [];
  const served = await servedApi(rig, { webhooks: WEBHOOKS, receiptKeys, eventSecrets, limits: LIMITS });
  // The caller whose events are signed has opened the purchases.
  const { token: service } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
  api = { ...served, keys: { ...served.keys, service } };
  await makeExamples(api, rig, WEBHOOKS);
  evidence = await evidenceIn(rig.ledger, folder);
  withPictures = await servedApi(rig, { limits: LIMITS, evidenceKeeping: evidence });
  values = await moreOfEach();
  cursors = await cursorsOf();
});
afterAll(async () => {
  evidence?.stop();
  await started?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The `next` of a first page, by operation. */
async function cursorsOf(): Promise<Record<string, string>> {
  const lists = ['search', 'queue', 'listCases'] as const;
  const found = lists.map(async (name) => {
    const { body } = await api.call('GET', `${ROUTES[name].path}?limit=1`, { key: api.keys.approver });
    return [name, String(body['next'])];
  });
  return Object.fromEntries(await Promise.all(found)) as Record<string, string>;
}

async function moreOfEach(): Promise<typeof values> {
  const { rig } = started;
  const stages = Object.entries(EXAMPLE_PURCHASES) as [keyof typeof EXAMPLE_PURCHASES, string][];
  const more = stages.flatMap(([stage, first]) =>
    range(OF_EACH_STAGE - 1).map((n) => ({ stage, purchaseId: `${first}-${n}` })),
  );
  await Promise.all(more.map(({ stage, purchaseId }) => purchaseIn(api, rig, stage, purchaseId)));
  const purchases = [...Object.values(EXAMPLE_PURCHASES), ...more.map(({ purchaseId }) => purchaseId)];
  const endpoints = range(ENDPOINTS).map((n) => `whe_${String(n).padStart(24, '0')}`);
  for (const endpointId of endpoints) {
    const wanted = { url: 'https://shop.example/webhooks' };
    const by = { by: 'tester', now: new Date(), endpointId };
    await createEndpoint({ ledger: rig.ledger, ...WEBHOOKS }, wanted, by);
  }
  const cases = range(CASES).map((n) => `case_tester_${n}`);
  for (const caseId of cases) await makeCase(api, rig, caseId);
  const messages = purchases
    .filter((purchaseId) => purchaseId.startsWith(EXAMPLE_PURCHASES.closed))
    .map((purchaseId) => EXAMPLE_IDS.message.replace(EXAMPLE_PURCHASES.closed, purchaseId));
  const pictures: string[] = [];
  for (const stage of ['claim_window', 'in_review'] as const) {
    const purchaseId = EXAMPLE_PURCHASES[stage];
    pictures.push(await uploaded({ ...withPictures, keys: api.keys }, purchaseId, await somePicture()));
  }
  return {
    evidence: pictures,
    purchases,
    claims: purchases.map((purchaseId) => claimIdOf(purchaseId, 1)),
    messages,
    endpoints,
    cases,
  };
}

const OF_PICTURES = ['uploadEvidence', 'readEvidence', 'readPicture'];

/** What needs no key: tried once. */
const KEYLESS = ['takeSignedEvent', 'listPolicies', 'readPolicy', 'publishedKeys'];

/** What a role may do, or only try. */
function operationsOf(role: ApiRole): string[] {
  const may = (Object.keys(ROUTES) as RouteName[]).filter((name) => {
    const roles: readonly ApiRole[] = ROUTES[name].roles;
    return roles.includes(role) || (role === 'assistant' && ACTS.some((act) => act === name));
  });
  return role === 'service' ? [...may, ...KEYLESS] : may;
}

const run = promisify(execFile);

type Statuses = ReadonlyMap<string, ReadonlySet<number>>;

/** Runs Schemathesis over all that a role may do. Answers the statuses that each operation has been answered with. */
async function tried(role: ApiRole): Promise<Statuses> {
  const own = mkdtempSync(join(tmpdir(), 'instaotp-schemathesis-'));
  try {
    return await triedIn(own, role);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

async function triedIn(own: string, role: ApiRole): Promise<Statuses> {
  cpSync(SOURCES, own, { recursive: true });
  for (const [name, entries] of Object.entries(values)) {
    writeFileSync(join(own, name), entries.map((entry) => JSON.stringify(entry)).join('\n'));
  }
  const config = ['--config-file', join(own, 'schemathesis.toml')];
  const env = {
    PATH: process.env['PATH'],
    KEY: api.keys[role],
    SECRET,
    CURSORS: JSON.stringify(cursors),
    ANSWERS: join(own, 'answers'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const isOfPictures = (name: string): boolean => OF_PICTURES.some((each) => each === name);
  const may = operationsOf(role);
  for (const [at, names] of [
    [api, may.filter((name) => !isOfPictures(name))],
    [withPictures, may.filter(isOfPictures)],
  ] as const) {
    if (names.length === 0) continue;
    const args = ['-m', 'schemathesis.cli', ...config, 'run', `${at.url}/v1/openapi.json`, '--no-color'];
    const operations = names.flatMap((name) => ['--include-operation-id', name]);
    await run(python, [...args, ...operations], { cwd: own, env, maxBuffer: 2 ** 26 }).catch(
      (error: unknown) => {
        throw new Error((error as { stdout: string }).stdout.slice(0, 20_000));
      },
    );
  }
  const statuses = new Map<string, Set<number>>();
  for (const line of readFileSync(env.ANSWERS, 'utf8').trim().split('\n')) {
    const [name = '', status] = line.split(' ');
    statuses.set(name, (statuses.get(name) ?? new Set()).add(Number(status)));
  }
  return statuses;
}

// Side by side: the tester and the service each need about half of the time.
test.concurrent.each(API_ROLES)(
  'Schemathesis finds nothing wrong in what the role %s may do, and each of it is done',
  async (role) => {
    const statuses = await tried(role);
    const neverDone = operationsOf(role).filter(
      (name) => ![...(statuses.get(name) ?? [])].some((status) => status < 300),
    );
    expect(neverDone).toEqual([]);
  },
  600_000,
);
