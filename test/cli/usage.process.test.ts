import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { usageText } from '../../src/cli/usage.ts';
import { compiled } from '../started-process.ts';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function run(file: string, args: string[], { reader = true } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [...compiled(file), ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  if (reader) child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  else child.stdout.destroy();
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const STARTS = [
  { file: 'dev/start.ts', command: 'npm start', variable: 'SANDBOX_PORT' },
  { file: 'worker/main.ts', command: 'npm run worker', variable: 'DATABASE_URL' },
  { file: 'dev/temporal.ts', command: 'npm run temporal', variable: 'DATA_DIR' },
  { file: 'dev/sandbox.ts', command: 'npm run sandbox', variable: 'PORT' },
  { file: 'src/cli/migrate.ts', command: 'npm run migrate', variable: 'DATABASE_URL' },
  { file: 'dev/demo.ts', command: 'npm run demo', variable: 'DATA_DIR' },
];

test.each(STARTS)('$command --help says what it does and reads, and starts nothing', async (each) => {
  const { code, stdout, stderr } = await run(each.file, ['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Usage: ${each.command}`);
  expect(stdout).toMatch(new RegExp(`^  ${each.variable}$`, 'm'));
  expect(stdout).not.toMatch(/^ready /m);
});

test.each(STARTS)('$command starts nothing with an argument that it does not take', async (each) => {
  expect(await run(each.file, ['--frobnicate'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `${each.command} does not take "--frobnicate": see ${each.command} -- --help.\n`,
  });
});

test.each(['src/cli/reconcile.ts', 'src/cli/forget.ts', 'dev/forget.ts'])(
  '%s --help names its variables as well',
  async (file) => {
    const { code, stdout, stderr } = await run(file, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}DATABASE_URL$/m);
  },
);

const QUIET = ['main', 'migrate', 'reconcile', 'check-shop'].map((name) => `src/cli/${name}.ts`);

test.each([...QUIET, 'dev/cli.ts'])('%s ends quietly when nobody reads what it says', async (file) => {
  expect(await run(file, ['--help'], { reader: false })).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a usage has options and variables a line each', () => {
  const usage = {
    command: 'npm run x',
    what: 'Does it.',
    options: { '--json': 'as JSON' },
    variables: ['A', 'B'],
  };
  expect(usageText(usage)).toBe(
    [
      'Usage: npm run x [-- options]',
      '',
      'Does it.',
      '',
      'Options:',
      '  --json  as JSON',
      '  --help  says this',
      '',
      'Environment variables (docs/operations.md says what each is for):',
      '  A',
      '  B',
      '',
    ].join('\n'),
  );
});
