import { defineConfig } from 'vitest/config';

// Apart from `npm test`: a fresh machine has Node and Go, but no PostgreSQL.
export default defineConfig({
  test: {
    include: ['test/**/*.postgres.ts'],
    testTimeout: 60_000,
    // The server and the schema tool may have to be built.
    hookTimeout: 900_000,
  },
});
