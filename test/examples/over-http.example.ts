import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventSecrets } from '../../src/config/event-secrets.ts';
import type { OpenedEvidence } from '../../src/evidence/open-evidence.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { evidenceIn } from '../evidence/kept-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { servedApi, type TestApi } from '../web/api/served-api.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const CALLER = `example-shop-${process.pid}`;

let rig: TestRig;
let api: TestApi;
let key: string;
let kept: OpenedEvidence;
const pictures = mkdtempSync(join(tmpdir(), 'evidence-'));
beforeAll(async () => {
  rig = await testRig();
  kept = await evidenceIn(rig.ledger, pictures);
  const eventSecrets = readEventSecrets(`${CALLER}:${SECRET}`) ?? [];
  api = await servedApi(rig, { eventSecrets, evidenceKeeping: kept });
  key = (await createKey(rig.ledger, { caller: CALLER, role: 'service' }, new Date())).token;
});
afterAll(async () => {
  kept?.stop();
  await rig?.stop();
  rmSync(pictures, { recursive: true, force: true });
});

const run = promisify(execFile);

/** A program of this machine that an example needs. */
async function programOf(name: string, ...version: readonly string[]): Promise<string> {
  await run(name, version).catch(() => {
    throw new Error(`${name} is not on the PATH: install it to run the example, or leave this file out`);
  });
  return name;
}

/** A copy, so that nothing is written beside the sources. */
function copyOf(example: string): string {
  const folder = join(temporaryFolder(), example);
  cpSync(join('examples', example), folder, { recursive: true });
  return folder;
}

/** What the example says while it plays. */
async function played(cwd: string, program: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await run(program, args, {
    cwd,
    env: {
      ...process.env,
      API: api.url,
      SANDBOX: rig.sandbox.orderServiceUrl,
      SHOP: key,
      SUPPORT: api.keys.approver,
      SECRET,
    },
  });
  return stdout.trim().split('\n');
}

const JOURNEY = [
  'opened now',
  'refused 409 too_early until an instant',
  'filed in_review review',
  'would be 200 refund',
  'decided returning_funds',
  'refunded by C2',
];

describe('The example in TypeScript', () => {
  const compiler = resolve('node_modules/@typescript/native/bin/tsc');

  /** With what its package.json names, and the client made from the document. */
  function generated(): string {
    const folder = copyOf('http-typescript');
    const names = readFileSync(join(folder, 'package.json'), 'utf8');
    const { dependencies, devDependencies } = JSON.parse(names) as Record<string, Record<string, string>>;
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      const at = join(folder, 'node_modules', name);
      mkdirSync(dirname(at), { recursive: true });
      symlinkSync(resolve('node_modules', name), at);
    }
    const generator = join(folder, 'node_modules/openapi-typescript/bin/cli.js');
    // By its input and output: it takes paths for addresses, and would read the name of this folder otherwise.
    const input = readFileSync('src/web/api/openapi.json');
    const types = execFileSync(process.execPath, [generator], { input });
    writeFileSync(join(folder, 'src/returns-api.ts'), types);
    return folder;
  }

  test('goes from the opening to the refund by a client made from the OpenAPI document', async () => {
    const folder = generated();
    await run(process.execPath, [compiler, '-p', folder]);
    expect(await played(folder, process.execPath, ['out/a-shop.js'])).toEqual(JOURNEY);
  });

  test('does not compile with a wrong field, a decision without its clause, or a header left out', async () => {
    const folder = generated();
    const wrong = `
import { returnsApi } from './returns-client.js';
const api = returnsApi('http://127.0.0.1', 'key');
const claims = '/v1/purchases/{purchaseId}/claims';
await api.POST(claims, { params: { path: { purchaseId: 'p1' } }, body: { claimType: 'broken', reason: 'r' } });
const claim = { params: { path: { claimId: 'clm_p1_1' } } };
await api.POST('/v1/claims/{claimId}/decision', { ...claim, body: { decision: 'reject', note: 'n' } });
await api.POST('/v1/cases/{caseId}/settlement', { params: { path: { caseId: 'c1' } }, body: { note: 'n' } });
const { data } = await api.GET('/v1/queue');
console.log(data?.entries[0]?.claim);
`;
    writeFileSync(join(folder, 'src/wrong.ts'), wrong);
    const args = [compiler, '-p', folder, '--noEmit', '--pretty', 'false'];
    const { stdout } = await run(process.execPath, args).then(
      () => expect.fail('it was taken'),
      (error: unknown) => error as { stdout: string },
    );
    const errors = [...stdout.matchAll(/^(\S.*)\((\d+),\d+\): error TS/gm)];
    expect(errors.map(([, path = '', line]) => `${path.replace(/^.*\//, '')} ${line}`)).toEqual([
      'wrong.ts 5',
      'wrong.ts 7',
      'wrong.ts 8',
      'wrong.ts 10',
    ]);
  });
});

describe('The example in Python', () => {
  test('goes from the opening to the refund, with a signed event, by the standard library', async () => {
    const python = await programOf('python3', '--version');
    expect(await played(copyOf('http-python'), python, ['a_shop.py'])).toEqual(JOURNEY);
  });

  test('signs and verifies as the libraries of Standard Webhooks do', async () => {
    const python = await programOf('python3', '--version');
    const { stderr } = await run(python, ['-m', 'unittest'], { cwd: copyOf('http-python') });
    expect(stderr).toMatch(/\nRan 4 tests in .*\n\nOK\n$/);
  });
});

describe('The example in Go', () => {
  const offline = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' };

  test('goes from the opening to the refund, with a signed event, by the standard library', async () => {
    const go = await programOf('go', 'version');
    const folder = copyOf('http-go');
    await run(go, ['build', '-o', 'a-shop', '.'], { cwd: folder, env: offline });
    expect(await played(folder, join(folder, 'a-shop'), [])).toEqual(JOURNEY);
  });

  test('signs and verifies as the libraries of Standard Webhooks do', async () => {
    const go = await programOf('go', 'version');
    const { stdout } = await run(go, ['test', '-v', './standardwebhooks'], {
      cwd: copyOf('http-go'),
      env: offline,
    });
    expect([...stdout.matchAll(/^--- PASS: (\w+)/gm)].map(([, name]) => name)).toEqual([
      'TestSignsAsTheSpecificationDoes',
      'TestTakesWhatWasSignedWithinFiveMinutes',
      'TestTakesWhatAPrivateKeyHasSigned',
      'TestRefusesEverythingElse',
    ]);
  });
});
