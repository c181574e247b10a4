/**
 * A use of the ledger failed, and nothing was written. Carries only the code (SQLSTATE, or the system's), because the
 * database's words repeat the data.
 */
export abstract class LedgerFailure extends Error {
  /** What was wrong, for a person. */
  abstract readonly detail: string;
}

/** The ledger is out of reach, full, or not migrated. The same may succeed later. */
export class LedgerUnavailable extends LedgerFailure {
  override name = 'LedgerUnavailable';
  readonly detail: string;

  constructor(code: string) {
    super(`The ledger could not be used: ${code}.`);
    this.detail = `the ledger could not be used: ${code}`;
  }
}

/** The ledger refused the data, by itself or because of a constraint. It would refuse the same again. */
export class LedgerRefused extends LedgerFailure {
  override name = 'LedgerRefused';
  readonly detail: string;

  constructor(code: string) {
    super(`The ledger refused what was to be written: ${code}.`);
    this.detail = `the ledger refused the data: ${code}`;
  }
}

/** Runs something on the ledger. Every error in it is thrown as `LedgerRefused` or `LedgerUnavailable`. */
export async function inLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = databaseCodeOf(error);
    throw isRefusal(code) ? new LedgerRefused(code) : new LedgerUnavailable(code ?? 'no code');
  }
}

/** `undefined` if the use of the ledger failed: for what goes on without it. */
export async function unlessAway<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof LedgerFailure) return undefined;
    throw error;
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
export const isRefusal = (code: string | undefined): code is string => /^2[23][0-9A-Z]{3}$/.test(code ?? '');

/** SQLSTATE, or a code of the system like `ECONNREFUSED`. */
export function databaseCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // If several addresses were tried, each has an error of its own.
  return error instanceof AggregateError ? databaseCodeOf(error.errors[0]) : undefined;
}
