import type { Schema } from '../api/document.ts';
import { resolved } from './schema-view.ts';

/** Texts that say something, by the name of their field. */
const TEXTS: Readonly<Record<string, string>> = {
  purchaseId: 'p1',
  originalPurchaseId: 'p1',
  claimId: 'clm_p1_1',
  customerId: 'c1',
  activationId: 'a1',
  evidenceId: 'e1',
  endpointId: 'whe_5f2b8c1d9e3a7f4b6c0d2e81',
  caseId: 'case_1',
  eventId: 'sms-1',
  messageId: '<claim_received.1.p1@instaotp.example>',
  email: 'ada@example.org',
  to: 'ada@example.org',
  phoneNumber: '+4915112345678',
  service: 'telegram',
  country: 'DE',
  currency: 'EUR',
  policyVersion: '2026-01',
  version: '2026-01',
  reason: 'The service says that this number is not valid.',
  note: 'The screenshot shows it.',
  what: 'The settings of your client, to see why it fails.',
  summary: 'The number receives codes again.',
  reference: 'transfer-4711',
  url: 'https://shop.example/webhooks',
  id: 'evt_5Jw0sX2bKzq1Yp8uTn4RcA',
  template: 'claim_received',
  sha256: '0'.repeat(64),
  sha256Received: '1'.repeat(64),
};

const INSTANT = '2026-03-01T10:00:00.000Z';

/** A value of the schema: what is required, and of alternatives the first. `name`: of the field that it is for. */
export function exampleOf(schema: Schema, name = ''): unknown {
  const whole = resolved(schema);
  const { properties, required = [], items, allOf } = whole;
  if (whole.const !== undefined) return whole.const;
  if (whole.enum !== undefined) return whole.enum[0];
  if (allOf !== undefined) return Object.assign({}, ...allOf.map((each) => exampleOf(each)));
  const [first] = [...(whole.anyOf ?? []), ...(whole.oneOf ?? [])];
  if (first !== undefined && properties === undefined) return exampleOf(first, name);
  if (properties !== undefined) {
    const wanted = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([field]) => wanted.includes(field))
        .map(([field, each]) => [field, exampleOf(each, field)]),
    );
  }
  if (items !== undefined) return Number(whole['minItems'] ?? 0) > 0 ? [exampleOf(items, name)] : [];
  const [kind] = [whole.type ?? 'string'].flat();
  switch (kind) {
    case 'integer':
    case 'number':
      return name === 'amount' ? 149 : Math.max(Number(whole['minimum'] ?? 1), 1);
    case 'boolean':
      return true;
    case 'object':
      return {};
    case 'null':
      return null;
    default:
      return whole['format'] === 'date-time' ? INSTANT : (TEXTS[name] ?? 'text');
  }
}
