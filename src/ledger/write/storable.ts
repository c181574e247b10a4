const UNSTORABLE = /\0|\p{Cs}/gu;

/** These characters as escapes in JSON text. After a backslash it can match in vain, which only costs a second look. */
const MAYBE_UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/**
 * The same JSON value, with characters that PostgreSQL cannot store (U+0000, lone surrogates) replaced by U+FFFD. Texts are
 * cleaned where they are read, but a purchase can hold an older one, and must be recorded all the same.
 */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (!MAYBE_UNSTORABLE.test(text)) return value;
  const clean = (_key: string, each: unknown): unknown =>
    typeof each === 'string' ? each.replace(UNSTORABLE, '\uFFFD') : each;
  // Sound: only texts have changed.
  return JSON.parse(text, clean) as T;
}
