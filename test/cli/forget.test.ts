import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Forgetting } from '../../src/erasure/forget-customer.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { temporaryFolder } from '../temporal/temporary-folder.ts';
import { cli, startService, type Ended } from './service.ts';

const FORGET = fileURLToPath(new URL('../../src/cli/forget.ts', import.meta.url));

/** `npm run forget` as a process, on the data of a service. */
function forget(dataDir: string, ...argv: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', FORGET, ...argv], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

test('a customer of a data folder is forgotten while no service runs on it, and stays so for the next one', async () => {
  const dataDir = temporaryFolder();
  const first = startService(dataDir);
  await first.ready;
  expect(await cli(dataDir, 'open', '--id', 'p1')).toMatchObject({ code: 0 });
  expect(await cli(dataDir, 'open', '--id', 'p2')).toMatchObject({ code: 0 });
  const { out } = await cli(dataDir, 'status', 'p1', '--json');
  const { customerId } = (JSON.parse(out.join('\n')) as PurchaseStatus).terms;
  await cli(dataDir, 'skip', 'p1', '1h');

  const held = await forget(dataDir, '--customer', customerId);
  expect(held).toMatchObject({ code: 1, stdout: '' });
  expect(held.stderr).toContain(`is held by process ${first.child.pid}: stop that one`);
  first.child.kill('SIGTERM');
  await first.ended;

  const nobody = await forget(dataDir, '--customer', 'nobody');
  const line = 'There is nothing of this customer, and nobody of this id was forgotten before.\n';
  expect(nobody).toEqual({ code: 1, stdout: line, stderr: '' });
  const { stdout, stderr } = await forget(dataDir, '--customer', customerId, '--json');
  expect(stderr).toBe('');
  expect(stdout).not.toContain(customerId);
  expect(JSON.parse(stdout) as Forgetting).toMatchObject({
    forgotten: true,
    erased: { erasureId: expect.any(String) as string, purchaseIds: ['p1'], mails: 1 },
  });
  // The server may take longer than one call waits to delete what has just closed.
  await expect
    .poll(() => forget(dataDir, '--customer', customerId), { timeout: 300_000 })
    .toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing was left to erase in the ledger.') as string,
    });

  const again = startService(dataDir);
  await again.ready;
  expect((await cli(dataDir, 'status', 'p2')).out[1]).toBe('  stage       awaiting_sms');
  expect((await cli(dataDir, 'status', 'p1')).err).toEqual(['There is no purchase p1.']);
}, 400_000);

test.each([
  [['--json'], "error: required option '--customer <id>' not specified"],
  [['--customer', 'ada@customer.example'], '--customer has to be 1 to 64 of A-Z a-z 0-9 _ -.'],
  [['--customer', 'c1', '--by', ''], '--by has to be 1 to 64 of A-Z a-z 0-9 _ -.'],
])('%j is answered with one line and exit code 1', async (argv, line) => {
  expect(await forget(temporaryFolder(), ...argv)).toEqual({ code: 1, stdout: '', stderr: `${line}\n` });
});
