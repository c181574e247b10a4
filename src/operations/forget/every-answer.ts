/** As `Promise.all`, but it throws only when every call has ended, so that closing the connection then interrupts none. */
export async function everyAnswer<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  const answers = await Promise.allSettled(calls);
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}
