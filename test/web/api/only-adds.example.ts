import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { builtProgram, type GoProgram } from '../../../dev/server/build-go-program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** Apache 2.0. It reads OpenAPI 3.1, and knows what is a request and what an answer. */
const OASDIFF: GoProgram = {
  name: 'the comparison of OpenAPI documents',
  version: '1.37.0',
  package: 'github.com/oasdiff/oasdiff',
  binary: 'oasdiff',
  cacheName: 'oasdiff',
  cost: 'about a minute, 1 GB of disk',
};

let oasdiff: string;
beforeAll(async () => {
  const built = await builtProgram(OASDIFF, process.env, (line) => void process.stderr.write(`${line}\n`));
  if (built.result === 'none') throw new Error(`The documents cannot be compared: ${built.why}`);
  oasdiff = built.file;
}, 900_000);

interface Schema {
  type?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  $ref?: string;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: unknown };
  responses: Record<string, unknown>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
  webhooks?: Record<string, Record<string, Operation>>;
}

/**
 * With each webhook as an answer of ours, which it is to its receiver: a field that is added to it is no demand. oasdiff takes
 * what a webhook brings for a request.
 */
function withWebhooksAsAnswers(text: string): string {
  const { webhooks = {}, ...document } = JSON.parse(text) as Document;
  for (const [name, methods] of Object.entries(webhooks)) {
    for (const [method, { operationId, parameters = [], requestBody }] of Object.entries(methods)) {
      const headers = Object.fromEntries(
        parameters.map(({ name: header, in: _in, ...more }) => [header, more]),
      );
      const sent = { description: 'What is sent.', headers, content: requestBody?.content };
      document.paths[`/webhooks/${name}`] = { [method]: { operationId, responses: { 200: sent } } };
    }
  }
  return JSON.stringify(document);
}

const PUBLISHED = readFileSync('docs/openapi-baseline.json', 'utf8');

const run = promisify(execFile);

/** What the later document takes away from the published one and nobody has accepted, in a sentence each. */
async function takenAway(later: string, accepted: readonly string[] = []): Promise<string[]> {
  const folder = temporaryFolder();
  const [published, file] = [join(folder, 'published.json'), join(folder, 'later.json')];
  writeFileSync(published, withWebhooksAsAnswers(PUBLISHED));
  writeFileSync(file, withWebhooksAsAnswers(later));
  const rules = resolve('test/web/api/only-adds');
  const ignored = join(folder, 'accepted.txt');
  writeFileSync(ignored, [readFileSync(join(rules, 'accepted.txt'), 'utf8'), ...accepted].join('\n'));
  const args = [
    'breaking',
    published,
    file,
    '--format=json',
    '--allow-external-refs=false',
    `--severity-levels=${join(rules, 'severity-levels.txt')}`,
    `--err-ignore=${ignored}`,
  ];
  const { stdout } = await run(oasdiff, args, { cwd: folder, maxBuffer: 100_000_000 });
  const found = JSON.parse(stdout || '[]') as {
    id: string;
    operation?: string;
    path?: string;
    text: string;
  }[];
  return found.map(({ id, operation = '', path = '', text }) => `${operation} ${path}: ${text} (${id})`);
}

test('the OpenAPI document takes nothing away that the published one has', async () => {
  expect(await takenAway(readFileSync('src/web/api/openapi.json', 'utf8'))).toEqual([]);
});

/** The published document with a change. */
function changed(change: (document: Document) => void): string {
  const document = JSON.parse(PUBLISHED) as Document;
  change(document);
  return JSON.stringify(document);
}

const schemaOf = ({ components }: Document, name: string): Schema =>
  components.schemas[name] ?? expect.fail(`there is no schema ${name}`);
const fieldOf = (document: Document, name: string, field: string): Schema =>
  schemaOf(document, name).properties?.[field] ?? expect.fail(`${name} has no ${field}`);
function operationOf({ paths }: Document, operationId: string): Operation {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return operations.find((each) => each.operationId === operationId) ?? expect.fail(operationId);
}
const without = <T>(all: readonly T[] = [], one: T): T[] => all.filter((each) => each !== one);

const parameter = (required: boolean) => ({
  name: 'place',
  in: 'query',
  required,
  schema: { type: 'string' },
});

interface Change {
  what: string;
  change: (document: Document) => void;
  /** How oasdiff calls it. */
  id: string;
}

const TAKEN: readonly Change[] = [
  {
    what: 'a route',
    id: 'api-path-removed-without-deprecation',
    change: ({ paths }) => delete paths['/v1/stages'],
  },
  {
    what: 'a method of a route',
    id: 'api-removed-without-deprecation',
    change: ({ paths }) => delete paths['/v1/webhook-endpoints/{endpointId}']?.['delete'],
  },
  {
    what: 'the name of an operation',
    id: 'api-operation-id-removed',
    change: (document) => (operationOf(document, 'readFeed').operationId = 'listEvents'),
  },
  {
    what: 'a parameter',
    id: 'request-parameter-removed',
    change(document) {
      const feed = operationOf(document, 'readFeed');
      feed.parameters = feed.parameters?.filter(({ name }) => name !== 'since') ?? [];
    },
  },
  {
    what: 'a field of a request',
    id: 'request-property-removed',
    change: (document) => delete schemaOf(document, 'SubmitClaim').properties?.['evidence'],
  },
  {
    what: 'a value of a request',
    id: 'request-property-enum-value-removed',
    change: (document) => schemaOf(document, 'ClaimTypeInput').enum?.pop(),
  },
  {
    what: 'the type of a field of a request',
    id: 'request-property-type-changed',
    change: (document) => (fieldOf(document, 'SubmitClaim', 'reason').type = 'integer'),
  },
  {
    what: 'leave to send no such field',
    id: 'request-property-became-required',
    change: (document) => schemaOf(document, 'SubmitClaim').required?.push('evidence'),
  },
  {
    what: 'leave not to know a field',
    id: 'new-required-request-property',
    change(document) {
      const claim = schemaOf(document, 'SubmitClaim');
      claim.properties = { ...claim.properties, place: { type: 'string' } };
      claim.required?.push('place');
    },
  },
  {
    what: 'leave not to know a parameter',
    id: 'new-required-request-parameter',
    change: (document) => operationOf(document, 'readFeed').parameters?.push(parameter(true)),
  },
  {
    what: 'a status of an answer',
    id: 'response-non-success-status-removed',
    change: (document) => delete operationOf(document, 'readPurchase').responses['304'],
  },
  {
    what: 'a field that every answer has',
    id: 'response-required-property-removed',
    change(document) {
      const accepted = schemaOf(document, 'Accepted');
      delete accepted.properties?.['revision'];
      accepted.required = without(accepted.required, 'revision');
    },
  },
  {
    what: 'a field that an answer can have',
    id: 'response-optional-property-removed',
    change: (document) => delete schemaOf(document, 'PurchaseSeen').properties?.['refund'],
  },
  {
    what: 'the certainty of a field of an answer',
    id: 'response-property-became-optional',
    change(document) {
      const seen = schemaOf(document, 'PurchaseSeen');
      seen.required = without(seen.required, 'stage');
    },
  },
  {
    what: 'the type of a field of an answer',
    id: 'response-property-type-changed',
    change: (document) => (fieldOf(document, 'Accepted', 'revision').type = 'string'),
  },
  {
    what: 'a value of an answer',
    id: 'response-property-enum-value-removed',
    change: (document) => schemaOf(document, 'Stage').enum?.pop(),
  },
  {
    what: 'a field of an event',
    id: 'response-required-property-removed',
    change(document) {
      const opened = schemaOf(document, 'PurchaseOpenedEvent');
      delete opened.properties?.['timestamp'];
      opened.required = without(opened.required, 'timestamp');
    },
  },
  {
    what: 'a header of an event',
    id: 'required-response-header-removed',
    change(document) {
      const sent = document.webhooks?.['event']?.['post'] ?? expect.fail('no webhook');
      sent.parameters = sent.parameters?.filter(({ name }) => name !== 'webhook-timestamp') ?? [];
    },
  },
  {
    what: 'the webhook',
    id: 'api-path-removed-without-deprecation',
    change: (document) => delete document.webhooks?.['event'],
  },
];

const ADDED: readonly Omit<Change, 'id'>[] = [
  {
    what: 'a route',
    change: ({ paths }) => {
      paths['/v1/steps'] = { get: { operationId: 'steps', responses: { 200: { description: 'Done.' } } } };
    },
  },
  {
    what: 'a parameter',
    change: (document) => operationOf(document, 'readFeed').parameters?.push(parameter(false)),
  },
  {
    what: 'a field of a request',
    change(document) {
      const claim = schemaOf(document, 'SubmitClaim');
      claim.properties = { ...claim.properties, place: { type: 'string' } };
    },
  },
  {
    what: 'a value of a request',
    change: (document) => schemaOf(document, 'ClaimTypeInput').enum?.push('late_code'),
  },
  {
    what: 'a status of an answer',
    change: (document) =>
      (operationOf(document, 'readPurchase').responses['410'] = { description: 'It is gone.' }),
  },
  {
    what: 'a field of an answer',
    change(document) {
      const accepted = schemaOf(document, 'Accepted');
      accepted.properties = { ...accepted.properties, place: { type: 'string' } };
      accepted.required?.push('place');
    },
  },
  {
    what: 'a value of an answer',
    change: (document) => schemaOf(document, 'Stage').enum?.push('asleep'),
  },
  {
    what: 'a type of event',
    change(document) {
      const event = { ...schemaOf(document, 'PurchaseOpenedEvent') };
      event.properties = { ...event.properties, type: { type: 'string', enum: ['purchase.slept'] } };
      document.components.schemas['PurchaseSleptEvent'] = event;
      schemaOf(document, 'FeedEvent').anyOf?.push({ $ref: '#/components/schemas/PurchaseSleptEvent' });
    },
  },
  {
    what: 'a field of an event',
    change(document) {
      const opened = schemaOf(document, 'PurchaseOpenedEvent');
      opened.properties = { ...opened.properties, place: { type: 'string' } };
      opened.required?.push('place');
    },
  },
];

test.each(TAKEN)('taken away: $what is noticed', async ({ change, id }) => {
  const found = await takenAway(changed(change));
  expect(found.filter((each) => each.endsWith(`(${id})`))).not.toEqual([]);
});

test('what was accepted on purpose, in a line with its route and its sentence, is not reported', async () => {
  const withoutStages = changed(({ paths }) => delete paths['/v1/stages']);
  const sentence = 'GET /v1/stages API path removed without deprecation';
  expect(await takenAway(withoutStages, [sentence])).toEqual([]);
  expect(await takenAway(withoutStages, [sentence.replace('stages', 'queue')])).toEqual([
    'GET /v1/stages: API path removed without deprecation (api-path-removed-without-deprecation)',
  ]);
});

test.each(ADDED)('added: $what is no fault', async ({ change }) => {
  expect(await takenAway(changed(change))).toEqual([]);
});
