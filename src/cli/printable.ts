// Characters that move the cursor, set colours, end lines or change the reading direction.
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** Text that is safe for a terminal: characters that control it become U+FFFD. Line ends and tabs stay. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, '\uFFFD');

/** JSON of the value, with characters that control a terminal written as escapes. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
