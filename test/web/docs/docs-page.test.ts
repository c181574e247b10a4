import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { FEED_EVENT_TYPES } from '../../../src/contract/feed-event.ts';
import { DOCUMENT, nameIn, schemaOf, type Schema } from '../../../src/web/api/document.ts';
import { PROBLEM_CODES } from '../../../src/web/api/problem-codes.ts';
import { ACTS, ROUTES, type Route } from '../../../src/web/api/routes.ts';
import { docs, isOfDocs } from '../../../src/web/docs/docs.ts';
import { exampleOf } from '../../../src/web/docs/example-of.ts';
import { exampleBody, OPERATIONS } from '../../../src/web/docs/operation-view.ts';
import { namesIn } from '../../../src/web/docs/schema-view.ts';

let page: string;
beforeAll(async () => {
  page = await (await docs().request('/docs')).text();
});

/** The article of this id. Articles have none within them. */
function article(id: string): string {
  const begin = page.indexOf(`<article id="${id}"`);
  return begin < 0 ? '' : page.slice(begin, page.indexOf('</article>', begin));
}
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);
const namesOf = (text: string): string[] => all(text, /<code class="name">([^<]+)<\/code>/g);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Names of the fields of a schema. `deep`: also those of named schemas within it. */
function fieldsOf(schema: Schema, deep: boolean): string[] {
  const { $ref, properties = {}, items, additionalProperties } = schema;
  if ($ref !== undefined) return fieldsOf(schemaOf(nameIn($ref)), deep);
  const within = (part: Schema): string[] => (part.$ref !== undefined && !deep ? [] : fieldsOf(part, deep));
  const own = Object.entries(properties).flatMap(([name, field]) => [name].concat(within(field)));
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (items !== undefined) parts.push(items);
  if (typeof additionalProperties === 'object') parts.push(additionalProperties);
  return [...own, ...parts.flatMap(within)];
}

describe('The page has', () => {
  test.each(OPERATIONS)(
    '$method $path: who may, what it takes, every field of its body, every answer',
    (placed) => {
      const { method, path, operation } = placed;
      const { operationId, summary, parameters = [], requestBody, responses } = operation;
      const shown = article(operationId);
      expect(shown).toContain(`>${method}</span> <code>${path}</code>`);
      expect(shown).toContain(`>${summary}</a></h3>`);
      const route: Route | undefined = Object.entries(ROUTES).find(([name]) => name === operationId)?.[1];
      expect(all(shown, /<span class="role">(\w+)<\/span>/g).toSorted()).toEqual(
        [...(route?.roles ?? [])].toSorted(),
      );
      expect(shown.includes('assistant: preview only')).toBe(ACTS.some((act) => act === operationId));
      expect(shown.includes('No key')).toBe(operation.security?.length === 0);
      const body = requestBody?.content['application/json']?.schema;
      const wanted = [
        ...parameters.map(({ name }) => name),
        ...(body === undefined ? [] : fieldsOf(body, true)),
      ];
      const names = namesOf(shown);
      expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
      for (const status of Object.keys(responses))
        expect(shown).toMatch(new RegExp(`<span class="status s\\d">${status}<`));
    },
  );

  test('every operation once, below what it is about', () => {
    const groups = new Set(DOCUMENT.tags.map(({ name }) => name));
    for (const { operation } of OPERATIONS) {
      expect(operation.tags.filter((tag) => groups.has(tag))).toHaveLength(1);
      expect(page.split(`<article id="${operation.operationId}"`)).toHaveLength(2);
    }
    expect(OPERATIONS.length).toBeGreaterThan(Object.keys(ROUTES).length);
  });

  test('every schema that an answer leads to, with every field', () => {
    const answers = [
      ...OPERATIONS.flatMap(({ operation }) => Object.values(operation.responses)),
      ...Object.values(DOCUMENT.components.responses),
    ];
    const names = new Set<string>();
    for (const { content = {} } of answers)
      for (const { schema } of Object.values(content)) namesIn(schema, names);
    expect(names.size).toBeGreaterThan(40);
    const events = new Set((schemaOf('FeedEvent').anyOf ?? []).map(({ $ref = '' }) => nameIn($ref)));
    for (const name of names) {
      if (events.has(name)) continue;
      const shown = article(`schema-${name}`);
      const missing = fieldsOf(schemaOf(name), false).filter((field) => !namesOf(shown).includes(field));
      expect({ name, isThere: shown !== '', missing }).toEqual({ name, isThere: true, missing: [] });
    }
  });

  test('every type of event, with its fields and an example', () => {
    expect(FEED_EVENT_TYPES.length).toBe(15);
    for (const type of FEED_EVENT_TYPES) {
      const shown = article(`event-${type}`);
      expect(namesOf(shown)).toEqual(
        expect.arrayContaining(['id', 'type', 'timestamp', 'sequence', 'data', 'purchaseId']),
      );
      expect(shown).toContain(escaped(`"type": "${type}"`));
    }
  });

  test('every word of a closed set of a body', () => {
    const words = [
      'request_evidence',
      'reclassify',
      'major_defect',
      'returned_otherwise',
      'not_possible',
      'C3b',
    ];
    expect(
      words.filter((word) => !page.includes(`>${word}<`) && !page.includes(escaped(`>"${word}"<`))),
    ).toEqual([]);
  });

  test('a target for every link, each id once, and nothing from another host', () => {
    const ids = all(page, /\bid="([^"]+)"/g);
    expect(ids.length).toBe(new Set(ids).size);
    const links = all(page, /\b(?:href|src)="([^"]+)"/g);
    const inside = links.filter((link) => link.startsWith('#')).map((link) => link.slice(1));
    expect(inside.filter((id) => !ids.includes(id))).toEqual([]);
    const outside = links.filter((link) => !link.startsWith('#'));
    expect([...new Set(outside)].toSorted()).toEqual(['/docs/docs.css', '/v1/openapi.json', 'data:,']);
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|@import|url\(/);
  });
});

describe('The codes of problems', () => {
  const codes = Object.entries(PROBLEM_CODES).flatMap(([status, meanings]) =>
    Object.entries(meanings).map(([code, meaning]) => ({ status, code, meaning })),
  );

  test.each(codes)('$status $code is on the page, with what it means', ({ code, meaning }) => {
    expect(page).toContain(`<code>${code}</code>`);
    expect(meaning).toMatch(/^[A-Z`].+\.$/);
  });

  test('are those of the table in docs/http.md, but for the refusals that docs/api.md has', () => {
    const written = readFileSync('docs/http.md', 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, status = '', cell = ''] = /^\| (\d{3}) +\| (.+) \|$/.exec(line) ?? [];
        if (cell === '' || Number(status) < 400) return [];
        return all(cell, /`([a-z_]+)`/g).map((code) => `${status} ${code}`);
      });
    const refusals = new Set(
      all(readFileSync('docs/api.md', 'utf8'), /^\| ((?:`[a-z_]+`(?:, )?)+) +\|/gm).flatMap((cell) =>
        all(cell, /`([a-z_]+)`/g),
      ),
    );
    const ours = codes.map(({ status, code }) => `${status} ${code}`);
    const notCodes = new Set(['result', 'differences', 'errors', 'last', 'pointer']);
    const named = written.filter((each) => !notCodes.has(each.slice(4)));
    expect(named.filter((each) => !ours.includes(each))).toEqual([]);
    const missing = ours.filter((each) => !written.includes(each)).map((each) => each.slice(4));
    expect(missing.filter((code) => !refusals.has(code))).toEqual([]);
  });
});

describe('The examples', () => {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, email: true, uri: true } });
  ajv.addSchema({ $id: 'document', components: DOCUMENT.components });
  const fits = (schema: Schema, value: unknown): unknown => {
    const text = JSON.stringify(schema).replaceAll('#/components/', 'document#/components/');
    return ajv.validate(JSON.parse(text) as object, value) || ajv.errorsText();
  };

  test.each(OPERATIONS)('of $method $path are valid: body and answer', ({ operation }) => {
    const body = operation.requestBody?.content['application/json']?.schema;
    const done = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1];
    const answer = done?.content?.['application/json']?.schema;
    expect({
      body: body === undefined || fits(body, exampleBody(operation)),
      answer: answer === undefined || fits(answer, exampleOf(answer)),
    }).toEqual({ body: true, answer: true });
  });

  test.each(schemaOf('FeedEvent').anyOf ?? [])('of the event $$ref are valid', (event) => {
    expect(fits(event, exampleOf(event))).toBe(true);
  });
});

test('it comes with headers that let no script run and nothing load from elsewhere', async () => {
  for (const path of ['/docs', '/docs/docs.css', '/docs/none']) {
    const { headers, status } = await docs().request(path);
    expect(status).toBe(path === '/docs/none' ? 404 : 200);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('a write to it is answered with what is allowed', async () => {
  const { status, headers } = await docs().request('/docs', { method: 'POST' });
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, HEAD' });
});

test.each([
  ['/docs', true],
  ['/docs/', true],
  ['/docs?x=1', true],
  ['/docs/docs.css', true],
  ['/docs2', false],
  ['/v1/docs', false],
  ['/', false],
])('%s is of the docs: %s', (path, isIt) => {
  expect(isOfDocs(path)).toBe(isIt);
});
