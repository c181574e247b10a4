import { StoreUnavailable } from './store.ts';

/** The code that the system gives an error, such as `ENOSPC`. */
export const systemCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** Keeps only the code of an error of the file system, because its message has the path. */
export async function orUnavailable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof StoreUnavailable ? error : new StoreUnavailable(systemCodeOf(error));
  }
}

export function unlessMissing(error: unknown): undefined {
  if (systemCodeOf(error) !== 'ENOENT') throw error;
}

export function unlessThere(error: unknown): void {
  if (systemCodeOf(error) !== 'EEXIST') throw error;
}
