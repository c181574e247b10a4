import { nameIn, operationOf, schemaOf, type Schema } from '../api/document.ts';
import { ACTS, ROUTES } from '../api/routes.ts';
import { present } from '../../contract/present.ts';

/** Ids as the paths of the API have them. */
const ID: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const CLAIM_ID: Schema = { type: 'string', pattern: '^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$' };

const PURCHASE_ID: Schema = { ...ID, description: 'The id of a purchase.' };

/** The parameters of a list, by name. */
const parametersOf = (list: 'search' | 'queue'): Record<string, Schema> =>
  Object.fromEntries(
    (operationOf(list).parameters ?? []).map(({ name, schema, description }) => [
      name,
      { ...schema, ...present({ description }) },
    ]),
  );

/** Without references, since not every assistant follows them. No body refers to itself. */
function whole(schema: Schema): Schema {
  const { $ref, discriminator: _discriminator, ...rest } = schema;
  const own = Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => [keyword, wholeWithin(value)]),
  );
  return $ref === undefined ? own : { ...whole(schemaOf(nameIn($ref))), ...own };
}

const wholeWithin = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(wholeWithin);
  return typeof value === 'object' && value !== null ? whole(value as Schema) : value;
};

const listOf = (words: readonly string[]): string => words.join(', ');
const isOfClaim = (act: (typeof ACTS)[number]): boolean => ROUTES[act].path.includes(':claimId');

const bodies: Schema[] = ACTS.map((act) => {
  const body = operationOf(act).requestBody?.content['application/json']?.schema;
  if (body === undefined) throw new Error(`The act ${act} has no body.`);
  return { title: act, ...whole(body) };
});

/** What each tool takes: the parameters and the bodies of the API's document. */
export const INPUT = {
  find: {
    type: 'object',
    properties: {
      list: {
        type: 'string',
        enum: ['purchases', 'queue'],
        default: 'purchases',
        description:
          'purchases: all of them, the newest first. queue: what waits for a person, the most urgent first.',
      },
      ...parametersOf('queue'),
      ...parametersOf('search'),
      attention: {
        ...parametersOf('queue')['attention'],
        description: 'Only in the queue: what needs a person.',
      },
      waitsFor: { ...parametersOf('queue')['waitsFor'], description: 'Only in the queue: whose turn it is.' },
      q: {
        type: 'string',
        minLength: 1,
        description:
          'Only of purchases: the id of a purchase, an activation, a customer, a claim or a refund, exactly.',
      },
    },
    additionalProperties: false,
  },
  show: {
    type: 'object',
    description: 'Either purchaseId or claimId.',
    properties: { purchaseId: PURCHASE_ID, claimId: { ...CLAIM_ID, description: 'The id of a claim.' } },
    additionalProperties: false,
  },
  options: {
    type: 'object',
    properties: { purchaseId: PURCHASE_ID },
    required: ['purchaseId'],
    additionalProperties: false,
  },
  preview: {
    type: 'object',
    properties: {
      act: { type: 'string', enum: [...ACTS], description: 'What would be asked for.' },
      purchaseId: { ...ID, description: `For ${listOf(ACTS.filter((act) => !isOfClaim(act)))}.` },
      claimId: { ...CLAIM_ID, description: `For ${listOf(ACTS.filter(isOfClaim))}.` },
      request: {
        description: 'What the act is asked with. Each alternative has the name of its act as title.',
        anyOf: bodies,
      },
    },
    required: ['act'],
    additionalProperties: false,
  },
} as const satisfies Record<string, Schema>;

const ANY: Schema = { type: 'object' };

/** What each tool answers. */
export const OUTPUT = {
  find: {
    type: 'object',
    properties: {
      entries: { type: 'array', items: ANY, description: 'As GET /v1/purchases or GET /v1/queue has them.' },
      next: { type: ['string', 'null'], description: 'Send it as after, with the same filters, to go on.' },
    },
    required: ['entries', 'next'],
  },
  show: {
    type: 'object',
    properties: {
      purchase: { ...ANY, description: 'As GET /v1/purchases/{purchaseId} has it.' },
      claim: { ...ANY, description: 'As GET /v1/claims/{claimId} has it.' },
    },
    minProperties: 1,
    maxProperties: 1,
  },
  options: {
    type: 'object',
    properties: {
      purchaseId: { type: 'string' },
      options: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            side: { type: 'string', enum: ['customer', 'support'] },
            update: { type: 'string', description: 'The act.' },
            claimType: { type: 'string', description: 'For submitClaim: the type of the claim.' },
            taken: { type: 'boolean', description: 'Whether it would be taken now, with well-chosen words.' },
            until: { type: 'string', description: 'Until when it is taken, if an instant ends that.' },
            refusal: { ...ANY, description: 'Why not, by which clause, and what would change it.' },
          },
          required: ['side', 'update', 'taken'],
        },
      },
    },
    required: ['purchaseId', 'options'],
  },
  preview: {
    type: 'object',
    properties: {
      preview: { type: 'boolean', const: true },
      status: { type: 'integer', description: '200: it would be done. 409: it would be refused.' },
      answer: { ...ANY, description: 'The answer to it: the standing, or why not and what would help.' },
      follows: { ...ANY, description: 'Stage, deadline, clocks, mails and money that would follow.' },
    },
    required: ['preview', 'status', 'answer'],
  },
} as const satisfies Record<string, Schema>;
