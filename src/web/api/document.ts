import { readFileSync } from 'node:fs';

/** The OpenAPI document, as it is sent. */
export const DOCUMENT_TEXT = readFileSync(new URL('./openapi.json', import.meta.url), 'utf8');

/** A JSON Schema, as far as it is of interest here. */
export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | readonly string[];
  const?: string | number | boolean;
  enum?: readonly (string | number | boolean | null)[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  discriminator?: { propertyName: string; mapping: Readonly<Record<string, string>> };
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  /** A form, as a regular expression. */
  pattern?: string;
  format?: string;
  [keyword: string]: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
  description?: string;
  example?: unknown;
}

export type Content = Readonly<
  Record<string, { schema: Schema; examples?: Readonly<Record<string, { value: unknown }>> }>
>;

export interface Answer {
  $ref?: string;
  description?: string;
  content?: Content;
}

export interface Operation {
  operationId: string;
  summary: string;
  /** One: what it is about. */
  tags: readonly string[];
  description: string;
  /** Empty: it needs no key. Absent: it does. */
  security?: readonly unknown[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, Answer>>;
}

export interface ApiDocument {
  info: { title: string; version: string; description: string };
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: {
    schemas: Readonly<Record<string, Schema>>;
    responses: Readonly<Record<string, Answer>>;
  };
}

/** Sound: a test compares the file with what makes it, and validates it as OpenAPI 3.1. */
export const DOCUMENT = JSON.parse(DOCUMENT_TEXT) as ApiDocument;

/** The operation of a name. */
export function operationOf(operationId: string): Operation {
  for (const methods of Object.values(DOCUMENT.paths)) {
    for (const operation of Object.values(methods)) {
      if (operation.operationId === operationId) return operation;
    }
  }
  throw new Error(`The document has no operation ${operationId}.`);
}

/** The name that a reference ends with. */
export const nameIn = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

/** The schema of a name. */
export function schemaOf(name: string): Schema {
  const schema = DOCUMENT.components.schemas[name];
  if (schema === undefined) throw new Error(`The document has no schema ${name}.`);
  return schema;
}
