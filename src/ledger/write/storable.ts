const UNSTORABLE = /\0|\p{Cs}/gu;

/** In JSON, where it is written as an escape. A backslash of the text before it makes this look twice, and find nothing. */
const MAYBE_UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/**
 * The same JSON value with what PostgreSQL stores in no text (U+0000, halves of a character) replaced by U+FFFD. Texts
 * are cleaned where they are read; a purchase can hold one from before that, and must get onto record all the same.
 */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (!MAYBE_UNSTORABLE.test(text)) return value;
  const clean = (_key: string, each: unknown): unknown =>
    typeof each === 'string' ? each.replace(UNSTORABLE, '\uFFFD') : each;
  // Sound: only texts have changed.
  return JSON.parse(text, clean) as T;
}
