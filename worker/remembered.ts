/** Calls `ask` at most once in `forMs`. Calls in between get the same answer. */
export function remembered<T>(forMs: number, ask: () => Promise<T>): () => Promise<T> {
  let asked: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (asked === undefined || now - asked.at > forMs) asked = { at: now, answer: ask() };
    return asked.answer;
  };
}
