/**
 * The ledger did not take it: out of reach, full, or against its constraints. Nothing of it was written. Carries the
 * code alone (SQLSTATE, or the system's): the database's words repeat what was to be written.
 */
export class LedgerUnavailable extends Error {
  override name = 'LedgerUnavailable';
  /** What was wrong, for a person. */
  readonly detail: string;

  constructor(code: string) {
    super(`The ledger could not be used: ${code}.`);
    this.detail = `the ledger could not be used: ${code}`;
  }
}

/** Runs something on the ledger. Whatever breaks there is thrown as `LedgerUnavailable`. */
export async function inLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new LedgerUnavailable(codeOf(error) ?? 'no code');
  }
}

/** SQLSTATE, or a code of the system like `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Of several addresses that were tried, each has its own.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
