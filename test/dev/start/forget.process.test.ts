import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { readRunning } from '../../../src/cli/start-file.ts';
import type { Forgetting } from '../../../src/operations/forget/forget-customer.ts';
import type { PurchaseStatus } from '../../../src/contract/status.ts';
import { runProgram, type Ended } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { cli, startService } from './service.ts';

const FORGET = fileURLToPath(new URL('../../../dev/forget.ts', import.meta.url));

/** `npm run forget` as a process, on the data of a service. */
const forget = (dataDir: string, ...argv: string[]): Promise<Ended> =>
  runProgram(FORGET, argv, { DATA_DIR: dataDir });

test('a customer of a data folder is forgotten while the service runs on it, and while none does', async () => {
  const dataDir = temporaryFolder();
  const first = startService(dataDir);
  await first.ready;
  const customerOf = async (purchaseId: string): Promise<string> => {
    expect(await cli(dataDir, 'open', '--id', purchaseId)).toMatchObject({ code: 0 });
    const { out } = await cli(dataDir, 'status', purchaseId, '--json');
    return (JSON.parse(out.join('\n')) as PurchaseStatus).terms.customerId;
  };
  const [ada, eve] = [await customerOf('p1'), await customerOf('p2')];
  await customerOf('p3');
  expect(await forget(dataDir, '--customer', ada)).toEqual({
    code: 1,
    stdout:
      'Nothing was erased, open still: p1. Run this again when they have closed; ' +
      'of one whose workflow was terminated settle the case workflow_missing.\n',
    stderr: '',
  });
  await cli(dataDir, 'skip', 'p1', '1h');
  await cli(dataDir, 'skip', 'p2', '1h');

  const { stdout: whileRunning, stderr } = await forget(dataDir, '--customer', ada, '--json');
  expect(stderr).toBe('');
  expect(whileRunning).not.toContain(ada);
  expect(JSON.parse(whileRunning) as Forgetting).toMatchObject({
    forgotten: true,
    erased: { erasureId: expect.any(String) as string, purchaseIds: ['p1'], mails: 1 },
  });
  // The server may take longer than one call waits to delete what has just closed.
  const nothingLeft = expect.stringContaining('Nothing was left to erase in the ledger.') as string;
  await expect
    .poll(() => forget(dataDir, '--customer', ada), { timeout: 300_000 })
    .toMatchObject({ code: 0, stdout: nothingLeft });
  // Temporal knows it no more: this is the ledger of the service.
  expect((await cli(dataDir, 'status', 'p1')).out[1]).toBe('  stage       closed');
  const here = readRunning(dataDir)?.temporalAddress ?? '';
  expect((await cli(dataDir, 'status', 'p1', '--address', here)).out[1]).toBe('  stage       closed');
  // The purchases of another server are others: the ledger of this service says nothing about them.
  expect(await cli(dataDir, 'status', 'p1', '--address', inject('temporalAddress'))).toEqual({
    code: 1,
    out: [],
    err: ['There is no purchase p1.'],
  });
  expect(await cli(dataDir, 'withdraw', 'p1')).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/^refused: purchase_closed: refunded by R2, /)],
  });
  const { out } = await cli(dataDir, 'record', 'p1');
  expect(out.join('\n')).toMatch(/late request .* request withdrawClaim/);
  first.child.kill('SIGTERM');
  await first.ended;

  const nobody = await forget(dataDir, '--customer', 'nobody');
  const line = 'There is nothing of this customer, and nobody of this id was forgotten before.\n';
  expect(nobody).toEqual({ code: 1, stdout: line, stderr: '' });
  const { stdout: alone } = await forget(dataDir, '--customer', eve, '--json');
  expect(JSON.parse(alone) as Forgetting).toMatchObject({ erased: { purchaseIds: ['p2'], mails: 1 } });

  const again = startService(dataDir);
  await again.ready;
  expect((await cli(dataDir, 'status', 'p3')).out[1]).toBe('  stage       awaiting_sms');
  expect((await cli(dataDir, 'status', 'p2')).out[1]).toBe('  stage       closed');
  expect((await cli(dataDir, 'status', 'p1')).out[1]).toBe('  stage       closed');
}, 400_000);

test.each([
  [['--json'], "error: required option '--customer <id>' not specified"],
  [['--customer', 'ada@customer.example'], '--customer has to be 1 to 64 of A-Z a-z 0-9 _ -.'],
  [['--customer', 'c1', '--by', ''], '--by has to be 1 to 64 of A-Z a-z 0-9 _ -.'],
])('%j is answered with one line and exit code 1', async (argv, line) => {
  expect(await forget(temporaryFolder(), ...argv)).toEqual({ code: 1, stdout: '', stderr: `${line}\n` });
});
