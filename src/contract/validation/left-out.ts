import type { Problem } from '../answers.ts';

/**
 * `value` as it is sent on when fields of it were left out: each is an empty text, which cannot be read either. So
 * whoever receives it can tell of them, and what was in them goes nowhere.
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

/** The names alone, for a timeline or an answer. */
export const fieldsOf = (leftOut: readonly Problem[]): string[] => leftOut.map(({ field }) => field);
