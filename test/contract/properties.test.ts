import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPurchaseOrder } from '../../src/contract/validation/purchase-order.ts';
import type { Read } from '../../src/contract/validation/reader.ts';
import { readSignal } from '../../src/contract/validation/signals.ts';
import { readUpdate } from '../../src/contract/validation/updates.ts';
import { pathsOf, withField } from './change.ts';
import { fullOrder, fullSignals, fullUpdates, signalNames, updateNames } from './samples.ts';

const inputs: [string, unknown, (input: unknown) => Read<unknown>][] = [
  ['the start input', fullOrder, readPurchaseOrder],
  ...signalNames.map((name): [string, unknown, (input: unknown) => Read<unknown>] => [
    name,
    fullSignals[name],
    (input) => readSignal(name, input),
  ]),
  ...updateNames.map((name): [string, unknown, (input: unknown) => Read<unknown>] => [
    name,
    fullUpdates[name],
    (input) => readUpdate(name, input),
  ]),
];

/** Anything, but often something near to what is wanted. */
const nearly = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('EUR', 'AT', 'reject', 'approve', 'X1', 'major_defect', 'done', 'retry', '+4366412345678'),
  fc.integer({ min: -1, max: 5 }),
);

test.each(inputs)(
  '%s: anything is read or refused with a reason, and reading twice changes nothing',
  (_, full, read) => {
    const paths = pathsOf(full);
    const changed = fc
      .tuple(fc.constantFrom(...paths), nearly)
      .map(([path, value]) => withField(full, path, value));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), changed), (input) => {
        const first = read(input);
        if (first.ok) expect(read(first.value)).toStrictEqual({ ok: true, value: first.value });
        else {
          expect(first.problems.length).toBeGreaterThan(0);
          for (const { field, message } of first.problems) {
            expect(
              field === '' || paths.some((path) => path.startsWith(field) || field.startsWith(path)),
            ).toBe(true);
            expect(message).not.toBe('');
          }
        }
      }),
      { numRuns: 300 },
    );
  },
);

test('what is nested a thousand deep is refused without being walked', () => {
  let deep: unknown = {};
  for (let n = 0; n < 1000; n += 1) deep = { customer: deep, evidence: [deep] };
  for (const [, , read] of inputs) expect(read(deep).ok).toBe(false);
});
