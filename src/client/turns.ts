/** A call was not made, because its turn did not come in time. */
export class NoTurnError extends Error {
  override name = 'NoTurnError';
}

/** Makes `call` once fewer calls of this `key` are under way than allowed. Waiting calls are made in their order. */
export type Turns = <T>(key: string, timeoutMs: number, call: () => Promise<T>) => Promise<T>;

interface Line {
  underWay: number;
  /** Those that wait, the longest first. Each takes over the turn. */
  waiting: Set<() => void>;
}

/** Lets at most `most` calls of one key be under way. A call whose turn does not come in time rejects with `NoTurnError`. */
export function takeTurns(most: number): Turns {
  const lines = new Map<string, Line>();
  return async (key, timeoutMs, call) => {
    const line = lines.get(key) ?? { underWay: 0, waiting: new Set() };
    lines.set(key, line);
    if (line.underWay < most) line.underWay += 1;
    else await handedOver(line, timeoutMs);
    try {
      return await call();
    } finally {
      const [next] = line.waiting;
      if (next === undefined) line.underWay -= 1;
      else next();
      if (line.underWay === 0) lines.delete(key);
    }
  };
}

function handedOver(line: Line, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const mine = (): void => {
      clearTimeout(timer);
      line.waiting.delete(mine);
      resolve();
    };
    const timer = setTimeout(() => {
      line.waiting.delete(mine);
      reject(new NoTurnError(`No turn came within ${timeoutMs} ms.`));
    }, timeoutMs);
    line.waiting.add(mine);
  });
}
