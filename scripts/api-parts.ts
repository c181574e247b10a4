/** What every part of the OpenAPI document is made of. */

export type Json = { [name: string]: unknown };

export const COMPONENT = '#/components/schemas/';

export const refTo = (type: string): Json => ({ $ref: COMPONENT + type });

/** An object that has all of these fields. */
export const objectOf = (properties: Json): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

export const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: refTo('Problem') } },
});

export const RESPONSES = {
  BadRequest: problem('The request cannot be read: its JSON, its query or its Idempotency-Key.'),
  NoKey: problem('No valid key.'),
  NotSigned: problem('Not signed, with another secret, or too long ago.'),
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
    'Something does not answer now: repeat it under the same key, as `Retry-After` says, and it happens once.',
  ),
};

export const response = (name: keyof typeof RESPONSES): Json => ({ $ref: `#/components/responses/${name}` });

export const ok = (schema: Json, description = 'Done.'): Json => ({
  description,
  content: { 'application/json': { schema } },
});

export const parameter = (
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
