import { CLAUSES } from '../src/policy/clauses.ts';
import { VERSION_IDS } from '../src/policy/versions.ts';
import { ORDER_EVENTS } from './api-bodies.ts';
import { SIGNED_EVENT_EXAMPLE } from './api-examples.ts';
import { objectOf, ok, parameter, refTo, response, type Json } from './api-parts.ts';

const NO_KEY: Json[] = [];
const VERSION = { type: 'string', enum: [...VERSION_IDS] };

const header = (name: string, schema: Json, description: string): Json =>
  parameter(name, 'header', schema, { required: true, description });

const takeSignedEvent = {
  operationId: 'takeSignedEvent',
  description:
    'An event of the order service, signed by Standard Webhooks 1.0. The webhook-id is its eventId, so it may be sent again.',
  security: NO_KEY,
  parameters: [
    header('webhook-id', { type: 'string', pattern: '^[\\x21-\\x2d\\x2f-\\x7e]{1,128}$' }, 'Without a dot.'),
    header(
      'webhook-timestamp',
      { type: 'string', pattern: '^\\d{1,12}$' },
      'In seconds, five minutes from now at most.',
    ),
    header(
      'webhook-signature',
      { type: 'string' },
      'One or several of `v1,<base64>`, with blanks between them.',
    ),
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            type: { type: 'string', enum: ORDER_EVENTS },
            timestamp: { description: 'An instant, RFC 3339. Only shown; anything else is left out.' },
            data: objectOf({ purchaseId: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } }),
          },
          required: ['type', 'data'],
        },
        examples: { smsReceived: { value: SIGNED_EVENT_EXAMPLE } },
      },
    },
  },
  responses: {
    '200': ok(refTo('EventOfClosed'), 'The purchase has closed, and the event is noted.'),
    '202': ok(refTo('EventStored'), 'Stored; the purchase will handle it.'),
    '400': response('BadRequest'),
    '401': response('NotSigned'),
    '404': response('NotFound'),
    '413': response('TooLarge'),
    '422': response('Malformed'),
    '429': response('TooMany'),
    '503': response('Unavailable'),
  },
};

const listPolicies = {
  operationId: 'listPolicies',
  description: 'The versions of the policy, and the one of a purchase that names none.',
  security: NO_KEY,
  responses: {
    '200': ok(objectOf({ current: VERSION, versions: { type: 'array', items: VERSION } })),
    '400': response('BadRequest'),
    '429': response('TooMany'),
  },
};

const text = { type: 'string' };

const readPolicy = {
  operationId: 'readPolicy',
  description: 'One version as data. It never changes. `sha256` is that of `policy` as it is sent.',
  security: NO_KEY,
  parameters: [parameter('version', 'path', { type: 'string' }, { example: '2026-01' })],
  responses: {
    '200': ok(
      objectOf({
        policy: objectOf({
          version: VERSION,
          clauses: {
            type: 'array',
            items: objectOf({ id: { type: 'string', enum: Object.keys(CLAUSES) }, title: text, plain: text }),
          },
          periods: {
            type: 'object',
            description: 'ISO 8601 durations. A list has one for each reminder.',
            additionalProperties: { anyOf: [text, { type: 'array', items: text }] },
          },
          counts: { type: 'object', additionalProperties: { type: 'integer' } },
        }),
        sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      }),
    ),
    '400': response('BadRequest'),
    '404': response('NotFound'),
    '429': response('TooMany'),
  },
};

const publishedKeys = {
  operationId: 'publishedKeys',
  description: 'The public keys of receipts, also of those that were signed long ago.',
  security: NO_KEY,
  responses: {
    '200': ok(
      objectOf({
        keys: {
          type: 'array',
          items: objectOf({ kty: text, crv: text, x: text, kid: text, alg: text, use: text }),
        },
      }),
    ),
    '400': response('BadRequest'),
    '429': response('TooMany'),
  },
};

/** What is asked without a key: events that their sender signs instead, and what is public. */
export const KEYLESS_PATHS: { readonly [path: string]: Json } = {
  '/v1/events': { post: takeSignedEvent },
  '/v1/policies': { get: listPolicies },
  '/v1/policies/{version}': { get: readPolicy },
  '/.well-known/jwks.json': { get: publishedKeys },
};
