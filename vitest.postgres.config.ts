import { defineConfig } from 'vitest/config';

// Apart from `npm test`: they run the Temporal server itself on PostgreSQL, for which its schema tool has to be built.
export default defineConfig({
  test: {
    include: ['test/**/*.postgres.ts'],
    testTimeout: 60_000,
    // The server and the schema tool may have to be built.
    hookTimeout: 900_000,
  },
});
