import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { contractSchemas } from '../../scripts/contract-schemas.ts';
import { SAMPLES } from '../../dev/mails/samples.ts';
import { signalNames, updateNames } from './samples.ts';

const folder = new URL('../../src/contract/schemas/', import.meta.url);
const generated = contractSchemas();

test('the committed schemas are those of the types', () => {
  const committed = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
  const differing = [...new Set([...generated.keys(), ...committed.keys()])].filter(
    (name) => generated.get(name) !== committed.get(name),
  );
  expect(
    differing,
    'out of date: run `npx tsx scripts/generate-schemas.ts` and commit what it wrote',
  ).toEqual([]);
});

test('everything that crosses the boundary has a schema', () => {
  const names = [
    'purchase-order',
    ...signalNames.map((name) => `${name}.signal`),
    ...updateNames.map((name) => `${name}.update`),
    'answer',
    'purchase-status',
    'purchase-result',
    'options',
    'options-question',
    'preview',
    'preview-question',
    'feed-event',
    'problems',
    'receipt',
  ];
  expect([...generated.keys()].toSorted()).toEqual(names.map((name) => `${name}.schema.json`).toSorted());
});

test.each([...generated])('%s is a valid schema without a host in its id', (_, text) => {
  const schema = JSON.parse(text) as { $id: string };
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  ajv.compile(schema);
  expect(schema.$id).toMatch(/^urn:instaotp-returns:[A-Za-z.-]+$/);
  expect(text).not.toContain('"additionalProperties": false');
});

const at = '2026-03-01T10:00:00.000Z';
const standing = {
  stage: 'claim_window',
  nextDeadline: { kind: 'window', at },
  allowedActions: { customer: ['submitClaim'], support: ['correctContact'] },
  revision: 3,
};
const result = { outcome: 'fulfilled', clause: 'R1', closedAt: at };
const status = {
  ...standing,
  purchaseId: 'p-1',
  policyVersion: '2026-01',
  terms: {
    customerId: 'c-1',
    activationId: 'a-1',
    service: 'examplegram',
    country: 'AT',
    price: { amount: 149, currency: 'EUR' },
    purchasedAt: at,
  },
  smsDeadline: at,
  claimDeadline: at,
  claims: [],
  needsAttention: [],
  timeline: [
    { at, event: 'purchase_opened', actor: 'system', visibility: 'public', data: { n: 1, ok: true } },
  ],
};

/** What a status says of a mail that did not get out. */
function undelivered(template: string) {
  return { step: 'notice', reason: 'notice_undelivered', since: at, template };
}

const fits = (name: string, sample: unknown): boolean => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  return ajv.validate(JSON.parse(generated.get(`${name}.schema.json`) ?? '') as object, sample);
};

test.each([
  ['answer', { accepted: true, claimId: 'clm_p-1_1', ...standing }, true],
  [
    'answer',
    { accepted: false, code: 'too_late', clause: 'P1', message: 'm', deadline: at, ...standing },
    true,
  ],
  ['answer', { accepted: false, ...standing }, false],
  ['answer', { accepted: true, claimId: 'p-1_0', ...standing }, false],
  ['purchase-result', result, true],
  ['purchase-result', { ...result, outcome: 'lost' }, false],
  ['purchase-status', { ...status, result }, true],
  ['purchase-status', { ...status, needsAttention: [undelivered('refund_returned')] }, false],
  ['purchase-status', { ...status, revision: 1.5 }, false],
  ['purchase-status', { ...status, stage: null }, false],
  ['problems', [{ field: '', message: 'must be an object' }], true],
  ['problems', [{ field: 'by' }], false],
])('what we send: %s %j fits its schema → %s', (name, sample, expected) =>
  expect(fits(name, sample)).toBe(expected),
);

test('a status may name any mail that did not get out', () => {
  const templates = new Set(SAMPLES.map(({ content }) => content.template));
  const refused = [...templates].filter(
    (template) => !fits('purchase-status', { ...status, needsAttention: [undelivered(template)] }),
  );
  expect(refused).toEqual([]);
});
