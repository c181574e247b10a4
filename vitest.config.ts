import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // The SDK loads the payload converter by path, outside vitest's own loader.
    execArgv: ['--import', 'tsx'],
    include: ['test/**/*.test.ts'],
    // They need a browser, or minutes: vitest.browser.config.ts, vitest.faults.config.ts
    exclude: ['test/browser/**', 'test/faults/**'],
    globalSetup: ['test/global-setup.ts'],
    // Long, because a machine may be busy: some tests start the whole service twice.
    testTimeout: 180_000,
    // The first server on a machine may have to be built.
    hookTimeout: 900_000,
  },
});
