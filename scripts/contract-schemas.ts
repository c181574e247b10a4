import { fileURLToPath } from 'node:url';
import { isFeedEventType } from '../src/contract/feed-event.ts';
import { exampleOfEvent } from './feed-examples.ts';
import { createGenerator, type Schema, type SchemaGenerator } from 'ts-json-schema-generator';

/** The files of `src/contract/schemas`: name → text. Made from the types in `src/contract` and their docstrings. */
export function contractSchemas(): Map<string, string> {
  const generator = createGenerator({
    path: path('../src/contract/*.ts'),
    tsconfig: path('../tsconfig.json'),
    expose: 'export',
    jsDoc: 'extended',
    extraTags: ['onlyShown', 'trimmed', 'oneLine'],
    // Unknown fields are ignored: later changes of the contract only add.
    additionalProperties: true,
    sortProps: false,
    // The type checker's matter.
    skipTypeCheck: true,
  });
  const files = new Map<string, string>();
  const add = (name: string, schema: Schema): void => {
    files.set(`${name}.schema.json`, `${JSON.stringify(published(name, schema), null, 2)}\n`);
  };

  add('purchase-order', nullMeansAbsent(ofType(generator, 'PurchaseOrder')));
  for (const [name, payload] of ofEach(generator, 'Signals')) add(`${name}.signal`, nullMeansAbsent(payload));
  for (const [name, argument] of ofEach(generator, 'Updates'))
    add(`${name}.update`, nullMeansAbsent(argument));
  add('answer', ofType(generator, 'Answer'));
  for (const [file, type] of QUERIES) add(file, ofType(generator, type));
  add('feed-event', withExamples(ofType(generator, 'FeedEvent')));
  add('receipt', ofType(generator, 'SignedReceipt'));
  add('purchase-status', ofType(generator, 'PurchaseStatus'));
  add('purchase-result', ofType(generator, 'PurchaseResult'));
  add('problems', listOf(generator, 'Problem'));
  return files;
}

/** Arguments and answers of the queries that say what a request would do. */
const QUERIES = [
  ['preview-question', 'PreviewQuestion'],
  ['preview', 'Preview'],
  ['options-question', 'OptionsQuestion'],
  ['options', 'Options'],
] as const;

type JsonValue = NonNullable<Schema['examples']>;

const asJson = (value: object): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

/** Each type of event with an event of its own. */
function withExamples({ definitions = {}, ...root }: Schema): Schema {
  const typeOf = (schema: Schema): unknown => (schema.properties?.['type'] as Schema | undefined)?.const;
  return {
    ...root,
    definitions: mapValues(definitions, (schema) => {
      const type = typeOf(schema);
      return isFeedEventType(type) ? { ...schema, examples: [asJson(exampleOfEvent(type))] } : schema;
    }),
  };
}

/** In draft 2020-12, where a description next to `$ref` counts. In draft 7 it does not. */
function published(name: string, { definitions, ...root }: Schema): object {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:instaotp-returns:${name}`,
    ...root,
    ...(definitions && { $defs: definitions }),
  };
  return JSON.parse(JSON.stringify(schema, refInDefs), lengthsOfTrimmed) as object;
}

/** The lengths of a text that is trimmed where it is read cannot be said by `minLength` and `maxLength`. */
function lengthsOfTrimmed(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('trimmed' in value)) return value;
  const { trimmed: _, oneLine, minLength = 0, maxLength, ...field } = value as Record<string, unknown>;
  const [least, most] = [Number(minLength), Number(maxLength)];
  return { ...field, pattern: oneLine === undefined ? textPattern(least, most) : linePattern(least, most) };
}

/** What `text` of the readers takes. Control characters become blanks, so they fill nothing. */
export const textPattern = (min: number, max: number): string =>
  trimmedPattern({ around: `[\\s${CONTROL}]*`, any: '[\\s\\S]' }, min, max);

/** What `line` of the readers takes: no control characters. */
export const linePattern = (min: number, max: number): string =>
  trimmedPattern({ around: '\\s*', any: `[^${CONTROL}]` }, min, max);

function trimmedPattern({ around, any }: { around: string; any: string }, min: number, max: number): string {
  // Blanks come before or after what is not blank, never on both sides of nothing: no pattern is tried twice.
  const filling = `[^\\s${CONTROL}]`;
  const filled = `${around}${filling}(${any}{0,${max - 2}}${filling})?${around}`;
  return min === 0 ? `^(${around}|${filled})$` : `^${filled}$`;
}

const CONTROL = '\\x00-\\x1f\\x7f-\\x9f';

const refInDefs = (key: string, value: unknown): unknown =>
  key === '$ref' && typeof value === 'string' ? value.replace(REF, '#/$defs/') : value;

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

function ofType(generator: SchemaGenerator, type: string): Schema {
  return closedOver(refTo(type), generator.createSchema(type).definitions ?? {});
}

function listOf(generator: SchemaGenerator, type: string): Schema {
  const { definitions = {} } = generator.createSchema(type);
  return closedOver({ type: 'array', items: refTo(type) }, definitions);
}

/** One schema for each property of a type that maps names to types. */
function ofEach(generator: SchemaGenerator, map: string): [string, Schema][] {
  const { definitions = {} } = generator.createSchema(map);
  const entries = (definitions[map] as Schema | undefined)?.properties ?? {};
  return Object.entries(entries).map(([name, type]) => [name, closedOver(type as Schema, definitions)]);
}

const REF = '#/definitions/';

const refTo = (type: string): Schema => ({ $ref: REF + type });

type Definitions = NonNullable<Schema['definitions']>;

/** `root` with those definitions that it needs, and no others. */
function closedOver(root: Schema, definitions: Definitions): Schema {
  const needed: Definitions = {};
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') include(value.slice(REF.length));
      else visit(value);
    }
  };
  const include = (name: string): void => {
    const definition = definitions[name];
    if (definition === undefined || name in needed) return;
    needed[name] = definition;
    visit(definition);
  };
  visit(root);
  return Object.keys(needed).length === 0 ? root : { ...root, definitions: needed };
}

/** In what we are sent, `null` is as good as leaving a field out. */
function nullMeansAbsent(schema: Schema): Schema {
  const properties = schema.properties && mapValues(schema.properties, nullMeansAbsent);
  const { required = [] } = schema;
  return {
    ...schema,
    ...(schema.definitions && { definitions: mapValues(schema.definitions, nullMeansAbsent) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((each) => nullMeansAbsent(each as Schema)) }),
    ...(typeof schema.items === 'object' && { items: nullMeansAbsent(schema.items as Schema) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [
          name,
          required.includes(name) ? field : orNull(field),
        ]),
      ),
    }),
  };
}

/** A field that is only shown never makes a request invalid: its form is documented, and anything else is left out. */
function orNull(optional: Schema): Schema {
  const { description, onlyShown, ...field }: Schema & { onlyShown?: unknown } = optional;
  const otherwise: Schema =
    onlyShown === undefined ? { type: 'null' } : { description: 'Anything else is left out.' };
  return { ...(description && { description }), anyOf: [field, otherwise] };
}

function mapValues(record: Definitions, change: (schema: Schema) => Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(record).map(([name, schema]) => [name, change(schema as Schema)]));
}
