import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { API_ROLES } from '../../src/contract/api-role.ts';
import { ACTS, ROUTES } from '../../src/web/api/routes.ts';
import { EVERY_ROLE_FLIPPED, MUTATIONS } from './mutations.ts';
import { AS_IT_IS, type Verdict } from './verdict.ts';

let verdicts: readonly Verdict[];
beforeAll(async () => {
  verdicts = await judged();
}, 900_000);

/** Runs the tests of all mutations. They are meant to be red, so how the run ends says nothing. */
async function judged(): Promise<readonly Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-mutations-'));
  const file = join(folder, 'verdicts.json');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutations/mutated.config.ts'];
  // Without what this run of vitest has set for itself.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(name));
  const env = { ...Object.fromEntries(own), VERDICTS: file };
  try {
    const wrote = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, { env }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Verdict[];
    } catch (error) {
      throw new Error(`the tests could not be run: ${wrote}`, { cause: error });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const timesIn = (text: string, part: string): number => text.split(part).length - 1;
const of = (name: string): readonly Verdict[] => verdicts.filter(({ mutation }) => mutation === name);

describe.each(MUTATIONS)('$name', ({ name, file, from, test: testFile, caughtBy }) => {
  test('the code that it changes, and the test that is to catch it, are there', () => {
    expect(timesIn(readFileSync(file, 'utf8'), from)).toBe(1);
    const tests = readFileSync(testFile, 'utf8');
    if (caughtBy !== undefined) expect(timesIn(tests, `test('${caughtBy}`)).toBe(1);
  });

  test('is caught, because something is not as expected', () => {
    expect(of(name).filter(({ refuted }) => refuted)).not.toEqual([]);
  });
});

test('the same tests in the same run are green with the code as it is', () => {
  const asItIs = verdicts.filter(({ mutation }) => mutation.startsWith(AS_IT_IS));
  const tests = new Set(MUTATIONS.flatMap(({ caughtBy }) => caughtBy ?? []));
  expect(asItIs).toHaveLength(tests.size);
  expect(asItIs.filter(({ passed }) => !passed)).toEqual([]);
});

test('each cell of the table of roles is looked at: of all flipped ones each is missed', () => {
  // The acts are open to an assistant by another check, because it may try them.
  const cells = Object.keys(ROUTES).length * API_ROLES.length - ACTS.length;
  const missed = of(EVERY_ROLE_FLIPPED.name).filter(
    (each) => each.refuted && each.test.endsWith(' as in the table'),
  );
  expect(missed).toHaveLength(cells);
});
