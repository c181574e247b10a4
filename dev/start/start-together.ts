interface Stoppable {
  stop(): Promise<void>;
}

/** Waits for two parts that were started at once. If one fails, the other is stopped, and the failure is thrown: of two the first. */
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
