/** A call that fails after this long failed because no answer came. */
const SLOW_MS = 5_000;
const MOST_SLOW_FAILURES = 10;
/** How often one question is asked. */
const MOST_TRIES = 2;

/** A question that was not asked, because the part has stopped answering. */
export class NotAsked extends Error {
  override name = 'NotAsked';

  constructor() {
    super(`Not asked: the ${MOST_SLOW_FAILURES} calls before it got no answer.`);
  }
}

export type Patience = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Repeats a call once if its answer did not come in time. After ten calls in a row without an answer the part counts as
 * away, and every further call throws `NotAsked`: waiting for each of thousands of purchases would take all night. Throws
 * what the last call threw otherwise.
 */
export function patience(slowMs = SLOW_MS): Patience {
  let slowFailures = 0;
  const isAway = (): boolean => slowFailures >= MOST_SLOW_FAILURES;
  return async (call) => {
    if (isAway()) throw new NotAsked();
    for (let tries = 1; ; tries += 1) {
      const began = performance.now();
      try {
        const answer = await call();
        slowFailures = 0;
        return answer;
      } catch (error) {
        const isSlow = performance.now() - began >= slowMs;
        slowFailures = isSlow ? slowFailures + 1 : 0;
        if (!isSlow || tries === MOST_TRIES || isAway()) throw error;
      }
    }
  };
}

/** How many checks run at once, each with one call under way. The other sides have other work to do. */
const AT_ONCE = 5;

/** Runs a check for each, a few at a time. `check` handles its own failures and does not throw. */
export async function fewAtATime<T>(each: readonly T[], check: (one: T) => Promise<void>): Promise<void> {
  const rest = each.values();
  const lane = async (): Promise<void> => {
    for (const one of rest) await check(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
