import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { pythonWith } from './python-with.ts';

const run = promisify(execFile);

let rig: TestRig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(() => rig?.stop());

/** What the example says while it plays. */
async function played(file: string, args: readonly string[] = []): Promise<string[]> {
  const env = {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: rig.namespace,
    TASK_QUEUE: rig.taskQueue,
    SANDBOX: rig.sandbox.orderServiceUrl,
  };
  const { stdout } = await run(file, args, { cwd: temporaryFolder(), env });
  return stdout.trim().split('\n');
}

const JOURNEY = [
  'opened awaiting_sms',
  'refused too_early until an instant',
  'malformed claimType',
  'filed in_review review',
  'would be refund',
  'decided returning_funds',
  'refunded by C2',
];

test('the example in Python goes from the opening to the refund by the SDK of Temporal', async () => {
  const example = resolve('examples/temporal-python');
  const python = await pythonWith(join(example, 'requirements.txt'));
  expect(await played(python, ['-B', join(example, 'a_shop.py')])).toEqual(JOURNEY);
});

test('the example in Go goes from the opening to the refund by the SDK of Temporal', async () => {
  const folder = join(temporaryFolder(), 'temporal-go');
  cpSync('examples/temporal-go', folder, { recursive: true });
  const env = { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  await run('go', ['build', '-o', 'a-shop', '.'], { cwd: folder, env });
  expect(await played(join(folder, 'a-shop'))).toEqual(JOURNEY);
}, 600_000);
