import { pathOf, reader, type Reader } from './reader.ts';

/** A field that may be left out. `null` means the same. */
export interface Optional<T> {
  readonly optional: Reader<T>;
  /** A value that cannot be read is left out instead of refused. */
  readonly onlyShown: boolean;
}

/**
 * A field that may be left out.
 * @example
 * const reason = optional(text(0, 4000));
 */
export const optional = <T>(of: Reader<T>): Optional<T> => ({ optional: of, onlyShown: false });

/**
 * A field that is only shown to people. If it cannot be read it is left out, so that no order and no event is refused
 * because of it.
 * @example
 * const name = onlyShown(line(1, 200));
 */
export const onlyShown = <T>(of: Reader<T>): Optional<T> => ({ optional: of, onlyShown: true });

/** Demands `optional` for exactly those fields of `T` that may be left out. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Pick<T, K> extends Required<Pick<T, K>>
    ? Reader<T[K]>
    : Optional<Exclude<T[K], undefined>>;
};

/**
 * An object with these fields; others are dropped.
 * Only own data properties are looked at, so neither a getter nor a prototype can pass for a field.
 * @example
 * const point = objectOf<{ x: number; label?: string }>({ x: integer(0, 9), label: optional(line(1, 20)) });
 */
export function objectOf<T extends object>(shape: Shape<T>): Reader<T> {
  const fields = Object.entries<Optional<unknown> | Reader<unknown>>(shape);
  const demanded = fields.filter(([, field]) => !('optional' in field)).map(([name]) => name);
  const wanted = demanded.length === 0 ? 'an object' : `an object with ${demanded.join(', ')}`;
  return {
    wanted: 'an object',
    read(value, at, problems, leftOut = []) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        // The whole input has a description of its own; one field of it is named by what it has to have.
        problems.push({ field: at, message: `must be ${at === '' ? 'an object' : wanted}` });
        return undefined;
      }
      const before = problems.length;
      const taken: Record<string, unknown> = {};
      for (const [name, field] of fields) {
        const given: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
        const path = pathOf(at, name);
        if ('optional' in field) {
          if (given === undefined || given === null) continue;
          const read = field.optional.read(given, path, field.onlyShown ? leftOut : problems, leftOut);
          if (read !== undefined) taken[name] = read;
        } else if (given === undefined || given === null) {
          problems.push({ field: path, message: `is missing: send ${field.wanted}` });
        } else {
          taken[name] = field.read(given, path, problems, leftOut);
        }
      }
      // Sound: without a new problem every field that `T` demands was read by its own reader.
      return problems.length > before ? undefined : (taken as T);
    },
  };
}

/**
 * A list of `min` to `max` entries. It counts before it reads, so a list of a million entries costs no more than an empty one.
 * @example
 * const names = list(line(1, 64), 1, 5);
 */
export function list<T>(entry: Reader<T>, min: number, max: number): Reader<T[]> {
  const count = min === 0 ? `at most ${max}` : `${min} to ${max}`;
  const wanted = `a list of ${count} entries`;
  return {
    wanted,
    read(value, at, problems, leftOut) {
      if (!Array.isArray(value) || value.length < min || value.length > max) {
        problems.push({ field: at, message: `must be ${wanted}` });
        return undefined;
      }
      const before = problems.length;
      const taken: T[] = [];
      for (let index = 0; index < value.length; index += 1) {
        const given: unknown = Object.getOwnPropertyDescriptor(value, index)?.value;
        const read = entry.read(given, `${at}[${index}]`, problems, leftOut);
        if (read !== undefined) taken.push(read);
      }
      return problems.length > before ? undefined : taken;
    },
  };
}

/**
 * One of these words.
 * @example
 * const remedy = oneOf('refund', 'replacement');
 */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return reader(`one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
}

/**
 * A code of a published list.
 * @example
 * const country = codeOf('an ISO 3166-1 alpha-2 code', COUNTRIES);
 */
export function codeOf(wanted: string, codes: ReadonlySet<string>): Reader<string> {
  return reader(wanted, (value) => (typeof value === 'string' && codes.has(value) ? value : undefined));
}

/**
 * Text of a fixed form. `pattern` must be anchored, and without the flags `g` and `y`, which keep state between calls.
 * @example
 * const sha256 = matching('64 hexadecimal digits in small letters', /^[0-9a-f]{64}$/, 64);
 */
export function matching(wanted: string, pattern: RegExp, maxLength: number): Reader<string> {
  return reader(wanted, (value) =>
    typeof value === 'string' && value.length <= maxLength && pattern.test(value) ? value : undefined,
  );
}

/**
 * A whole number from `min` to `max`.
 * @example
 * const limit = integer(1, 200);
 */
export function integer(min: number, max: number): Reader<number> {
  return reader(`an integer from ${min} to ${max}`, (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : undefined,
  );
}

export const boolean: Reader<boolean> = reader('true or false', (value) =>
  typeof value === 'boolean' ? value : undefined,
);
