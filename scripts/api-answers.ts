import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import { COMPONENT, type Json } from './api-parts.ts';

/** What the HTTP API answers with that is no type of the published schemas. */
const TYPES = [
  'Customer',
  'StandingDeadline',
  'FoundPurchase',
  'QueuedPurchase',
  'QueuedCase',
  'MailOnRecord',
  'MailCopyOnRecord',
  'MailReceipt',
  'RefundOnRecord',
  'EndpointSeen',
  'DeliverySeen',
] as const;

/** Their schemas, by name, with those that they refer to, made from the types in the ledger's readings and the contract. */
export function schemasOfAnswers(): Json {
  const generator = createGenerator({
    path: fileURLToPath(new URL('../src/{contract,ledger/read}/*.ts', import.meta.url)),
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    expose: 'export',
    jsDoc: 'extended',
    additionalProperties: true,
    sortProps: false,
    skipTypeCheck: true,
  });
  const schemas: Json = {};
  for (const type of TYPES) Object.assign(schemas, generator.createSchema(type).definitions);
  const queued = schemas['QueuedPurchase'] as { properties: { claim: { required: string[] } } };
  const { claim } = queued.properties;
  // Only for roles that see words.
  claim.required = claim.required.filter((name) => name !== 'reason');
  return JSON.parse(JSON.stringify(schemas), inDocument) as Json;
}

function inDocument(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string') return value.replace('#/definitions/', COMPONENT);
  // Amounts, counts and durations in ms: the API sends no fractions.
  return key === 'type' && value === 'number' ? 'integer' : value;
}
