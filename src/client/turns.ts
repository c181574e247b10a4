/** The turn of a call did not come within its time. It was not made. */
export class NoTurnError extends Error {
  override name = 'NoTurnError';
}

/** Makes `call` when fewer calls than allowed of this `key` are under way, in the order in which they were asked for. */
export type Turns = <T>(key: string, timeoutMs: number, call: () => Promise<T>) => Promise<T>;

interface Line {
  underWay: number;
  /** Hands a turn over to who has waited for longest. */
  waiting: Set<() => void>;
}

/** Lets `most` calls of one key be under way at a time. Rejects with `NoTurnError`. */
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
