import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: what dies, hangs and lies in the middle. Minutes long, so not part of `npm test`. */
export default defineConfig({
  test: {
    // A failure and a name say everything: what is printed may be all that is left of a run.
    chaiConfig: { truncateThreshold: 0 },
    pool: 'forks',
    maxWorkers: 2,
    // The SDK loads the payload converter by path, outside vitest's own loader.
    execArgv: ['--import', 'tsx'],
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/faults/global-setup.ts'],
    // A call that was lost with its worker is tried again after 45 to 60 s of real time, and purchases queue.
    testTimeout: 1_800_000,
    // The first server on a machine may have to be built.
    hookTimeout: 900_000,
    // Purchases wait out their lost calls beside each other.
    maxConcurrency: 1_000,
  },
});
