interface Stoppable {
  stop(): Promise<void>;
}

/** Waits for two parts that start at the same time. If one fails, the other is stopped, and the first failure is thrown. */
export async function startTogether<A extends Stoppable, B extends Stoppable>(
  one: Promise<A>,
  other: Promise<B>,
): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'rejected') {
    if (second.status === 'fulfilled') await second.value.stop();
    throw first.reason;
  }
  if (second.status === 'rejected') {
    await first.value.stop();
    throw second.reason;
  }
  return [first.value, second.value];
}
