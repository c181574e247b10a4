import { readFileSync, readdirSync } from 'node:fs';
import { API_ROLES, type ApiRole } from '../src/contract/api-role.ts';
import { CLAUSES } from '../src/policy/clauses.ts';
import { VERSION_IDS } from '../src/policy/versions.ts';
import { ATTENTION, QUEUED_STAGES } from '../src/ledger/read/queue-query.ts';
import { WAITS_FOR } from '../src/ledger/read/waits-for.ts';
import { CLAIM_TYPES } from '../src/contract/validation/requester.ts';
import { ACTS, ROUTES, type Route, type RouteName } from '../src/web/api/routes.ts';

type Json = { [name: string]: unknown };

const SCHEMAS = new URL('../src/contract/schemas/', import.meta.url);

/** The OpenAPI document of the HTTP API: its routes, with the published schemas of the contract as bodies. */
export function apiDocument(): string {
  const inputs = definitionsOf(/(update|signal|order)\.schema\.json$/, 'Input');
  const outputs = definitionsOf(/^(answer|preview|options|purchase-status)\.schema\.json$/, '');
  const schemas = { ...outputs, ...inputs, ...ofHttp(outputs) };
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'InstaOTP returns',
      version: '1.0.0',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
      description:
        'The purchases of virtual phone numbers and the return policy that carries itself out. What holds for every route is in docs/http.md. Later versions only add: ignore fields that you do not know, and expect new values of known ones.',
    },
    servers: [{ url: '{baseUrl}', variables: { baseUrl: { default: 'http://127.0.0.1:4401' } } }],
    security: [{ key: [] }],
    paths: pathsOf(),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of npm run cli -- key create.' },
      },
      schemas,
      responses: RESPONSES,
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** All definitions of the schemas whose file is so called, each under its name and `suffix`. */
function definitionsOf(files: RegExp, suffix: string): Json {
  const merged: Json = {};
  for (const name of readdirSync(SCHEMAS).filter((each) => files.test(each))) {
    const { $defs = {} } = JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as { $defs?: Json };
    for (const [type, schema] of Object.entries($defs))
      merged[`${type}${suffix}`] = inComponents(schema, suffix);
  }
  return merged;
}

const inComponents = (schema: unknown, suffix: string): unknown =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/$1${suffix}`)
      : value,
  );

const refTo = (type: string): Json => ({ $ref: `#/components/schemas/${type}` });

/** What only HTTP has. */
function ofHttp(outputs: Json): Json {
  const status = outputs['PurchaseStatus'] as { properties: Json };
  const claim = outputs['ClaimView'] as { properties: Json; required: string[] };
  const standing = ['stage', 'nextDeadline', 'allowedActions', 'revision'];
  const seen = {
    source: {
      enum: ['purchase', 'record'],
      description: 'Whether the purchase itself has answered, or its record.',
    },
    asOf: refTo('Timestamp'),
  };
  const properties = {
    ...status.properties,
    nextDeadline: { anyOf: [refTo('NextDeadline'), { type: 'null' }] },
    claim: refTo('ClaimSeen'),
    claims: { type: 'array', items: refTo('ClaimSeen') },
    ...seen,
    originalPurchaseId: { type: 'string' },
    depth: { type: 'integer' },
    deadlines: { type: 'array', items: { type: 'object' } },
    customer: { type: 'object', description: 'Personal data: only for roles that need it.' },
    phoneNumber: { type: 'string', description: 'Personal data: only for roles that need it.' },
  };
  return {
    ClaimSeen: { ...claim, required: claim.required.filter((name) => name !== 'reason') },
    PurchaseSeen: {
      type: 'object',
      properties,
      required: ['purchaseId', ...standing, 'source', 'asOf', 'claims', 'timeline', 'terms'],
    },
    ClaimOfPurchase: {
      type: 'object',
      properties: {
        purchaseId: { type: 'string' },
        ...claim.properties,
        stage: refTo('Stage'),
        nextDeadline: properties.nextDeadline,
        allowedActions: refTo('AllowedActions'),
        revision: { type: 'integer' },
        ...seen,
      },
      required: ['purchaseId', 'claimId', 'claimType', 'status', ...standing, 'source', 'asOf'],
    },
    Opened: {
      type: 'object',
      properties: {
        purchaseId: { type: 'string' },
        already: { type: 'boolean' },
        result: refTo('PurchaseResult'),
        differences: { type: 'array', items: { type: 'string' } },
        leftOut: { type: 'array', items: { type: 'string' } },
      },
      required: ['purchaseId', 'already'],
    },
    Previewed: {
      type: 'object',
      properties: {
        preview: { const: true },
        status: { type: 'integer' },
        answer: { anyOf: [refTo('Accepted'), refTo('Problem')] },
        follows: refTo('Consequences'),
      },
      required: ['preview', 'status', 'answer'],
    },
    Page: {
      type: 'object',
      properties: {
        entries: { type: 'array', items: { type: 'object' } },
        next: { type: ['string', 'null'], description: 'Send it as `after`, with the same filters.' },
      },
      required: ['entries', 'next'],
    },
    Problem: {
      type: 'object',
      description: 'RFC 9457.',
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { type: 'string', description: 'Does not change: decide by it.' },
        detail: { type: 'string' },
        requestId: { type: 'string' },
        errors: {
          type: 'array',
          items: {
            type: 'object',
            properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
            required: ['pointer', 'detail'],
          },
        },
        clause: { anyOf: [refTo('ClauseId'), { type: 'null' }] },
        stage: refTo('Stage'),
        nextDeadline: properties.nextDeadline,
        allowedActions: refTo('AllowedActions'),
      },
      required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    },
  };
}

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: refTo('Problem') } },
});

const RESPONSES = {
  BadRequest: problem('The request cannot be read: its JSON, its query or its Idempotency-Key.'),
  NoKey: problem('No valid key.'),
  NotAllowed: problem('Not of this role.'),
  NotFound: problem('Nothing of this id, or nothing that this key may see.'),
  Refused: problem('The policy refuses it. `code` says why, and what helps is data.'),
  Changed: problem('The purchase has changed since the ETag in If-Match.'),
  TooLarge: problem('More than 65,536 bytes.'),
  NotJson: problem('Not application/json in UTF-8.'),
  Malformed: problem(
    'Fields are wrong: `errors` names each. Or the Idempotency-Key belongs to another request.',
  ),
  TooMany: problem('Too many requests: `Retry-After` says when to come again.'),
  Unavailable: problem(
    'Something does not answer now, and nothing was filed: repeat it as `Retry-After` says.',
  ),
};

const response = (name: keyof typeof RESPONSES): Json => ({ $ref: `#/components/responses/${name}` });

const ok = (schema: Json, description = 'Done.'): Json => ({
  description,
  content: { 'application/json': { schema } },
});

const parameter = (
  name: string,
  place: 'path' | 'query' | 'header',
  schema: Json,
  more: Json = {},
): Json => ({
  name,
  in: place,
  required: place === 'path',
  schema,
  ...more,
});

const ID = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };

const IN_PATH: Readonly<Record<string, Json>> = {
  purchaseId: parameter('purchaseId', 'path', ID),
  claimId: parameter('claimId', 'path', {
    type: 'string',
    pattern: '^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$',
  }),
  messageId: parameter('messageId', 'path', { type: 'string', minLength: 1, maxLength: 300 }),
  caseId: parameter('caseId', 'path', ID),
};

const AFTER = parameter(
  'after',
  'query',
  { type: 'string' },
  { description: 'The `next` of the page before.' },
);
const LIMIT = parameter('limit', 'query', { type: 'integer', minimum: 1, maximum: 200 });
const STAGE = parameter('stage', 'query', { enum: [...QUEUED_STAGES] });
const CLAIM_TYPE = parameter('claimType', 'query', { enum: [...CLAIM_TYPES] });

const QUERIES: { readonly [N in RouteName]?: Json[] } = {
  search: [
    parameter(
      'q',
      'query',
      { type: 'string', minLength: 1 },
      { description: 'An id, a mail address or a phone number.' },
    ),
    parameter('purchaseId', 'query', ID),
    parameter('activationId', 'query', ID),
    parameter('customerId', 'query', ID),
    STAGE,
    parameter('open', 'query', { type: 'boolean' }),
    CLAIM_TYPE,
    parameter('clause', 'query', { enum: Object.keys(CLAUSES) }),
    parameter('policyVersion', 'query', { enum: [...VERSION_IDS] }),
    AFTER,
    LIMIT,
  ],
  queue: [
    STAGE,
    CLAIM_TYPE,
    parameter('attention', 'query', { enum: [...ATTENTION] }),
    parameter('waitsFor', 'query', { enum: [...WAITS_FOR] }),
    AFTER,
    LIMIT,
  ],
  listCases: [AFTER, LIMIT],
};

const isAct = (name: RouteName): boolean => ACTS.some((act) => act === name);

const typeOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Bodies without what path and key say, or the service itself: they may be left out of the contract's type. */
const BODIES: { readonly [N in RouteName]?: Json } = {
  openPurchase: without('PurchaseOrder', ['purchaseId', 'replaces']),
  sendEvent: {
    type: 'object',
    properties: {
      type: {
        enum: [
          'smsReceived',
          'activationCompleted',
          'activationCancelled',
          'refundUpdated',
          'remediationDone',
        ],
      },
      eventId: refTo('EventIdInput'),
      occurredAt: { type: ['string', 'null'] },
    },
    required: ['type', 'eventId'],
  },
  resendMail: { type: 'object', properties: { to: { type: 'string', format: 'email', maxLength: 254 } } },
  settleCase: {
    type: 'object',
    properties: { note: { type: 'string', pattern: '^\\s*\\S([\\s\\S]{0,3998}\\S)?\\s*$' } },
    required: ['note'],
  },
};

function without(type: string, fields: readonly string[]): Json {
  const inputs = definitionsOf(/(update|signal|order)\.schema\.json$/, 'Input');
  const strip = (schema: Json): Json => {
    if (Array.isArray(schema['anyOf'])) {
      return { anyOf: schema['anyOf'].map((each: Json) => strip(resolved(each))) };
    }
    const { properties = {}, required = [], ...rest } = schema as { properties?: Json; required?: string[] };
    return {
      ...rest,
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fields.includes(name))),
      required: required.filter((name) => !fields.includes(name)),
    };
  };
  const resolved = (schema: Json): Json => {
    const name =
      typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/components/schemas/', '') : undefined;
    return name === undefined ? schema : (inputs[name] as Json);
  };
  return strip(resolved(refTo(`${type}Input`)));
}

const ANSWERS: { readonly [N in RouteName]?: Json } = {
  openPurchase: {
    '200': ok(refTo('Opened'), 'It was open before.'),
    '201': ok(refTo('Opened'), 'It is open now.'),
  },
  readPurchase: { '200': ok(refTo('PurchaseSeen')), '304': { description: 'As the caller has it.' } },
  readClaim: { '200': ok(refTo('ClaimOfPurchase')), '304': { description: 'As the caller has it.' } },
  readOptions: {
    '200': ok({
      type: 'object',
      properties: { purchaseId: { type: 'string' }, options: { type: 'array', items: refTo('Option') } },
      required: ['purchaseId', 'options'],
    }),
  },
  search: { '200': ok(refTo('Page')) },
  queue: { '200': ok(refTo('Page')) },
  listCases: { '200': ok(refTo('Page')) },
  sendEvent: {
    '200': ok({ type: 'object' }, 'The purchase has closed, and the event is noted.'),
    '202': ok({ type: 'object' }, 'Stored; the purchase will handle it.'),
  },
};

function pathsOf(): Json {
  const paths: { [path: string]: Json } = {};
  for (const [name, { method, path, roles }] of Object.entries(ROUTES) as [RouteName, Route][]) {
    const at = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[at] = { ...paths[at], [method.toLowerCase()]: operation(name, { method, path, roles }) };
  }
  return paths;
}

function operation(name: RouteName, { method, path, roles }: Route): Json {
  const inPath = [...path.matchAll(/:(\w+)/g)].flatMap(([, each = '']) => IN_PATH[each] ?? []);
  const writes = method !== 'GET';
  const keyed = writes && name !== 'openPurchase' && name !== 'sendEvent';
  const body = isAct(name)
    ? without(typeOf(name), ['by', ...(path.includes(':claimId') ? ['claimId'] : [])])
    : BODIES[name];
  return {
    operationId: name,
    description: `For ${forWhom(name, roles)}.`,
    parameters: [
      ...inPath,
      ...(QUERIES[name] ?? []),
      ...(isAct(name)
        ? [
            parameter(
              'preview',
              'query',
              { type: 'boolean' },
              { description: 'What it would do, without a trace.' },
            ),
            parameter(
              'If-Match',
              'header',
              { type: 'string' },
              { description: 'The ETag of the purchase as it was read.' },
            ),
          ]
        : []),
      ...(keyed
        ? [
            parameter(
              'Idempotency-Key',
              'header',
              { type: 'string', pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]{0,78}[\\x21-\\x7e])?$' },
              {
                required: !isAct(name),
                description: 'A repeat under the same key does nothing twice. Not for a preview.',
              },
            ),
          ]
        : []),
    ],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      ...(ANSWERS[name] ??
        (isAct(name)
          ? { '200': ok({ anyOf: [refTo('Accepted'), refTo('Previewed')] }) }
          : { '200': ok({ type: 'object' }) })),
      '400': response('BadRequest'),
      '401': response('NoKey'),
      '403': response('NotAllowed'),
      ...(inPath.length > 0 ? { '404': response('NotFound') } : {}),
      ...(writes
        ? {
            '409': response('Refused'),
            '413': response('TooLarge'),
            '415': response('NotJson'),
            '422': response('Malformed'),
          }
        : {}),
      ...(isAct(name) ? { '412': response('Changed') } : {}),
      '429': response('TooMany'),
      '503': response('Unavailable'),
    },
  };
}

function forWhom(name: RouteName, roles: readonly ApiRole[]): string {
  const may = API_ROLES.filter((role) => roles.includes(role)).join(', ');
  return isAct(name) ? `${may}; an assistant may preview it` : may;
}
