import { defineConfig } from 'vitest/config';

const postgres = 'test/set-up/postgres.ts';
const temporal = 'test/set-up/temporal.ts';
const programs = 'test/set-up/programs.ts';

/** The SDK loads the payload converter by path, outside vitest's own loader. Threads of the SDK get this too. */
const payloadConverter = ['--require', './test/set-up/require-typescript.cjs'];

/** In MB. A test process plays many purchases at a time: with V8's default it spends a sixth of its time on their garbage. */
const youngGeneration = ['--max-semi-space-size=64'];

const execArgv = [...payloadConverter, ...youngGeneration];

/** `npm test -- --project pure` takes seconds. The cheaper project comes first. */
export default defineConfig({
  test: {
    // A failure and a name say everything: what is printed may be all that is left of a run.
    chaiConfig: { truncateThreshold: 0 },
    maxWorkers: 2,
    // Long, because a machine may be busy: some tests start the whole service twice.
    testTimeout: 180_000,
    // The first server on a machine may have to be built.
    hookTimeout: 900_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          pool: 'threads',
          isolate: false,
          include: ['test/**/*.test.ts'],
          // Browser and faults: vitest.browser.config.ts, vitest.faults.config.ts
          exclude: [
            'test/**/*.{network,database,server,process}.test.ts',
            'test/browser/**',
            'test/faults/**',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // Servers of the test's own: HTTP, SMTP.
          name: 'network',
          pool: 'threads',
          isolate: false,
          include: ['test/**/*.network.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          pool: 'forks',
          // Files share one ledger per process, which each of them empties.
          isolate: false,
          include: ['test/**/*.database.test.ts'],
          globalSetup: [postgres],
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          pool: 'forks',
          execArgv,
          // More than cores, because some tests wait for time-outs and back-offs.
          maxWorkers: 3,
          // Files share one rig per process, and have purchases of their own.
          isolate: false,
          // Of the tests of a file that run side by side: most of them wait for the server most of the time.
          maxConcurrency: 10,
          include: ['test/**/*.server.test.ts'],
          globalSetup: [postgres, temporal],
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          pool: 'forks',
          execArgv,
          maxWorkers: 3,
          include: ['test/**/*.process.test.ts'],
          globalSetup: [postgres, temporal, programs],
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
