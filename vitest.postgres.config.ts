import { defineConfig } from 'vitest/config';

// Apart from `npm test`: they run the Temporal server itself on PostgreSQL, for which its schema tool has to be built.
export default defineConfig({
  test: {
    // A failure and a name say everything: what is printed may be all that is left of a run.
    chaiConfig: { truncateThreshold: 0 },
    include: ['test/**/*.postgres.ts'],
    testTimeout: 60_000,
    // The server and the schema tool may have to be built.
    hookTimeout: 900_000,
  },
});
