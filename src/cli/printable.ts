// oxlint-disable no-control-regex -- control characters are what this file takes out
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/g;

/**
 * A line as a terminal may show it: control characters, which could move its cursor, colour what follows or ring its
 * bell, are replaced by U+FFFD. Line ends and tabs stay.
 */
export const printable = (line: string): string => line.replace(CONTROLS, '\uFFFD');
