/**
 * The ledger did not take it, and nothing of it was written. Carries the code alone (SQLSTATE, or the system's): the
 * database's words repeat what was to be written.
 */
export abstract class LedgerFailure extends Error {
  /** What was wrong, for a person. */
  abstract readonly detail: string;
}

/** Out of reach, full, or not as this version needs it: the same may be taken later. */
export class LedgerUnavailable extends LedgerFailure {
  override name = 'LedgerUnavailable';
  readonly detail: string;

  constructor(code: string) {
    super(`The ledger could not be used: ${code}.`);
    this.detail = `the ledger could not be used: ${code}`;
  }
}

/** It was there and refused what was to be written, as data or against a constraint: again, it would refuse it again. */
export class LedgerRefused extends LedgerFailure {
  override name = 'LedgerRefused';
  readonly detail: string;

  constructor(code: string) {
    super(`The ledger refused what was to be written: ${code}.`);
    this.detail = `the ledger refused the data: ${code}`;
  }
}

/** Runs something on the ledger. Whatever breaks there is thrown as `LedgerRefused` or `LedgerUnavailable`. */
export async function inLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = codeOf(error);
    throw isRefusal(code) ? new LedgerRefused(code) : new LedgerUnavailable(code ?? 'no code');
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
export const isRefusal = (code: string | undefined): code is string => /^2[23][0-9A-Z]{3}$/.test(code ?? '');

/** SQLSTATE, or a code of the system like `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Of several addresses that were tried, each has its own.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
