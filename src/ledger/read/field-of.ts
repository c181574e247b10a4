/**
 * `{ [name]: value }`, or `{}` for null, which the database has for an absent value. `present` of the contract keeps null.
 */
export function fieldOf<N extends string, T>(
  name: N,
  value: T | null | undefined,
): { [K in N]?: NonNullable<T> } {
  // Sound: the one field is there with a value, or not at all.
  return (value === null || value === undefined ? {} : { [name]: value }) as { [K in N]?: NonNullable<T> };
}

/** `{ [name]: instant }` as RFC 3339, or `{}` for null. */
export const instantFieldOf = <N extends string>(
  name: N,
  at: Date | null | undefined,
): { [K in N]?: string } => fieldOf(name, at?.toISOString());
