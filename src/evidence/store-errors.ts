import { StoreUnavailable } from './store.ts';

/** The code that the system gives an error, such as `ENOSPC`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** Of every error of the file system only its code: the message has the path. */
export async function orUnavailable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof StoreUnavailable ? error : new StoreUnavailable(codeOf(error));
  }
}

export function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

export function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
