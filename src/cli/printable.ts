// Invisible: they move the cursor, colour what follows, end lines or turn the direction of reading round.
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** Text that a terminal only shows: what would do anything else becomes U+FFFD. Line ends and tabs stay. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, '\uFFFD');

/** JSON of the same value that is printable: what would not be is written as an escape. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
