const UNSTORABLE = /\0|\p{Cs}/gu;

/** These characters as escapes in JSON text. After a backslash it can match in vain, which only costs a second look. */
const MAYBE_UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/**
 * The same JSON, with characters that PostgreSQL cannot store (U+0000, lone surrogates) replaced by U+FFFD. Texts are
 * cleaned where they are read, but a purchase can hold an older one, and must be recorded all the same.
 */
export function storableJson(json: string): string {
  if (!MAYBE_UNSTORABLE.test(json)) return json;
  const clean = (_key: string, each: unknown): unknown =>
    typeof each === 'string' ? each.replace(UNSTORABLE, '\uFFFD') : each;
  return JSON.stringify(JSON.parse(json, clean));
}

/** A value with these characters replaced. It is returned as it is if there is nothing to replace. */
export function storable<T>(value: T): T {
  const json = JSON.stringify(value);
  const clean = storableJson(json);
  // Sound: only texts have changed.
  return clean === json ? value : (JSON.parse(clean) as T);
}
