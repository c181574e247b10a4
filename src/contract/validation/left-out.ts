import type { Problem } from '../answers.ts';

/**
 * `value` with an empty text in each field that could not be read. The receiver cannot read an empty text either, so it
 * names the same fields, and what was in them is not sent on.
 * @example
 * withEmptyFields({ email: 'ada@example.org', locale: '?' }, [{ field: 'locale', message: '…' }]);
 * // { email: 'ada@example.org', locale: '' }
 */
export function withEmptyFields<T extends object>(value: T, leftOut: readonly Problem[] = []): T {
  return leftOut.reduce<T>((changed, { field }) => emptied(changed, field.split('.')), value);
}

function emptied<T extends object>(value: T, [name = '', ...rest]: readonly string[]): T {
  const inner: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  const emptiedField =
    typeof inner === 'object' && inner !== null && rest.length > 0 ? emptied(inner, rest) : '';
  return { ...value, [name]: emptiedField };
}

/** Only the names of the fields, for a timeline or an answer. */
export const fieldsOf = (leftOut: readonly Problem[]): string[] => leftOut.map(({ field }) => field);
