export interface Rate {
  /** How many come at once. */
  burst: number;
  perSecond: number;
}

/** How often something may be done. */
export interface Rates {
  /** Takes one. `undefined`: taken. Otherwise after how many seconds the next one is. */
  take(who: string, now: number): number | undefined;
  /** Gives one back that was taken for something that was not done. */
  giveBack(who: string): void;
}

/** Beyond this many names at a time, the one that was seen least lately is forgotten. */
const MOST_NAMES = 50_000;

/** Counts by name in this process. A name that is forgotten starts anew. */
export function rates({ burst, perSecond }: Rate, mostNames = MOST_NAMES): Rates {
  const left = new Map<string, { tokens: number; at: number }>();
  return {
    take(who, now) {
      const known = left.get(who);
      const since = known === undefined ? 0 : Math.max(0, now - known.at) / 1000;
      const tokens = Math.min(burst, (known?.tokens ?? burst) + since * perSecond);
      // Moved to the end, so that the first is the one that was seen least lately.
      left.delete(who);
      const taken = tokens >= 1;
      left.set(who, { tokens: taken ? tokens - 1 : tokens, at: now });
      if (left.size > mostNames) {
        const [oldest] = left.keys();
        if (oldest !== undefined) left.delete(oldest);
      }
      return taken ? undefined : Math.ceil((1 - tokens) / perSecond);
    },
    giveBack(who) {
      const known = left.get(who);
      if (known !== undefined) known.tokens = Math.min(burst, known.tokens + 1);
    },
  };
}
