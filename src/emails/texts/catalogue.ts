import type { en } from './en.ts';

/** Texts by where they stand. */
export type Texts = Readonly<Record<string, string>>;

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

/** What is put into a text of `T`: a number for placeholders that count, a `Word` for all others. */
export type ValuesIn<T extends Texts, K extends keyof T, Word = string> = {
  readonly [Inside in Braced<T[K]> as NameOf<Inside>]: Inside extends Counted<string> ? number : Word;
};

/** Writes a text of `T`. It does not compile without a value for each placeholder of the text. */
export type SayIn<T extends Texts> = <K extends keyof T>(
  key: K,
  ...values: keyof ValuesIn<T, K> extends never ? [] : [ValuesIn<T, K>]
) => string;

/** What is not text in what was put in. */
type PieceOf<Put> = Put extends string | number
  ? never
  : Put extends readonly (infer Each)[]
    ? Exclude<Each, string>
    : Put;

/** Writes a text of `T` around what is no text, such as an element of a page: the pieces in their order. */
export type SayAroundIn<T extends Texts> = <K extends keyof T, Put extends ValuesIn<T, K, string | object>>(
  key: K,
  values: Put,
) => (string | PieceOf<Put[keyof Put]>)[];

/** Writes a text of the mails. */
export type Say = SayIn<typeof en>;
