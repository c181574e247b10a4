import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { Validator, type SpecData } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiDocument } from '../../../scripts/api-document.ts';
import { ROUTES } from '../../../src/web/api/routes.ts';

const text = readFileSync('src/web/api/openapi.json', 'utf8');

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
}

interface Operation {
  operationId: string;
  security?: unknown[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer>;
  parameters?: { name: string; in: string; required: boolean; schema: Schema; example?: string }[];
}

interface Content {
  schema: Schema;
  examples?: Record<string, { value: unknown }>;
}

interface Answer {
  content?: Record<string, Content>;
  links?: Record<string, { operationId: string; parameters: Record<string, string> }>;
}
const { paths, components } = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the committed OpenAPI document is that of the routes and of the contract', () => {
  expect(text === apiDocument(), 'out of date: run `npm run schemas` and commit what it wrote').toBe(true);
});

const nameIn = ($ref: string): string => $ref.replace('#/components/schemas/', '');

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (components.schemas[nameIn(schema.$ref)] ?? {});

test('it is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text) as SpecData);
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

/** What needs no key. */
const KEYLESS = {
  takeSignedEvent: { method: 'POST', path: '/v1/events' },
  listPolicies: { method: 'GET', path: '/v1/policies' },
  readPolicy: { method: 'GET', path: '/v1/policies/:version' },
  publishedKeys: { method: 'GET', path: '/.well-known/jwks.json' },
};

test('it has every route, once, under the name of its act', () => {
  const built = Object.entries({ ...ROUTES, ...KEYLESS }).map(([name, { method, path }]) => {
    return `${name} ${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
  });
  const written = operations.map(
    ({ path, method, operation }) => `${operation.operationId} ${method} ${path}`,
  );
  expect(written.toSorted()).toEqual(built.toSorted());
});

test('a key is asked for by every route but these', () => {
  const open = operations.filter(({ operation }) => operation.security?.length === 0);
  expect(open.map(({ operation }) => operation.operationId)).toEqual(Object.keys(KEYLESS));
});

test('no body has what the key or the path says', () => {
  const seen = operations.flatMap(({ path, operation }) => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (schema === undefined) return [];
    const body = resolved(schema);
    const known = path.includes('{claimId}') ? ['by', 'claimId'] : ['by', 'purchaseId'];
    for (const { properties = {} } of (body.oneOf ?? [body]).map(resolved)) {
      expect(Object.keys(properties).filter((name) => known.includes(name))).toEqual([]);
    }
    return [operation.operationId];
  });
  // The body of an upload is the picture itself.
  const writes = operations.filter(
    ({ method, operation }) =>
      !['get', 'delete'].includes(method) && operation.operationId !== 'uploadEvidence',
  );
  expect(seen).toEqual(writes.map(({ operation }) => operation.operationId));
});

test('every body and every answer has a schema with fields, so that a generated client has types', () => {
  const parts = operations.flatMap(({ operation }) =>
    Object.values(operation.responses).concat(operation.requestBody ?? []),
  );
  const empty = parts
    .flatMap(({ content }) => Object.values(content ?? {}))
    .map(({ schema }) => resolved(schema))
    .filter((schema) => JSON.stringify(schema) === '{}' || JSON.stringify(schema) === '{"type":"object"}');
  expect(empty).toEqual([]);
  expect(Object.values(components.schemas).filter((schema) => 'not' in schema)).toEqual([]);
});

test('every body has examples, every path an example of its ids, and all are valid by their schemas', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  const wrong: unknown[] = [];
  const check = (where: string, schema: Schema, value: unknown): void => {
    if (value === undefined || !ajv.validate({ ...schema, components }, value)) {
      wrong.push({ where, value, errors: ajv.errors });
    }
  };
  for (const { path, operation } of operations) {
    const { operationId, parameters = [], requestBody } = operation;
    for (const { name, in: place, schema, example } of parameters) {
      if (place === 'path') check(`${operationId} ${name} in ${path}`, schema, example);
    }
    for (const [type, { schema, examples = {} }] of Object.entries(requestBody?.content ?? {})) {
      // A picture cannot be written into the document.
      if (type.startsWith('image/')) continue;
      if (Object.keys(examples).length === 0) wrong.push({ where: operationId, errors: 'no example' });
      for (const [name, { value }] of Object.entries(examples))
        check(`${operationId} ${name}`, schema, value);
    }
  }
  expect(wrong).toEqual([]);
});

test('every link goes to a route of the document and says an id in its path by a field of the answer', () => {
  const links = operations.flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, answer]) =>
      Object.values(answer.links ?? {}).map((link) => ({
        from: operation.operationId,
        status,
        answer,
        link,
      })),
    ),
  );
  const wrong = links.filter(({ answer, link }) => {
    const target = operations.find(({ operation }) => operation.operationId === link.operationId);
    return Object.entries(link.parameters).some(
      ([name, expression]) => !target?.path.includes(`{${name}}`) || !hasField(answer, expression),
    );
  });
  expect(wrong).toEqual([]);
  expect([...new Set(links.map(({ from, status }) => `${from} ${status}`))]).toEqual([
    'openPurchase 200',
    'openPurchase 201',
    'search 200',
    'submitClaim 200',
    'uploadEvidence 201',
    'readMails 200',
    'listCases 200',
    'createEndpoint 201',
  ]);
});

/** Whether the schema of an answer has the field that `$response.body#/…` names. */
function hasField({ content = {} }: Answer, expression: string): boolean {
  const [, pointer] = /^\$response\.body#\/(.+)$/.exec(expression) ?? [];
  let schemas = Object.values(content).map(({ schema }) => schema);
  for (const step of (pointer ?? '?').split('/')) {
    schemas = schemas
      .flatMap((schema) => alternativesOf(resolved(schema)))
      .flatMap(({ properties = {}, items }) => (step === '0' ? items : properties[step]) ?? []);
  }
  return schemas.length > 0;
}

const alternativesOf = (schema: Schema): Schema[] =>
  (schema.anyOf ?? schema.oneOf ?? [schema]).map((each) => resolved(each));

test('each alternative of a body is told apart by the value of one field', () => {
  const told = Object.entries(components.schemas).flatMap(([name, { oneOf, discriminator }]) => {
    if (oneOf === undefined) return [];
    const mapped = new Set(Object.values(discriminator?.mapping ?? {}));
    expect([...mapped].toSorted()).toEqual(oneOf.map(({ $ref = '' }) => $ref).toSorted());
    return [`${name}: ${discriminator?.propertyName}`];
  });
  expect(told).toEqual(['DecideClaim: decision', 'Event: type', 'QueueEntry: kind', 'SettleByHand: action']);
});
