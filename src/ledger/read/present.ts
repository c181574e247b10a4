/** `{ [name]: value }`, or `{}` for null, which the database has for an absent value. `present` of the contract keeps null. */
export function present<N extends string, T>(
  name: N,
  value: T | null | undefined,
): { [K in N]?: NonNullable<T> } {
  // Sound: the one field is there with a value, or not at all.
  return (value === null || value === undefined ? {} : { [name]: value }) as { [K in N]?: NonNullable<T> };
}

/** `{ [name]: instant }` as RFC 3339, or `{}` for null. */
export const presentAt = <N extends string>(name: N, at: Date | null | undefined): { [K in N]?: string } =>
  present(name, at?.toISOString());
