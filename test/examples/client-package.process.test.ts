import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildClientPackage } from '../../scripts/client-package.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';

let rig: TestRig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(() => rig?.stop());

const run = promisify(execFile);
const compiler = resolve('node_modules/@typescript/native/bin/tsc');

interface PackageJson {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}
const read = (path: string): PackageJson => JSON.parse(readFileSync(path, 'utf8')) as PackageJson;

/**
 * The example project with what its package.json names and nothing else: the packed client as npm unpacks it, the SDK and
 * the types of Node from here. The compiler is not among them, because it is called by its path.
 */
function installed(): string {
  const folder = temporaryFolder();
  const built = join(folder, 'built');
  buildClientPackage(built);
  const project = join(folder, 'project');
  cpSync('examples/temporal-typescript', project, { recursive: true });
  const pack = ['pack', '--silent', '--offline', '--pack-destination', folder, built];
  const tarball = execFileSync('npm', pack, { encoding: 'utf8' }).trim();
  const client = join(project, 'node_modules/instaotp-returns-client');
  mkdirSync(client, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', client, '--strip-components=1']);
  const { dependencies, devDependencies } = read(join(project, 'package.json'));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    if (['instaotp-returns-client', 'typescript'].includes(name)) continue;
    const [scope = ''] = name.split('/');
    mkdirSync(join(project, 'node_modules', scope), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name));
  }
  return project;
}

test('a strict project of its own installs the packed client, and claims with it under plain Node', async () => {
  const project = installed();
  const client = read(join(project, 'node_modules/instaotp-returns-client/package.json'));
  expect(client.dependencies).toBeUndefined();
  expect(Object.keys(client.peerDependencies)).toEqual([
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/proto',
  ]);

  await run(process.execPath, [compiler, '-p', project]);
  const purchaseId = `packed-${process.pid}`;
  const env = {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: rig.namespace,
    TASK_QUEUE: rig.taskQueue,
    PURCHASE: purchaseId,
  };
  const { stdout } = await run(process.execPath, ['out/a-shop.js'], { cwd: project, env });
  expect(JSON.parse(stdout)).toEqual({
    already: false,
    claim: `clm_${purchaseId}_1`,
    stage: 'in_remediation',
    nextDeadline: 'remediation',
  });

  const schema = 'instaotp-returns-client/schemas/purchase-order.schema.json';
  const program = `console.log(import.meta.resolve('${schema}')); await import('instaotp-returns-client/contract/validation/text');`;
  const refused = run(process.execPath, ['--input-type=module', '--eval', program], { cwd: project });
  await expect(refused).rejects.toMatchObject({
    stdout: expect.stringMatching(/schemas\/purchase-order\.schema\.json\n$/),
    stderr: expect.stringContaining('ERR_PACKAGE_PATH_NOT_EXPORTED'),
  });
});

test('a wrong field, a missing one and an answer that is not looked at are type errors of the consumer', async () => {
  const project = installed();
  const wrong = `
import type { ReturnsClient } from 'instaotp-returns-client';
declare const returns: ReturnsClient;
const by = { kind: 'customer', id: 'c1' } as const;
await returns.submitClaim('p1', { by, claimType: 'broken', reason: 'The number lost every second code.' });
await returns.smsReceived('p1', { occurredAt: new Date().toISOString() });
const answer = await returns.withdrawClaim('p1', { by });
console.log(answer.claimId);
`;
  writeFileSync(join(project, 'src/wrong.ts'), wrong);
  const strictest = ['--noEmit', '--skipLibCheck', 'false', '--pretty', 'false'];
  const { stdout } = await run(process.execPath, [compiler, '-p', project, ...strictest]).then(
    () => expect.fail('it was taken'),
    (error: unknown) => error as { stdout: string },
  );
  // The SDK's own types have errors under these options. Ours and the example's have none.
  const errors = [...stdout.matchAll(/^(\S.*)\((\d+),\d+\): error (TS\d+)/gm)]
    .filter(([, path = '']) => !path.includes('node_modules/@temporalio/'))
    .map(([, path = '', line, code]) => `${path.replace(/^.*\//, '')} ${line} ${code}`);
  expect(errors).toEqual(['wrong.ts 5 TS2322', 'wrong.ts 6 TS2741', 'wrong.ts 8 TS2339']);
});
