/** Resolves `all` when `one` has been called `count` times. */
export function countdown(count: number): { one: () => void; all: Promise<void> } {
  let left = count;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  if (count === 0) done();
  return {
    all,
    one() {
      left -= 1;
      if (left === 0) done();
    },
  };
}
