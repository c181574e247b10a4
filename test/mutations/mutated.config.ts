import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';
import { MUTATIONS, type Mutation } from './mutations.ts';
import type { Verdict } from './verdict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The mutations by what `key` says of them. */
function by(mutations: readonly Mutation[], key: (mutation: Mutation) => string): [string, Mutation[]][] {
  const groups = new Map<string, Mutation[]>();
  for (const each of mutations) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return [...groups];
}

/** Those that are tried in one run of a file of tests, one after the other or, without `caughtBy`, alone. */
interface Group {
  name: string;
  test: string;
  mutations: readonly Mutation[];
}

const isAlone = ({ caughtBy }: Mutation): boolean => caughtBy === undefined;

const groups: readonly Group[] = [
  ...MUTATIONS.filter(isAlone).map((alone) => ({ name: alone.name, test: alone.test, mutations: [alone] })),
  ...by(
    MUTATIONS.filter((each) => !isAlone(each)),
    ({ test }) => test,
  ).map(([test, mutations]) => ({ name: test, test, mutations })),
];

/**
 * Loads the code as the mutations have it: one that has a file of tests for itself in place of what is there, several each
 * behind its name in `globalThis.mutation`. Each test that is to catch some is run as the code is, and with each of them.
 */
function mutated({ test, mutations }: Group) {
  return {
    name: 'mutated',
    enforce: 'pre' as const,
    transform(code: string, id: string): string | undefined {
      const path = relative(root, id.split('?', 1)[0] ?? '');
      let changed = code;
      for (const [from, all] of by(
        mutations.filter(({ file }) => file === path),
        (each) => each.from,
      )) {
        changed = changed.replace(from, () => switched(from, all));
      }
      if (path === test) {
        for (const [caughtBy, all] of by(mutations, (each) => each.caughtBy ?? '')) {
          if (caughtBy === '') continue;
          const names = JSON.stringify(all.map(({ name }) => name));
          changed = changed.replace(`test('${caughtBy}`, () => `onceForEach(test, ${names})('${caughtBy}`);
        }
      }
      return changed === code ? undefined : changed;
    },
  };
}

function switched(from: string, mutations: readonly Mutation[]): string {
  const [alone] = mutations;
  if (alone?.caughtBy === undefined) return alone?.to ?? from;
  const choices = mutations.map(
    ({ name, to }) => `globalThis.mutation === ${JSON.stringify(name)} ? (${to}) : `,
  );
  return `(${choices.join('')}(${from}))`;
}

/** What became of the tests, written where `VERDICTS` says. */
const verdicts: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const found = modules.flatMap((module): Verdict[] =>
      [...module.children.allTests()]
        .filter((test) => test.result().state !== 'skipped')
        .map((test) => {
          const [, name = module.project.name] = /^\[(.+)\]$/.exec(test.name) ?? [];
          const { state, errors = [] } = test.result();
          return {
            mutation: name,
            test: test.fullName,
            passed: state === 'passed',
            refuted: errors.some((error) => error.name === 'AssertionError'),
            said: errors[0]?.message ?? '',
          };
        }),
    );
    writeFileSync(process.env['VERDICTS'] ?? '', JSON.stringify(found));
  },
};

/** One project for each run. `caught.mutation.ts` starts it: here red is right. */
export default defineConfig({
  root,
  test: {
    maxWorkers: 3,
    reporters: [verdicts],
    projects: groups.map((group) => ({
      plugins: [mutated(group)],
      test: {
        name: group.name,
        pool: 'forks' as const,
        allowOnly: true,
        // The SDK loads the payload converter by path, outside vitest's own loader.
        execArgv: ['--require', './test/set-up/require-typescript.cjs'],
        include: [group.test],
        setupFiles: ['test/mutations/once-for-each.ts'],
        globalSetup: ['test/set-up/postgres.ts', 'test/set-up/temporal.ts'],
        testTimeout: 60_000,
        hookTimeout: 900_000,
      },
    })),
  },
});
