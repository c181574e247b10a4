import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addTryingOutCommands } from '../../../dev/cli/trying-out-commands.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { DAY_MS } from '../../../src/policy/duration.ts';
import { freshLedgerDatabase, type FreshDatabase } from '../../databases/fresh-postgres-database.ts';
import { runProgram, type StartedProcess } from '../../started-process.ts';
import { namespaceKeeping } from '../../temporal/kept-namespace.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startService } from './service.ts';

const FORGET = fileURLToPath(new URL('../../../dev/forget.ts', import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), 'other-ledger-'));
let own: FreshDatabase;
let other: FreshDatabase;
let service: StartedProcess;
let place: NodeJS.ProcessEnv;
beforeAll(async () => {
  [own, other] = await Promise.all([freshLedgerDatabase(), freshLedgerDatabase()]);
  const address = inject('temporalAddress');
  place = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: await namespaceKeeping(40 * DAY_MS, address),
  };
  // A real shop, at which nobody answers.
  const shop = { ORDER_SERVICE_URL: 'http://127.0.0.1:1', ORDER_SERVICE_TOKEN: 'secret' };
  service = startService(dataDir, { ...place, ...shop, DATABASE_URL: own.url }, { after: () => undefined });
  await service.ready;
});
afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  await Promise.all([own.drop(), other.drop()]);
  rmSync(dataDir, { recursive: true, force: true });
});

async function cli(
  env: NodeJS.ProcessEnv,
  ...argv: string[]
): Promise<{ code: 0 | 1; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    env: { DATA_DIR: dataDir, ...env },
  };
  return { code: await runCli(argv, io, addTryingOutCommands), out, err };
}

const DECIDE = ['decide', 'p1', 'approve', '--note', 'The screenshot shows it.'];

test('an act beside npm start is refused with another ledger and no TEMPORAL_ADDRESS, which it says', async () => {
  const refused = await cli({ DATABASE_URL: other.url }, ...DECIDE);
  expect(refused).toMatchObject({ code: 1, out: [] });
  expect(refused.err).toEqual([
    expect.stringMatching(
      new RegExp(
        `^DATABASE_URL names another ledger than .*process ${service.child.pid}.*: set TEMPORAL_ADDRESS .*, or leave out DATABASE_URL`,
      ),
    ),
  ]);
  // With the ledger of the service, or with none, it is asked as before.
  for (const env of [{ DATABASE_URL: own.url }, {}]) {
    expect(await cli(env, ...DECIDE)).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^refused: unknown_purchase: /)],
    });
  }
});

test('a customer of another ledger is not forgotten while the Temporal server is that of npm start', async () => {
  const forget = (env: NodeJS.ProcessEnv) =>
    runProgram(FORGET, ['--customer', 'nobody'], { DATA_DIR: dataDir, ...env });
  const refused = await forget({ DATABASE_URL: other.url });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^DATABASE_URL names another ledger than .*: set TEMPORAL_ADDRESS /);
  const asked = { code: 1, stdout: expect.stringMatching(/^There is nothing of this customer/) as string };
  expect(await forget({ DATABASE_URL: own.url })).toMatchObject(asked);
  // The server of the other ledger is named: it is another service, whatever runs on the data.
  const elsewhere = { ...place, TEMPORAL_NAMESPACE: 'default', DATABASE_URL: other.url };
  expect(await forget(elsewhere)).toMatchObject(asked);
});

test('time is not skipped for a purchase of a real shop, be it known from npm start or from ORDER_SERVICE_URL', async () => {
  const refused = {
    code: 1,
    out: [],
    err: [expect.stringMatching(/^refused: shop_is_real: Time is skipped only with the sandbox’s shop/)],
  };
  expect(await cli({}, 'skip', 'p1', '1h')).toEqual(refused);
  const elsewhere = { ...place, DATA_DIR: temporaryFolder() };
  const shop = { ORDER_SERVICE_URL: 'https://shop.example' };
  expect(await cli({ ...elsewhere, ...shop }, 'skip', 'p1', '1h')).toEqual(refused);
  // Nothing is known of the shop there.
  expect(await cli(elsewhere, 'skip', 'p1', '1h')).toMatchObject({ err: ['There is no purchase p1.'] });
});
