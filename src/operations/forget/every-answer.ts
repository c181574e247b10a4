/** As `Promise.all`, but throws only when every call has ended: whoever closes the connection then cuts none off. */
export async function everyAnswer<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  const answers = await Promise.allSettled(calls);
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}
