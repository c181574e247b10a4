import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { environmentOf, readComposeFile, serviceOf } from '../../scripts/deployment/compose-file.ts';
import { readConfig, variablesOf } from '../../src/config/config.ts';
import { SERVER_VERSION } from '../../dev/server/build-server.ts';
import { RETENTION_MS } from '../../src/temporal/retention-time.ts';
import { dynamicConfig } from '../../dev/server/server-config.ts';
import { DRAIN_GRACE_MS } from '../../worker/worker.ts';

const compose = readComposeFile('docker-compose.yml');
const names = Object.keys(compose.services);
const service = (name: string) => serviceOf(compose, name);
const environment = (name: string) => environmentOf(service(name));

/** They do their work and end. */
const ONE_OFF = new Set(['schema', 'namespace', 'ledger']);
const ADMIN_TOOLS = ['schema', 'namespace'];
/** Its image has nothing to ask with, and nobody waits for it. */
const WITHOUT_HEALTH_CHECK = 'temporal-ui';

test('the stack has what the service needs, and nothing else', () => {
  expect(names).toEqual([
    'postgresql',
    'schema',
    'temporal',
    'namespace',
    'temporal-ui',
    'mailpit',
    'ledger',
    'sandbox',
    'worker',
    'api',
  ]);
});

describe('versions', () => {
  test('server and admin tools are the version that the tests and the rehearsal run on', () => {
    expect(service('temporal').image).toBe(`temporalio/server:${SERVER_VERSION}`);
    for (const name of ADMIN_TOOLS)
      expect(service(name).image).toBe(`temporalio/admin-tools:${SERVER_VERSION}`);
  });

  test('every image of others is pinned to a full version', () => {
    const images = names
      .filter((name) => service(name).build === undefined)
      .map((name) => service(name).image);
    expect(images.filter((image) => !/^[\w/-]+:v?\d+\.\d+(\.\d+)?(-bookworm)?$/.test(image))).toEqual([]);
  });

  test('worker, API and the ledger’s migration are one image, the sandbox is that with what is for trying out', () => {
    const ours = [service('worker'), service('sandbox'), service('ledger'), service('api')];
    const [product, sandbox] = ['instaotp-returns', 'instaotp-returns-sandbox'];
    expect(ours.map(({ image }) => image)).toEqual([product, sandbox, product, product]);
    expect(ours.map(({ build }) => build)).toEqual(
      ['product', 'sandbox', 'product', 'product'].map((target) => ({ context: '.', target })),
    );
    const programs = ['worker/main.ts', 'dev/sandbox.ts', 'src/cli/migrate.ts', 'src/cli/api.ts'];
    const flagsOf = (program: string): string[] =>
      program === 'src/cli/api.ts' ? ['--max-semi-space-size=4'] : [];
    expect(ours.map(({ command }) => command)).toEqual(
      programs.map((program) => ['node', ...flagsOf(program), program.replace(/ts$/, 'js')]),
    );
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { api: string } };
    expect(scripts.api).toBe(['tsx', ...flagsOf('src/cli/api.ts'), 'src/cli/api.ts'].join(' '));
    for (const program of programs) expect(existsSync(program)).toBe(true);
  });
});

describe('who can reach what', () => {
  test('ports are published on 127.0.0.1 only', () => {
    const ports = names.flatMap((name) => service(name).ports ?? []);
    expect(ports).toEqual([
      '127.0.0.1:7233:7233',
      '127.0.0.1:8080:8080',
      '127.0.0.1:8025:8025',
      '127.0.0.1:9464:9464',
      '127.0.0.1:4401:4401',
    ]);
  });

  test('the parts of ours listen for other containers, at the ports that those are told', () => {
    for (const name of ['worker', 'sandbox', 'api']) expect(environment(name)['LISTEN_HOST']).toBe('0.0.0.0');
    expect(environment('worker')).toMatchObject({
      TEMPORAL_ADDRESS: 'temporal:7233',
      ORDER_SERVICE_URL: `http://sandbox:${environment('sandbox')['PORT']}`,
      SMTP_URL: 'smtp://mailpit:1025',
    });
    expect(service('worker').ports).toEqual([
      `127.0.0.1:${environment('worker')['PORT']}:${environment('worker')['PORT']}`,
    ]);
  });

  test('both sides have the same token, from outside or one that names its only use', () => {
    const tokens = ['worker', 'sandbox'].map((name) => service(name).environment?.['ORDER_SERVICE_TOKEN']);
    expect(tokens).toEqual(Array(2).fill('${ORDER_SERVICE_TOKEN:-for-the-sandbox-only}'));
  });
});

describe('the order of starting and stopping', () => {
  test('what goes on running has a health check', () => {
    const without = names.filter((name) => service(name).healthcheck === undefined);
    expect(without).toEqual(['schema', 'namespace', WITHOUT_HEALTH_CHECK, 'ledger']);
    const tests = names.flatMap((name) => service(name).healthcheck?.test[0] ?? []);
    expect(tests.filter((kind) => kind !== 'CMD')).toEqual([]);
  });

  test('each waits for what it needs: the one-off ones to have ended well, the others to be healthy', () => {
    const waits = names.flatMap((name) =>
      Object.entries(service(name).depends_on ?? {}).map(([on, { condition }]) => ({ name, on, condition })),
    );
    expect(waits.map(({ name, on }) => `${name} after ${on}`)).toEqual([
      'schema after postgresql',
      'temporal after schema',
      'namespace after temporal',
      'temporal-ui after temporal',
      'ledger after postgresql',
      'worker after namespace',
      'worker after ledger',
      'worker after sandbox',
      'worker after mailpit',
      'api after namespace',
      'api after ledger',
      'api after mailpit',
    ]);
    for (const { on, condition } of waits) {
      expect(condition).toBe(ONE_OFF.has(on) ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  test('the worker gets more time to stop than it takes to drain', () => {
    const seconds = /^(\d+)s$/.exec(service('worker').stop_grace_period ?? '')?.[1];
    expect(Number(seconds) * 1_000).toBeGreaterThan(DRAIN_GRACE_MS);
  });
});

describe('the environment', () => {
  test('of the worker has all that it demands and only what it reads', () => {
    expect(readConfig('worker', environment('worker'))).toMatchObject({ ok: true });
    const read = variablesOf('worker');
    expect(Object.keys(environment('worker')).filter((name) => !read.includes(name))).toEqual([]);
  });

  test('of the API has all that it demands and only what it reads, at the worker’s Temporal and ledger', () => {
    expect(readConfig('api', environment('api'))).toMatchObject({ ok: true });
    const read = variablesOf('api');
    expect(Object.keys(environment('api')).filter((name) => !read.includes(name))).toEqual([]);
    for (const name of [
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
      'DATABASE_URL',
      'SMTP_URL',
      'MAIL_FROM',
      'PUBLIC_URL',
      'LINK_SECRET',
    ])
      expect(environment('api')[name]).toBe(environment('worker')[name]);
    const port = environment('api')['PORT'];
    expect(service('api').ports).toEqual([`127.0.0.1:${port}:${port}`]);
    // Where mails lead is where the API can be reached from outside of its container.
    expect(environment('api')['PUBLIC_URL']).toBe(`http://127.0.0.1:${port}`);
  });

  test('of the ledger’s migration is the database that the worker writes to, which the first start makes', () => {
    expect(readConfig('migrate', environment('ledger'))).toMatchObject({ ok: true });
    const { DATABASE_URL = '' } = environment('worker');
    expect(environment('ledger')).toEqual({ DATABASE_URL, ALLOW_PLAINTEXT: 'postgres' });
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = environment('postgresql');
    expect(DATABASE_URL).toBe(
      `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgresql:5432/${POSTGRES_DB}`,
    );
  });

  test('of the sandbox has only what it reads, and where the commands given in it find Temporal', () => {
    expect(readConfig('sandbox', environment('sandbox'))).toMatchObject({ ok: true });
    const read = variablesOf('sandbox');
    const forCommands = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];
    const others = Object.keys(environment('sandbox')).filter((name) => !read.includes(name));
    expect(others).toEqual(forCommands);
    for (const name of forCommands) expect(environment('sandbox')[name]).toBe(environment('worker')[name]);
  });

  test('of the one-off ones has every variable that their scripts use', () => {
    for (const [name, script] of [
      ['schema', 'deploy/set-up-schema.sh'],
      ['namespace', 'deploy/set-up-namespace.sh'],
    ] as const) {
      expect(service(name).command).toEqual(['sh', `/${script}`]);
      const used = [...readFileSync(script, 'utf8').matchAll(/\$([A-Z_]+)/g)].map(([, variable]) => variable);
      expect(used.length).toBeGreaterThan(0);
      expect(used.filter((variable) => environment(name)[variable ?? ''] === undefined)).toEqual([]);
    }
  });

  test('of the namespace keeps closed purchases as long as a server of ours does', () => {
    expect(environment('namespace')).toMatchObject({
      TEMPORAL_NAMESPACE: environment('worker')['TEMPORAL_NAMESPACE'],
      RETENTION: `${RETENTION_MS / 3_600_000}h`,
    });
  });
});

test('every file and volume that is mounted is there', () => {
  const sources = names
    .flatMap((name) => service(name).volumes ?? [])
    .map((volume) => volume.split(':')[0] ?? '');
  const files = sources.filter((source) => source.startsWith('./'));
  expect(files).toHaveLength(3);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
  const volumes = sources.filter((source) => !source.startsWith('./'));
  expect(volumes.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
});

test('the server skips time as fast as the one that the tests start', () => {
  const file = parse(readFileSync('deploy/temporal-dynamic-config.yaml', 'utf8')) as object;
  const wanted = Object.entries(dynamicConfig('fast_skips')).map(([key, value]) => [key, [{ value }]]);
  expect(file).toEqual(Object.fromEntries(wanted));
  expect(environment('temporal')['DYNAMIC_CONFIG_FILE_PATH']).toBe('/deploy/temporal-dynamic-config.yaml');
});

const commands = [['docker', 'compose'], ['docker-compose']] as const;
const installed = commands.find(
  ([file, ...args]) => spawnSync(file, [...args, 'version'], { stdio: 'ignore' }).status === 0,
);

test(`docker compose accepts the file (${installed?.join(' ') ?? 'not installed here: not asked'})`, () => {
  if (installed === undefined) {
    expect(names.length).toBeGreaterThan(0);
    return;
  }
  const [file, ...args] = installed;
  const { status, stderr } = spawnSync(file, [...args, 'config', '--quiet'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
