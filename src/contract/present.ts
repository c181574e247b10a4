/** The keys of fields that may be without a value. */
type Absentable<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** The same fields, where those that may be `undefined` may be absent. */
export type Present<T> = { [K in Exclude<keyof T, Absentable<T>>]: T[K] } & {
  [K in Absentable<T>]?: Exclude<T[K], undefined>;
};

/**
 * The same fields without those that are `undefined`: in the contract a field without a value is absent. `null` is kept:
 * an order service says with it that no SMS came.
 *
 * Not for `workflows` and what they import: they build a status and a snapshot again and again, where a conditional spread
 * takes a tenth of the time.
 * @example
 * present({ reason: undefined, smsAt: null }); // { smsAt: null }
 */
export const present = <T extends object>(fields: T): Present<T> =>
  // Sound: what is left out are the fields that `Present` says may be absent.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
