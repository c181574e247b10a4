/** A failure that took longer is one that somebody was waited for. */
const SLOW_MS = 5_000;
const MOST_SLOW_FAILURES = 10;
/** For one answer. */
const MOST_TRIES = 2;

/** A part that was not asked, because it does not answer. */
export class NotAsked extends Error {
  override name = 'NotAsked';

  constructor() {
    super(`Not asked: the ${MOST_SLOW_FAILURES} calls before it got no answer.`);
  }
}

export type Patience = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Asks once more for an answer that did not come in time, and gives up a part that is away: ten calls in a row that ended
 * in nothing but waiting. With thousands of purchases the night would be over before the report. Throws what the last
 * call threw, and `NotAsked` once the part is given up.
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

/** How many checks run at once, each with one call under way: the other sides have their own work. */
const AT_ONCE = 5;

/** Runs a check for each, a few at a time. A check answers for its own failures and does not throw. */
export async function fewAtATime<T>(each: readonly T[], check: (one: T) => Promise<void>): Promise<void> {
  const rest = each.values();
  const lane = async (): Promise<void> => {
    for (const one of rest) await check(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
