import { FEED_EVENT_TYPES } from '../src/contract/feed-event.ts';
import { WORDS_LONGEST } from '../src/contract/text-bounds.ts';
import { VERSION_IDS } from '../src/policy/versions.ts';
import { ACTS, ROUTES, type RouteName } from '../src/web/api/routes.ts';
import { COMPONENT, refTo, type Json } from './api-parts.ts';
import { linePattern, textPattern } from './contract-schemas.ts';

const typeOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The names of the bodies. */
export const BODIES: { readonly [N in RouteName]?: string } = {
  ...Object.fromEntries(ACTS.map((name) => [name, typeOf(name)])),
  openPurchase: 'OpenPurchase',
  sendEvent: 'Event',
  resendMail: 'ResendMail',
  settleCase: 'SettleCase',
  createEndpoint: 'NewEndpoint',
  rotateEndpoint: 'Rotation',
  switchEndpoint: 'EndpointSwitch',
  resendEvents: 'ResendEvents',
};

/** Bodies without what path and key say, or the service itself: they may be left out of the contract's type. */
export function bodiesOf(inputs: Json): Json {
  const resolved = (schema: Json): Json =>
    typeof schema['$ref'] === 'string' ? (inputs[schema['$ref'].slice(COMPONENT.length)] as Json) : schema;
  const without = (schema: Json, fields: readonly string[]): Json => {
    const { properties = {}, required = [], ...rest } = schema as { properties?: Json; required?: string[] };
    return {
      ...rest,
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fields.includes(name))),
      required: required.filter((name) => !fields.includes(name)),
    };
  };
  const input = (type: string): Json => resolved(refTo(`${type}Input`));

  const order = without(input('PurchaseOrder'), ['purchaseId', 'replaces']);
  const policyVersion = optional({
    type: 'string',
    enum: [...VERSION_IDS],
    description: 'Left out: the current one.',
  });
  const bodies: Json = {
    OpenPurchase: {
      ...order,
      properties: { ...(order['properties'] as Json), policyVersion },
      description: 'What the shop has sold, and to whom.',
    },
    ...eventBodies(without(input('RemediationDone'), ['agent'])),
    ResendMail: {
      type: 'object',
      properties: { to: optional({ type: 'string', format: 'email', maxLength: 254 }) },
    },
    SettleCase: {
      type: 'object',
      properties: { note: { type: 'string', pattern: textPattern(1, WORDS_LONGEST) } },
      required: ['note'],
    },
    NewEndpoint: {
      type: 'object',
      additionalProperties: false,
      properties: {
        url: {
          type: 'string',
          format: 'uri',
          pattern: '^https?://',
          maxLength: 2_000,
          description: 'A public address, with https. Others only as far as the service is set up for them.',
        },
        types: optional({
          type: 'array',
          items: { type: 'string', enum: [...FEED_EVENT_TYPES] },
          minItems: 1,
          uniqueItems: true,
        }),
        scheme: optional({
          type: 'string',
          enum: ['v1', 'v1a'],
          description: 'v1a: signed by ed25519 as well.',
        }),
        service: optional({
          type: 'string',
          pattern: linePattern(1, 64),
          description:
            'The caller of a key of the role service: only events of the purchases that it has opened, and of those that replace them.',
        }),
        description: optional({
          type: 'string',
          pattern: linePattern(1, 200),
          description: 'What it is for. One line.',
        }),
      },
      required: ['url'],
    },
    Rotation: {
      type: 'object',
      additionalProperties: false,
      properties: {
        overlapSeconds: optional({ type: 'integer', minimum: 0, maximum: 2_592_000, default: 86_400 }),
      },
    },
    EndpointSwitch: {
      type: 'object',
      additionalProperties: false,
      properties: { status: { type: 'string', enum: ['enabled', 'disabled'] } },
      required: ['status'],
    },
    ResendEvents: {
      description: 'Either eventId, or since.',
      anyOf: [refTo('ResendOne'), refTo('ResendSince')],
    },
    ResendOne: {
      type: 'object',
      additionalProperties: false,
      properties: { eventId: { type: 'string', pattern: EVENT_ID }, since: { type: 'null' } },
      required: ['eventId'],
    },
    ResendSince: {
      type: 'object',
      additionalProperties: false,
      properties: { since: { type: 'string', format: 'date-time' }, eventId: { type: 'null' } },
      required: ['since'],
    },
  };
  for (const name of ACTS) {
    const known = ['by', ...(ROUTES[name].path.includes(':claimId') ? ['claimId'] : [])];
    const { anyOf: branches, ...body } = input(typeOf(name));
    if (branches === undefined) {
      bodies[typeOf(name)] = without(body, known);
      continue;
    }
    const names = (branches as { $ref: string }[]).map(({ $ref }) => $ref.slice(COMPONENT.length));
    const shapes = names.map(
      (each) => [each.replace(/Input$/, ''), without(resolved({ $ref: COMPONENT + each }), known)] as const,
    );
    Object.assign(bodies, Object.fromEntries(shapes));
    bodies[typeOf(name)] = { ...body, ...oneOfShapes(shapes) };
  }
  return bodies;
}

const EVENT_ID = '^[\\x20-\\x7e]{1,128}$';

/** `null` means absent. */
const optional = ({ description, default: otherwise, ...schema }: Json): Json => ({
  description,
  default: otherwise,
  anyOf: [schema, { type: 'null' }],
});

/** Told apart by the field that has a value of its own in each. */
function oneOfShapes(shapes: readonly (readonly [name: string, shape: Json])[]): Json {
  const values = shapes.flatMap(([name, { properties }]) =>
    Object.entries(properties as Record<string, { const?: string; enum?: string[] }>).flatMap(
      ([field, { const: only, enum: some = only === undefined ? [] : [only] }]) =>
        field === 'decision' || field === 'action' || field === 'type'
          ? some.map((value) => ({ field, value, name }))
          : [],
    ),
  );
  const [field = ''] = new Set(values.map((each) => each.field));
  return {
    oneOf: shapes.map(([name]) => refTo(name)),
    discriminator: {
      propertyName: field,
      mapping: Object.fromEntries(values.map(({ value, name }) => [value, COMPONENT + name])),
    },
  };
}

/** The events of the order service. */
export const ORDER_EVENTS = ['smsReceived', 'activationCompleted', 'activationCancelled', 'refundUpdated'];

/** The name of the signal is in `type`. */
function eventBodies(remediationDone: Json): Json {
  const { properties, required, description } = remediationDone as {
    properties: Json;
    required: string[];
    description: string;
  };
  const { eventId, occurredAt } = properties;
  const OrderEvent = {
    type: 'object',
    description: 'What the order service reports.',
    properties: { type: { type: 'string', enum: ORDER_EVENTS }, eventId, occurredAt },
    required: ['type', 'eventId'],
  };
  const RemediationDone = {
    type: 'object',
    description,
    properties: { type: { type: 'string', const: 'remediationDone' }, ...properties },
    required: ['type', ...required],
  };
  const shapes = Object.entries({ OrderEvent, RemediationDone });
  return { ...Object.fromEntries(shapes), Event: oneOfShapes(shapes) };
}
