import { FEED_EVENT_TYPES } from '../src/contract/feed-event.ts';
import { parameter, refTo, type Json } from './api-parts.ts';
import { exampleOfEvent } from './feed-examples.ts';

const header = (name: string, schema: Json, description: string): Json =>
  parameter(name, 'header', schema, { required: true, description });

/** What an endpoint receives: each event of the types that it has asked for, signed by Standard Webhooks 1.0. */
const RECEIVED: Json = {
  post: {
    operationId: 'receiveEvent',
    summary: 'Receive an event',
    tags: ['Webhooks'],
    description:
      'Sent to each endpoint that has asked for the type, signed by Standard Webhooks 1.0: verify it before you use it. The same change always has the same webhook-id, and can come more than once.',
    security: [],
    parameters: [
      header('webhook-id', { type: 'string' }, 'The id of the event.'),
      header(
        'webhook-timestamp',
        { type: 'string', pattern: '^[0-9]+$' },
        'When this try was made, in seconds.',
      ),
      header(
        'webhook-signature',
        { type: 'string' },
        'One or more signatures of `<webhook-id>.<webhook-timestamp>.<body>`, with blanks between them: `v1,<base64>`, or `v1a,<base64>`.',
      ),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: refTo('FeedEvent'),
          examples: Object.fromEntries(
            FEED_EVENT_TYPES.map((type) => [type, { value: exampleOfEvent(type) }]),
          ),
        },
      },
    },
    responses: {
      '2XX': { description: 'It has arrived. Only the status counts.' },
      '410': { description: 'Nothing more is wanted: the endpoint is switched off.' },
      default: { description: 'It is tried again, ten times in all over three days.' },
    },
  },
};

export const WEBHOOKS: Json = { event: RECEIVED };
