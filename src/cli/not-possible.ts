/** Nothing is broken: the message is for the person who asked, and says what to do. */
export class NotPossible extends Error {
  override name = 'NotPossible';
}

/** The line for a person, whatever was thrown: a stack only for what nobody expected. */
export function lineOf(error: unknown, isExpected: (error: Error) => boolean): string {
  if (!(error instanceof Error)) return String(error);
  return isExpected(error) ? error.message : (error.stack ?? error.message);
}
