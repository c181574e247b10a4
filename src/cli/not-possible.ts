/** An expected refusal. The message tells the person who asked what to do. */
export class NotPossible extends Error {
  override name = 'NotPossible';
}

/** What is printed for an error: its message if it was expected, otherwise its stack. */
export function lineOf(error: unknown, isExpected: (error: Error) => boolean): string {
  if (!(error instanceof Error)) return String(error);
  return isExpected(error) ? error.message : (error.stack ?? error.message);
}
