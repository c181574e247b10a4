import type { TestAPI } from 'vitest';
import { AS_IT_IS } from './verdict.ts';

declare global {
  /** The name of the mutation that the code has now. */
  var mutation: string | undefined;
  /** Declares a test that is run as the code is, and then with each of these mutations. */
  var onceForEach: (
    test: TestAPI,
    mutations: readonly string[],
  ) => (name: string, run: () => Promise<void> | void) => void;
}

globalThis.onceForEach = (test, mutations) => (name, run) => {
  for (const each of [undefined, ...mutations]) {
    test.only(`[${each ?? `${AS_IT_IS}: ${name}`}]`, async () => {
      globalThis.mutation = each;
      try {
        await run();
      } finally {
        globalThis.mutation = undefined;
      }
    });
  }
};
