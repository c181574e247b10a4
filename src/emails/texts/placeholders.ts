import {
  isArgumentElement,
  isNumberElement,
  isPluralElement,
  isSelectElement,
  isDateElement,
  isTagElement,
  isTimeElement,
  parse,
  type MessageFormatElement,
} from '@formatjs/icu-messageformat-parser';

/** `word`: a string stands there. `count`: a number. `other`: what no text of ours takes, such as a date. */
export type PlaceholderKind = 'word' | 'count' | 'other';

export interface Placeholder {
  kind: PlaceholderKind;
  /** It is said whatever the counts in the text are. */
  always: boolean;
}

export type Placeholders = ReadonlyMap<string, Placeholder>;

export type ReadText = { ok: true; placeholders: Placeholders } | { ok: false; why: string };

/** Reads a text as ICU MessageFormat. Tags in it are text. */
export function readText(text: string): ReadText {
  try {
    return { ok: true, placeholders: placeholdersOf(parse(text, { ignoreTag: true })) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, why: error.message };
  }
}

function placeholdersOf(elements: readonly MessageFormatElement[]): Placeholders {
  const found = new Map<string, Placeholder>();
  const add = (name: string, { kind, always }: Placeholder): void => {
    const known = found.get(name);
    found.set(name, {
      kind: known === undefined || known.kind === kind ? kind : 'other',
      always: always || known?.always === true,
    });
  };
  for (const element of elements) {
    if (isArgumentElement(element)) add(element.value, { kind: 'word', always: true });
    else if (isNumberElement(element)) add(element.value, { kind: 'count', always: true });
    else if (isDateElement(element) || isTimeElement(element) || isTagElement(element)) {
      add(element.value, { kind: 'other', always: true });
    } else if (isPluralElement(element) || isSelectElement(element)) {
      add(element.value, { kind: isPluralElement(element) ? 'count' : 'other', always: true });
      const branches = Object.values(element.options).map(({ value }) => placeholdersOf(value));
      for (const branch of branches) {
        for (const [name, { kind, always }] of branch) {
          add(name, { kind, always: always && branches.every((each) => each.get(name)?.always === true) });
        }
      }
    }
  }
  return found;
}
