import { readFileSync, readdirSync } from 'node:fs';
import { FEED_EVENT_TYPES } from '../src/contract/feed-event.ts';
import type { UpdateName } from '../src/contract/updates.ts';
import { API_ROLES, type ApiRole } from '../src/contract/api-role.ts';
import { MEDIA_TYPES } from '../src/evidence/picture.ts';
import { CLAUSES } from '../src/policy/clauses.ts';
import { VERSION_IDS } from '../src/policy/versions.ts';
import { ATTENTION, QUEUED_STAGES } from '../src/ledger/read/queue-query.ts';
import { DELIVERY_STATES } from '../src/ledger/read/webhook-deliveries.ts';
import { OPEN_STAGES } from '../src/ledger/read/stages.ts';
import { WAITS_FOR } from '../src/ledger/read/waits-for.ts';
import { CLAIM_TYPES } from '../src/contract/validation/requester.ts';
import { schemasOfAnswers } from './api-answers.ts';
import { BODIES, bodiesOf } from './api-bodies.ts';
import { EXAMPLES } from './api-examples.ts';
import { KEYLESS_PATHS } from './api-keyless.ts';
import { withLinks } from './api-links.ts';
import {
  COMPONENT,
  objectOf,
  ok,
  parameter,
  problem,
  refTo,
  response,
  RESPONSES,
  type Json,
} from './api-parts.ts';
import { GROUPS, withTitles } from './api-titles.ts';
import { WEBHOOKS } from './api-webhooks.ts';
import { ACTS, ROUTES, type Route, type RouteName } from '../src/web/api/routes.ts';

const SCHEMAS = new URL('../src/contract/schemas/', import.meta.url);

/** The OpenAPI document of the HTTP API: its routes, with the published schemas of the contract as bodies. */
export function apiDocument(): string {
  const inputs = definitionsOf(/(update|signal|order)\.schema\.json$/, 'Input');
  const outputs = definitionsOf(
    /^(answer|preview|options|purchase-status|feed-event|receipt)\.schema\.json$/,
    '',
  );
  const paths = pathsOf();
  const all = { ...schemasOfAnswers(), ...outputs, ...inputs, ...bodiesOf(inputs), ...ofHttp(outputs) };
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
    tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: WEBHOOKS,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of npm run cli -- key create.' },
      },
      schemas: usedOf(all, { paths, WEBHOOKS, RESPONSES }),
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
  JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') {
      return value.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/$1${suffix}`);
    }
    return isNothingOrNull(value) ? { description: value.description, type: 'null' } : value;
  });

/** A field that must be absent, or `null`. Generators of clients know no `not`. */
function isNothingOrNull(value: unknown): value is { description: string } {
  if (typeof value !== 'object' || value === null || !('anyOf' in value)) return false;
  return JSON.stringify(value.anyOf) === '[{"not":{}},{"type":"null"}]';
}

/** Those schemas that the document refers to, in the order of their names. */
function usedOf(all: Json, document: unknown): Json {
  const used = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const value of Object.values(node)) {
      if (typeof value !== 'string') visit(value);
      else if (value.startsWith(COMPONENT)) include(value.slice(COMPONENT.length));
    }
  };
  const include = (name: string): void => {
    if (used.has(name)) return;
    if (!(name in all)) throw new Error(`The document refers to ${name}, which has no schema.`);
    used.add(name);
    visit(all[name]);
  };
  visit(document);
  return Object.fromEntries([...used].toSorted().map((name) => [name, all[name]]));
}

/** What only HTTP has. */
function ofHttp(outputs: Json): Json {
  const status = outputs['PurchaseStatus'] as { properties: Json };
  const claim = outputs['ClaimView'] as { properties: Json; required: string[] };
  const refused = outputs['Refused'] as { properties: Json };
  const { accepted: _accepted, code: _code, message: _message, ...whyRefused } = refused.properties;
  const claimProperties = {
    ...claim.properties,
    evidence: { type: 'array', items: refTo('EvidenceInClaim') },
  };
  const standing = ['stage', 'nextDeadline', 'allowedActions', 'revision'];
  const seen = {
    source: {
      type: 'string',
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
    deadlines: { type: 'array', items: refTo('StandingDeadline') },
    customer: { ...refTo('Customer'), description: 'Personal data: only for roles that need it.' },
    phoneNumber: { type: 'string', description: 'Personal data: only for roles that need it.' },
  };
  const evidenceInClaim = [
    refTo('EvidenceRef'),
    { type: 'object', properties: { held: HELD }, required: ['held'] },
  ];
  return {
    EvidenceSeen: evidenceSeen(),
    EvidenceInClaim: { allOf: evidenceInClaim },
    EvidenceOfClaim: {
      allOf: [
        ...evidenceInClaim,
        {
          type: 'object',
          properties: {
            samePictureOn: {
              type: 'array',
              items: { type: 'string' },
              description: 'Other claims with the same picture, if there are any. A hint, for support only.',
            },
          },
        },
      ],
    },
    ClaimSeen: {
      ...claim,
      properties: claimProperties,
      required: claim.required.filter((name) => name !== 'reason'),
    },
    PurchaseSeen: {
      type: 'object',
      properties,
      required: ['purchaseId', ...standing, 'source', 'asOf', 'claims', 'timeline', 'terms'],
    },
    ClaimOfPurchase: {
      type: 'object',
      properties: {
        purchaseId: { type: 'string' },
        ...claimProperties,
        evidence: { type: 'array', items: refTo('EvidenceOfClaim') },
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
        stage: refTo('Stage'),
        nextDeadline: properties.nextDeadline,
        allowedActions: refTo('AllowedActions'),
        revision: { type: 'integer' },
        result: refTo('PurchaseResult'),
        differences: { type: 'array', items: { type: 'string' } },
        leftOut: { type: 'array', items: { type: 'string' } },
        links: {
          type: 'object',
          properties: { customer: { type: 'string', format: 'uri' } },
          description: 'For the customer alone: who has it can act for the customer.',
        },
      },
      required: ['purchaseId', 'already'],
    },
    Previewed: {
      type: 'object',
      properties: {
        preview: { type: 'boolean', const: true },
        status: { type: 'integer' },
        answer: { anyOf: [refTo('Accepted'), refTo('Problem')] },
        follows: refTo('Consequences'),
      },
      required: ['preview', 'status', 'answer'],
    },
    EventOfClosed: objectOf({
      purchaseId: { type: 'string' },
      closed: { type: 'boolean', const: true },
      result: refTo('PurchaseResult'),
    }),
    EventStored: {
      type: 'object',
      properties: {
        purchaseId: { type: 'string' },
        leftOut: {
          type: 'array',
          items: { type: 'string' },
          description: 'Fields that are only shown and could not be read.',
        },
      },
      required: ['purchaseId'],
    },
    PageOfPurchases: pageOf(refTo('FoundPurchase')),
    PageOfQueue: pageOf(refTo('QueueEntry'), {
      endpoints: {
        type: 'array',
        items: refTo('EndpointSeen'),
        description:
          'Endpoints of webhooks that are switched off, or at which nothing arrives. Of their addresses only the host. Absent for an assistant.',
      },
    }),
    PageOfCases: pageOf(refTo('QueuedCase')),
    QueueEntry: {
      oneOf: [refTo('QueuedPurchase'), refTo('QueuedCase')],
      discriminator: {
        propertyName: 'kind',
        mapping: { purchase: `${COMPONENT}QueuedPurchase`, case: `${COMPONENT}QueuedCase` },
      },
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
        ...whyRefused,
        result: { ...refTo('PurchaseResult'), description: '`purchase_closed`: how it ended.' },
        differences: {
          type: 'array',
          items: { type: 'string' },
          description: '`other_terms`: the fields that differ.',
        },
        caseId: { type: 'string', description: 'A refused opening is a case for support.' },
        settledBy: { type: 'string', description: '`already_settled`: by whom.' },
        settledAt: refTo('Timestamp'),
      },
      required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    },
  };
}

const HELD: Json = {
  type: 'string',
  enum: ['here', 'elsewhere'],
  description: '`here`: /v1/evidence/{evidenceId} has the picture. `elsewhere`: only who named it knows.',
};

function evidenceSeen(): Json {
  const sum = { type: 'string', pattern: '^[0-9a-f]{64}$' };
  const claims = { type: 'array', items: { type: 'string' } };
  const properties = {
    evidenceId: { type: 'string' },
    purchaseId: { type: 'string' },
    mediaType: { type: 'string', enum: Object.values(MEDIA_TYPES) },
    bytes: { type: 'integer' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    sha256: { ...sum, description: 'Of the picture as it is kept.' },
    sha256Received: { ...sum, description: 'Of what came.' },
    uploadedAt: refTo('Timestamp'),
  };
  return {
    type: 'object',
    properties: {
      ...properties,
      expiresAt: {
        ...refTo('Timestamp'),
        description: 'Until then a claim can take it. Absent once one has.',
      },
      claimId: { type: 'string', description: 'The claim that has it.' },
      removedAt: {
        ...refTo('Timestamp'),
        description: 'The picture is gone: the time that it is kept for is over.',
      },
      uploadedBy: {
        type: 'string',
        description:
          'Whose key it came with, or `customer of` its purchase. `erased` after an erasure. For support only.',
      },
      samePictureOn: { ...claims, description: 'Other claims with the same picture. For support only.' },
      alikePictureOn: {
        ...claims,
        description:
          'Other claims with one that looks like it, such as a scaled copy. A hint, for support only.',
      },
    },
    required: Object.keys(properties),
  };
}

const pageOf = (entry: Json, more: Json = {}): Json => ({
  type: 'object',
  properties: {
    entries: { type: 'array', items: entry },
    next: { type: ['string', 'null'], description: 'Send it as `after`, with the same filters.' },
    ...more,
  },
  required: ['entries', 'next'],
});

const ID = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };

const IN_PATH: Readonly<Record<string, Json>> = {
  purchaseId: ID,
  claimId: { type: 'string', pattern: '^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$' },
  messageId: { type: 'string', minLength: 1, maxLength: 300 },
  caseId: ID,
  evidenceId: { type: 'string', pattern: '^ev_[0-9a-f]{32}$' },
  endpointId: { type: 'string', pattern: '^whe_[0-9a-f]{24}$' },
};

const AFTER = parameter(
  'after',
  'query',
  { type: 'string', minLength: 1 },
  { description: 'The `next` of the page before.' },
);
const LIMIT = parameter('limit', 'query', { type: 'integer', minimum: 1, maximum: 200 });
const STAGE = parameter('stage', 'query', { type: 'string', enum: [...QUEUED_STAGES] });
const CLAIM_TYPE = parameter('claimType', 'query', { type: 'string', enum: [...CLAIM_TYPES] });

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
    parameter('clause', 'query', { type: 'string', enum: Object.keys(CLAUSES) }),
    parameter('policyVersion', 'query', { type: 'string', enum: [...VERSION_IDS] }),
    AFTER,
    LIMIT,
  ],
  queue: [
    STAGE,
    CLAIM_TYPE,
    parameter('attention', 'query', { type: 'string', enum: [...ATTENTION] }),
    parameter('waitsFor', 'query', { type: 'string', enum: [...WAITS_FOR] }),
    AFTER,
    LIMIT,
  ],
  listCases: [AFTER, LIMIT],
  listDeliveries: [
    parameter('after', 'query', { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    LIMIT,
    parameter('state', 'query', { type: 'string', enum: [...DELIVERY_STATES] }),
  ],
  readFeed: [
    parameter(
      'after',
      'query',
      { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      {
        description:
          'The `next` of the answer before. Default: 0, from the beginning. Beyond what was ever published it is refused.',
      },
    ),
    parameter(
      'since',
      'query',
      { type: 'string', format: 'date-time' },
      { description: 'Only what came into the feed at that time or later.' },
    ),
    LIMIT,
    parameter(
      'types',
      'query',
      { type: 'array', items: { type: 'string', enum: [...FEED_EVENT_TYPES] }, minItems: 1 },
      { style: 'form', explode: false },
    ),
    parameter('purchaseId', 'query', ID),
  ],
};

const isAct = (name: RouteName): name is RouteName & UpdateName => ACTS.some((act) => act === name);

const ENDPOINT_SECRET: Json = {
  type: 'object',
  properties: {
    endpointId: { type: 'string' },
    scheme: { type: 'string', enum: ['v1', 'v1a'] },
    secret: { type: 'string', description: 'whsec_ and base64.' },
    publicKey: { type: 'string', description: 'whpk_ and base64, of an endpoint with v1a.' },
  },
  required: ['endpointId', 'scheme', 'secret'],
};

/** The bytes themselves. */
const PICTURES: Json = Object.fromEntries(
  Object.values(MEDIA_TYPES).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
);

const ANSWERS: { readonly [N in Exclude<RouteName, UpdateName>]: Json } = {
  openPurchase: {
    '200': ok(refTo('Opened'), 'It was open before.'),
    '201': ok(refTo('Opened'), 'It is open now.'),
  },
  readPurchase: { '200': ok(refTo('PurchaseSeen')), '304': { description: 'As the caller has it.' } },
  readClaim: { '200': ok(refTo('ClaimOfPurchase')), '304': { description: 'As the caller has it.' } },
  readReceipt: {
    '200': ok(refTo('SignedReceipt')),
    '409': problem('The claim is not decided yet, or receipts are not set up here.'),
  },
  readOptions: {
    '200': ok({
      type: 'object',
      properties: { purchaseId: { type: 'string' }, options: { type: 'array', items: refTo('Option') } },
      required: ['purchaseId', 'options'],
    }),
  },
  readFeed: {
    '200': ok({
      type: 'object',
      properties: {
        entries: { type: 'array', items: refTo('FeedEvent') },
        next: { type: 'integer', description: 'Send it as `after` to go on, also if there is nothing now.' },
      },
      required: ['entries', 'next'],
    }),
    '409': problem('Nothing was ever published at the place in `after`: the feed ends at `last`.'),
  },
  search: { '200': ok(refTo('PageOfPurchases')) },
  queue: { '200': ok(refTo('PageOfQueue')) },
  stages: {
    '200': ok(
      objectOf({
        stages: objectOf(Object.fromEntries(OPEN_STAGES.map((each) => [each, { type: 'integer' }]))),
      }),
    ),
  },
  listEndpoints: { '200': ok(objectOf({ entries: { type: 'array', items: refTo('EndpointSeen') } })) },
  createEndpoint: { '201': ok(ENDPOINT_SECRET, 'Made. The secret is not shown again.') },
  rotateEndpoint: { '200': ok(ENDPOINT_SECRET) },
  switchEndpoint: {
    '200': ok(
      objectOf({
        endpointId: { type: 'string' },
        status: { type: 'string', enum: ['enabled', 'disabled'] },
      }),
    ),
  },
  removeEndpoint: {
    '200': ok(objectOf({ endpointId: { type: 'string' }, removed: { type: 'boolean', const: true } })),
  },
  resendEvents: {
    '200': ok(objectOf({ endpointId: { type: 'string' }, queued: { type: 'integer' } })),
  },
  listDeliveries: {
    '200': ok(
      objectOf({
        entries: { type: 'array', items: refTo('DeliverySeen') },
        next: { type: ['string', 'null'], description: 'Send it as `after` for earlier ones.' },
      }),
    ),
  },
  listCases: { '200': ok(refTo('PageOfCases')) },
  settleCase: {
    '200': ok(objectOf({ caseId: { type: 'string' }, settled: { type: 'boolean', const: true } })),
  },
  uploadEvidence: {
    '201': ok(refTo('EvidenceSeen'), 'Kept. A claim of this purchase can take it until `expiresAt`.'),
    '408': problem('The picture took too long to arrive.'),
    '413': problem('A picture has 10 MB at most.'),
    '415': problem('No JPEG, PNG or WebP, or another one than its Content-Type says.'),
    '422': problem('The picture cannot be taken: `code` says why, and `detail` what to do.'),
  },
  readEvidence: {
    '200': ok(refTo('EvidenceSeen')),
    '409': problem('Evidence is not kept here.'),
  },
  readPicture: {
    '200': { description: 'The picture as it is kept.', content: PICTURES },
    '409': problem('Evidence is not kept here.'),
  },
  readMails: {
    '200': ok(
      objectOf({
        purchaseId: { type: 'string' },
        mails: { type: 'array', items: refTo('MailOnRecord') },
        recordedAt: refTo('Timestamp'),
      }),
    ),
  },
  readMail: { '200': ok(refTo('MailCopyOnRecord')) },
  resendMail: {
    '200': ok({ allOf: [objectOf({ purchaseId: { type: 'string' } }), refTo('MailReceipt')] }),
  },
  endLinks: {
    '200': ok(objectOf({ purchaseId: { type: 'string' }, ended: { type: 'integer' } })),
  },
  readRefund: {
    '200': ok(
      objectOf({
        purchaseId: { type: 'string' },
        refund: { anyOf: [refTo('RefundOnRecord'), { type: 'null' }] },
        recordedAt: refTo('Timestamp'),
      }),
    ),
  },
  sendEvent: {
    '200': ok(refTo('EventOfClosed'), 'The purchase has closed, and the event is noted.'),
    '202': ok(refTo('EventStored'), 'Stored; the purchase will handle it.'),
  },
};

function pathsOf(): Json {
  const paths: { [path: string]: Json } = {};
  for (const [name, { method, path, roles }] of Object.entries(ROUTES) as [RouteName, Route][]) {
    const at = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[at] = { ...paths[at], [method.toLowerCase()]: operation(name, { method, path, roles }) };
  }
  for (const [at, operations] of Object.entries(KEYLESS_PATHS)) paths[at] = { ...paths[at], ...operations };
  return withTitles(paths);
}

function operation(name: RouteName, { method, path, roles }: Route): Json {
  const example = EXAMPLES[name];
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, each = '']) =>
    parameter(each, 'path', IN_PATH[each] ?? {}, { example: example.path?.[each] }),
  );
  const writes = method !== 'GET';
  const keyed = writes && name !== 'openPurchase' && name !== 'sendEvent';
  const body = BODIES[name];
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
              { type: 'string', pattern: '^(\\*|"[0-9]{1,15}-[a-z]+(-[A-Za-z0-9_-]+)?")$' },
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
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: refTo(body), examples: named(example.bodies ?? {}) } },
          },
        }
      : {}),
    ...(name === 'uploadEvidence' && { requestBody: { required: true, content: PICTURES } }),
    responses: withLinks(name, {
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
      ...(isAct(name) ? { '200': ok({ anyOf: [refTo('Accepted'), refTo('Previewed')] }) } : ANSWERS[name]),
    }),
  };
}

const named = (examples: Readonly<Record<string, unknown>>): Json =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

function forWhom(name: RouteName, roles: readonly ApiRole[]): string {
  const may = API_ROLES.filter((role) => roles.includes(role)).join(', ');
  return isAct(name) ? `${may}; an assistant may preview it` : may;
}
