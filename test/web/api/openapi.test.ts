import { readFileSync } from 'node:fs';
import { Validator, type SpecData } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiDocument } from '../../../scripts/api-document.ts';
import { ROUTES } from '../../../src/web/api/routes.ts';

const text = readFileSync('src/web/api/openapi.json', 'utf8');

interface Operation {
  operationId: string;
  requestBody?: {
    content: Record<string, { schema: { properties?: object; anyOf?: { properties: object }[] } }>;
  };
  parameters: { name: string; in: string; required: boolean }[];
}
const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the committed OpenAPI document is that of the routes and of the contract', () => {
  expect(text === apiDocument(), 'out of date: run `npm run schemas` and commit what it wrote').toBe(true);
});

test('it is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text) as SpecData);
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test('it has every route, once, under the name of its act', () => {
  const built = Object.entries(ROUTES).map(([name, { method, path }]) => {
    return `${name} ${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
  });
  const written = operations.map(
    ({ path, method, operation }) => `${operation.operationId} ${method} ${path}`,
  );
  expect(written.toSorted()).toEqual(built.toSorted());
});

test('no body has what the key or the path says', () => {
  for (const { path, operation } of operations) {
    const schema = operation.requestBody?.content['application/json']?.schema;
    const shapes = schema?.anyOf ?? (schema ? [schema] : []);
    for (const { properties = {} } of shapes) {
      const known = path.includes('{claimId}') ? ['by', 'claimId'] : ['by', 'purchaseId'];
      expect(Object.keys(properties).filter((name) => known.includes(name))).toEqual([]);
    }
  }
});
