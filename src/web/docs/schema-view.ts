import { html } from 'hono/html';
import { nameIn, schemaOf, type Schema } from '../api/document.ts';
import type { Html } from '../parts/html.ts';
import { prose } from './prose.ts';

/** The schema that a reference leads to, with what is said beside it. */
export function resolved(schema: Schema): Schema {
  const { $ref, ...beside } = schema;
  return $ref === undefined ? schema : { ...resolved(schemaOf(nameIn($ref))), ...beside };
}

const isNull = (schema: Schema): boolean => schema.type === 'null';
/** Says that anything else is left out, and refuses nothing. */
const isAnything = ({ description: _description, ...rest }: Schema): boolean =>
  Object.keys(rest).length === 0;

/** The alternatives of a schema that say something. */
function branchesOf(schema: Schema): readonly Schema[] {
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(
    (each) => !isNull(each) && !isAnything(each),
  );
}

/** Whether it has fields or alternatives with fields, so that a name says more than its type would. */
export function isStructured(schema: Schema): boolean {
  const whole = resolved(schema);
  if (whole.properties !== undefined) return true;
  const branches = [...branchesOf(whole), ...(whole.allOf ?? [])];
  return branches.some(isStructured);
}

/** The events of the feed: the name of the schema → the type. */
export const EVENTS: ReadonlyMap<string, string> = new Map(
  (schemaOf('FeedEvent').anyOf ?? []).map(({ $ref = '' }) => {
    const name = nameIn($ref);
    return [name, String(schemaOf(name).properties?.['type']?.const)];
  }),
);

/** Structured schemas with a name are described once, at this place. */
export const placeOf = (name: string): string => {
  const type = EVENTS.get(name);
  return type === undefined ? `schema-${name}` : `event-${type}`;
};

const linkTo = (name: string): Html => html`<a href="#${placeOf(name)}">${name}</a>`;

/** How many of something, in words. */
function countWords(least: number | undefined, most: number | undefined, what: string): string {
  if (least !== undefined && most !== undefined) {
    return least === most ? `${number(least)} ${what}` : `${number(least)} to ${number(most)} ${what}`;
  }
  if (most !== undefined) return `${number(most)} ${what} at most`;
  if (least === 1) return 'not empty';
  return least === undefined ? '' : `${number(least)} ${what} at least`;
}

const number = (value: number): string => value.toLocaleString('en');

/** Forms that a person reads as words. */
const FORMS: Readonly<Record<string, string>> = {
  '^[A-Za-z0-9_-]{1,64}$': '1 to 64 letters, digits, _ and -',
  '^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$': 'clm_<purchaseId>_<n>',
  '^[\\x21-\\x7e]([\\x20-\\x7e]{0,78}[\\x21-\\x7e])?$': '1 to 80 printable characters',
  '^[\\x21-\\x2d\\x2f-\\x7e]{1,128}$': '1 to 128 printable characters',
  '^[\\x20-\\x7e]{1,128}$': '1 to 128 printable characters',
  '^whe_[0-9a-f]{24}$': 'whe_ and 24 hexadecimal digits',
  '^[0-9a-f]{64}$': '64 hexadecimal digits',
  '^\\d{1,12}$': '1 to 12 digits',
  '^\\+[1-9][0-9]{6,14}$': '+ and 7 to 15 digits (E.164)',
  '^[A-Z]{2}$': 'two capital letters (ISO 3166-1)',
  '^[A-Z]{3}$': 'three capital letters (ISO 4217)',
};

/** Trimmed texts: `^\s*\S([\s\S]{0,3998}\S)?\s*$`, or the same with nothing in it. */
const TRIMMED = /^\^(\(\\s\*\|)?\\s\*\\S\(\[\\s\\S\]\{0,(\d+)\}\\S\)\?\\s\*\)?\$$/;

function formWords(pattern: string): string {
  const [, mayBeEmpty, most] = TRIMMED.exec(pattern) ?? [];
  if (most !== undefined)
    return countWords(mayBeEmpty === undefined ? 1 : undefined, Number(most) + 2, 'characters');
  return FORMS[pattern] ?? pattern;
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'instant',
  email: 'mail address',
  uri: 'address (URI)',
};

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'leave it out',
};

const listed = (parts: readonly Html[], word: string): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html`${index === parts.length - 1 ? ` ${word} ` : ', '}${part}`))}`;

const code = (value: unknown): Html => html`<code>${String(value)}</code>`;

/** `inline`: fields of named schemas are shown where they are, and not by a link to their place. */
export interface Depth {
  inline: boolean;
}

/** What a value of the schema is, in a line. */
export function typeWords(schema: Schema, depth: Depth): Html {
  const { $ref } = schema;
  const structured = isStructured(schema);
  if ($ref !== undefined && structured && !depth.inline) return linkTo(nameIn($ref));
  const whole = resolved(schema);
  if (whole.const !== undefined) return code(JSON.stringify(whole.const));
  if (whole.enum !== undefined) return html`one of ${listed(whole.enum.map(code), 'or')}`;
  const branches = branchesOf(whole);
  if (branches.length > 0) {
    const mayBeNull = (whole.anyOf ?? []).some(isNull);
    const words = branches.map((branch) => typeWords(branch, depth));
    return html`${listed(words, 'or')}${mayBeNull ? ', or null' : ''}`;
  }
  if (whole.items !== undefined) {
    const { minItems, maxItems, uniqueItems } = whole as {
      minItems?: number;
      maxItems?: number;
      uniqueItems?: boolean;
    };
    const count = countWords(minItems, maxItems, 'entries');
    const bounds = `${count === '' ? '' : `, ${count}`}${uniqueItems === true ? ', each once' : ''}`;
    const each = resolved(whole.items).enum === undefined ? 'list of' : 'list, each entry';
    return html`${each} ${typeWords(whole.items, depth)}${bounds}`;
  }
  const words = [kindOf(whole), ...boundsOf(whole)].filter((each) => each !== '');
  return html`${words.join(', ') || 'anything'}`;
}

/** What a form or a format says already is not said again. */
function kindOf({ type = [], format, pattern }: Schema): string {
  const saysIt = pattern !== undefined && !TRIMMED.test(pattern);
  if (saysIt || format !== undefined) return '';
  const kinds = [type].flat();
  const words = kinds.length === 1 ? kinds : kinds.filter((kind) => kind !== 'null');
  const named = words.map((kind) => KINDS[kind] ?? kind).join(' or ');
  return words.length === kinds.length ? named : `${named}, or null`;
}

function boundsOf(schema: Schema): string[] {
  const { format, pattern, minLength, maxLength, minimum, maximum, minProperties, maxProperties } =
    schema as Record<string, string & number>;
  return [
    format === undefined ? '' : (FORMATS[format] ?? format),
    pattern === undefined ? '' : formWords(pattern),
    countWords(minLength, maxLength, 'characters'),
    rangeWords(minimum, maximum),
    countWords(minProperties, maxProperties, maxProperties === 1 ? 'field' : 'fields'),
    schema['default'] === undefined ? '' : `${JSON.stringify(schema['default'])} if left out`,
  ].filter((words) => words !== '');
}

function rangeWords(least: number | undefined, most: number | undefined): string {
  if (most === Number.MAX_SAFE_INTEGER) return least === undefined ? '' : `from ${number(least)}`;
  if (least !== undefined && most !== undefined) return `${number(least)} to ${number(most)}`;
  return '';
}

/** The fields of a schema, each with what it is. */
export function fieldsView(schema: Schema, depth: Depth): Html {
  const whole = resolved(schema);
  const { properties, required = [], additionalProperties, allOf = [] } = whole;
  const branches = [...branchesOf(whole), ...allOf];
  if (properties === undefined && branches.length > 0) {
    return html`${branches.map((branch) => branchView(branch, depth))}`;
  }
  const fields = inOrder(properties, required).map(([name, field]) =>
    fieldView(name, field, { ...depth, isRequired: required.includes(name) }),
  );
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const anyName = html`<li>
    <span class="name">any name</span> <span class="type">${others && typeWords(others, depth)}</span>
  </li>`;
  if (fields.length === 0 && others === undefined) return html`<p>${typeWords(schema, { inline: true })}</p>`;
  return html`<ul class="fields">
    ${fields}${others === undefined ? '' : anyName}
  </ul>`;
}

/** First what tells a shape from others, then what must be there. */
function inOrder(
  properties: Readonly<Record<string, Schema>> = {},
  required: readonly string[],
): (readonly [name: string, field: Schema])[] {
  const place = ([name, field]: readonly [string, Schema]): number =>
    field.const !== undefined ? 0 : required.includes(name) ? 1 : resolved(field).type === 'null' ? 3 : 2;
  return Object.entries(properties).toSorted((one, other) => place(one) - place(other));
}

/** One of several shapes. */
function branchView(branch: Schema, depth: Depth): Html {
  const { $ref } = branch;
  if ($ref !== undefined && !depth.inline) return html`<p class="branch">${linkTo(nameIn($ref))}</p>`;
  const { description } = resolved(branch);
  return html`<div class="branch">
    ${$ref === undefined ? '' : html`<h5>${inWords(nameIn($ref))}</h5>`}
    ${description === undefined ? '' : html`<p>${prose(description)}</p>`} ${fieldsView(branch, depth)}
  </div>`;
}

/** `RejectClaim` → `Reject claim`. */
const inWords = (name: string): string => {
  const spaced = name.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function fieldView(
  name: string,
  field: Schema,
  { isRequired, ...depth }: Depth & { isRequired: boolean },
): Html {
  const whole = resolved(field);
  // What an instant is, is said once for all routes.
  const description = field.description ?? (whole['format'] === 'date-time' ? undefined : whole.description);
  const inner = innerOf(field, depth);
  return html`<li>
    <code class="name">${name}</code> <span class="type">${typeWords(field, depth)}</span>
    ${isRequired ? html`<strong class="must">${depth.inline ? 'required' : 'always'}</strong>` : ''}
    ${description === undefined ? '' : html`<p>${prose(description)}</p>`}
    ${inner === undefined ? '' : fieldsView(inner, depth)}
  </li>`;
}

/** The schema whose fields are shown below a field: that of an object, or of the entries of a list. */
function innerOf(field: Schema, depth: Depth): Schema | undefined {
  if (field.$ref !== undefined && !depth.inline && isStructured(field)) return undefined;
  const whole = resolved(field);
  if (whole.properties !== undefined || typeof whole.additionalProperties === 'object') return whole;
  if (whole.items !== undefined) return innerOf(whole.items, depth);
  const [only, ...others] = branchesOf(whole).flatMap((branch): Schema[] => {
    const inner = innerOf(branch, depth);
    return inner === undefined ? [] : [inner];
  });
  return only === undefined || others.length === 0 ? only : { anyOf: [only, ...others] };
}

/** The named schemas with fields that a schema leads to, itself included. */
export function namesIn(schema: Schema, known: Set<string> = new Set()): Set<string> {
  const { $ref, properties = {}, items, additionalProperties } = schema;
  if ($ref !== undefined && isStructured(schema)) {
    const name = nameIn($ref);
    if (known.has(name)) return known;
    known.add(name);
  }
  if ($ref !== undefined) return namesIn(schemaOf(nameIn($ref)), known);
  const parts = [...branchesOf(schema), ...(schema.allOf ?? []), ...Object.values(properties)];
  if (items !== undefined) parts.push(items);
  if (typeof additionalProperties === 'object') parts.push(additionalProperties);
  for (const part of parts) namesIn(part, known);
  return known;
}
