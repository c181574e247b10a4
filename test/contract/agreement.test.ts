import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { readPurchaseOrder } from '../../src/contract/validation/purchase-order.ts';
import { readSignal } from '../../src/contract/validation/signals.ts';
import { readUpdate } from '../../src/contract/validation/updates.ts';
import { pathsOf, withField } from './change.ts';
import { fullOrder, fullSignals, fullUpdates, signalNames, updateNames } from './samples.ts';

interface Boundary {
  name: string;
  sample: unknown;
  accepts: (input: unknown) => boolean;
}

const boundaries: Boundary[] = [
  { name: 'purchase-order', sample: fullOrder, accepts: (input) => readPurchaseOrder(input).ok },
  ...signalNames.map((name) => ({
    name: `${name}.signal`,
    sample: fullSignals[name],
    accepts: (input: unknown) => readSignal(name, input).ok,
  })),
  ...updateNames.map((name) => ({
    name: `${name}.update`,
    sample: fullUpdates[name],
    accepts: (input: unknown) => readUpdate(name, input).ok,
  })),
];

const entry = { evidenceId: 'ev-2' };

/** What each field is set to, in turn. `undefined` leaves it out. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1,
  2,
  3,
  -1,
  1.5,
  2 ** 53,
  {},
  [],
  [null],
  [entry],
  Array.from({ length: 5 }, () => entry),
  Array.from({ length: 6 }, () => entry),
  '',
  'x',
  'a b',
  '   ',
  'two\nlines',
  'nul\u0000',
  'ä',
  '😀'.repeat(64),
  '😀'.repeat(65),
  ...[35, 36, 64, 65, 100, 101, 128, 129, 200, 201, 254, 255, 2000, 2001, 4000, 4001].map((n) =>
    'a'.repeat(n),
  ),
  `a${'\r\n'.repeat(2000)}b`,
  ...[64, 100, 128, 200, 2000, 4000, 4001].map((n) => ` \n${'a'.repeat(n)}\t `),
  ` ${'a'.repeat(63)} b`,
  ' '.repeat(9000) + 'b',
  '\n',
  'EUX',
  'eur',
  'XX',
  'at',
  '+123456',
  '+12345678',
  '+012345678',
  'ada@example',
  'ada@example.com',
  'a@b@example.com',
  'jürgen@müller.example',
  `${'a'.repeat(242)}@example.com`,
  `${'a'.repeat(243)}@example.com`,
  '2026-03-01T10:00:00Z',
  '2026-03-01t10:00:00.5+02:00',
  '2026-03-01T10:00:00',
  '2026-03-01',
  '2026-02-30T10:00:00Z',
  '2026-13-01T10:00:00Z',
  '2026-03-01T25:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-03-01 10:00:00Z',
  '2026-03-01T10:00:00+0200',
  '2026-03-01T10:00:00.0123456789Z',
  '0000-01-01T00:00:00+01:00',
  'f'.repeat(64),
  'F'.repeat(64),
  'service',
  'support',
  'approve',
  'reclassify',
  'done',
  'retry',
  'major_defect',
  'X1',
  'P1',
];

interface Exception {
  why: string;
  /** Which of the two takes the input. */
  takenBy: 'reader' | 'schema';
  field: RegExp;
  value: (value: unknown) => boolean;
}

const isText = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);

/** All that the two do not agree on. */
const EXCEPTIONS: readonly Exception[] = [
  { why: 'a real currency', takenBy: 'schema', field: /currency$/, value: isText(/^EUX$/) },
  { why: 'a real country', takenBy: 'schema', field: /country$/, value: isText(/^XX$/) },
  {
    why: 'a policy version is one line of 1 to 64 characters; which there are, the policy knows',
    takenBy: 'schema',
    field: /^policyVersion$/,
    value: isText(/^\s*$|[^\P{Cc}]|.{65}/su),
  },
  {
    why: 'instants: what RFC 3339 does not know, leap seconds, and years that have not four digits in UTC',
    takenBy: 'schema',
    field: /(At|Deadline)$/,
    value: isText(/:60Z$| |\+0200$|\.\d{10}|^0000/),
  },
  {
    why: 'addresses in other scripts',
    takenBy: 'reader',
    field: /email$/,
    value: isText(/[^\x20-\x7e]/),
  },
  {
    why: 'a line end of two characters counts as one',
    takenBy: 'reader',
    field: /(note|internalNote|reason|summary|what)$/i,
    value: isText(/\r\n/),
  },
];

/** The committed one, which `schemas.process.test.ts` holds against the types. */
const schemaOf = (name: string): object =>
  JSON.parse(
    readFileSync(new URL(`../../src/contract/schemas/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as object;
const used = new Set<Exception>();

test.each(boundaries)('reader and schema of $name take the same inputs', ({ name, sample, accepts }) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  const validate = ajv.compile(schemaOf(name));
  expect([accepts(sample), validate(sample)]).toEqual([true, true]);

  const disagreements: unknown[] = [];
  let agreed = 0;
  for (const field of pathsOf(sample)) {
    for (const value of VALUES) {
      const input = withField(sample, field, value);
      // Nothing that can be sent is `undefined`, or has a hole in a list.
      if (input === undefined || (value === undefined && field.endsWith(']'))) continue;
      const [reader, schema] = [accepts(input), validate(input)];
      if (reader === schema) {
        agreed += 1;
        continue;
      }
      const takenBy = reader ? 'reader' : 'schema';
      const known = EXCEPTIONS.find(
        (each) => each.takenBy === takenBy && each.field.test(field) && each.value(value),
      );
      if (known) used.add(known);
      else disagreements.push({ field, value, takenBy });
    }
  }
  expect(disagreements).toEqual([]);
  expect(agreed).toBeGreaterThan(100);
});

test('every exception is still one', () => {
  expect(EXCEPTIONS.filter((each) => !used.has(each)).map(({ why }) => why)).toEqual([]);
});
