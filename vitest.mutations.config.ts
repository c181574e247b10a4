import { defineConfig } from 'vitest/config';

/** `npm run test:mutations`: whether the tests notice when somebody may do what he may not. */
export default defineConfig({
  test: {
    include: ['test/**/*.mutation.ts'],
    pool: 'forks',
  },
});
