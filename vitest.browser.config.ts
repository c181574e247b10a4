import { defineConfig } from 'vitest/config';

/** The pages in a real browser: `npm run test:pages`. */
export default defineConfig({
  test: {
    // A failure and a name say everything: what is printed may be all that is left of a run.
    chaiConfig: { truncateThreshold: 0 },
    pool: 'forks',
    // One browser at a time: it shares two cores with server and worker.
    maxWorkers: 1,
    execArgv: ['--import', 'tsx'],
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/set-up/postgres.ts', 'test/set-up/temporal.ts'],
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
});
