import { defineConfig } from 'vitest/config';

// Apart from `npm test`: the examples in other languages need those on the machine, and the S3 server is built with Go.
export default defineConfig({
  test: {
    // A failure and a name say everything: what is printed may be all that is left of a run.
    chaiConfig: { truncateThreshold: 0 },
    include: ['test/**/*.{example,s3}.ts'],
    pool: 'forks',
    // The SDK loads the payload converter by path, outside vitest's own loader.
    execArgv: ['--require', './test/set-up/require-typescript.cjs'],
    testTimeout: 180_000,
    // The first server on a machine may have to be built.
    hookTimeout: 900_000,
    globalSetup: ['test/set-up/postgres.ts', 'test/set-up/temporal.ts'],
  },
});
