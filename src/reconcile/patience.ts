/** A failure that took longer is one that somebody was waited for. */
const SLOW_MS = 5_000;
const MOST_SLOW_FAILURES = 10;

/** A part that was not asked, because it does not answer. */
export class NotAsked extends Error {
  override name = 'NotAsked';

  constructor() {
    super(`Not asked: the ${MOST_SLOW_FAILURES} calls before it got no answer.`);
  }
}

export type Patience = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Gives up a part that is away: ten calls in a row that ended in nothing but waiting. With thousands of purchases the
 * night would be over before the report. Throws `NotAsked` from then on.
 */
export function patience(slowMs = SLOW_MS): Patience {
  let slowFailures = 0;
  return async (call) => {
    if (slowFailures >= MOST_SLOW_FAILURES) throw new NotAsked();
    const began = performance.now();
    try {
      const answer = await call();
      slowFailures = 0;
      return answer;
    } catch (error) {
      slowFailures = performance.now() - began >= slowMs ? slowFailures + 1 : 0;
      throw error;
    }
  };
}
