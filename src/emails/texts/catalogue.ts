import type { en } from './en.ts';

/** Where a text stands, e.g. `review_delayed.headline`. */
export type TextKey = keyof typeof en;

/** All texts of the mails in one language. */
export type Catalogue = Readonly<Record<TextKey, string>>;

/** What stands between braces in a text. A text that the compiler does not know has no placeholders. */
type Braced<Text extends string> = string extends Text
  ? never
  : Text extends `${string}{${infer Inside}}${infer Rest}`
    ? Inside | Braced<Rest>
    : never;

type Counted<Name extends string> = `${Name}, ${'number' | `plural, ${string}`}`;

/** `amount`, `n, number` and `n, plural, one {# day` have a name. What stands in a branch of a plural has none. */
type NameOf<Inside extends string> =
  Inside extends Counted<infer Name> ? Name : Inside extends `${string} ${string}` ? never : Inside;

/** What is put into a text: a number for placeholders that count, a string for all others. */
export type ValuesOf<K extends TextKey> = {
  readonly [Inside in Braced<(typeof en)[K]> as NameOf<Inside>]: Inside extends Counted<string>
    ? number
    : string;
};

/** Writes a text of the catalogue. It does not compile without a value for each placeholder of the text. */
export type Say = <K extends TextKey>(
  key: K,
  ...values: keyof ValuesOf<K> extends never ? [] : [ValuesOf<K>]
) => string;
