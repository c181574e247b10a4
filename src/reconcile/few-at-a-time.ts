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
