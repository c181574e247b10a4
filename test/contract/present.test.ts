import { expect, test } from 'vitest';
import { present } from '../../src/contract/present.ts';

test('a field that is undefined is absent, and every other stays as it is, in its place, null too', () => {
  const fields = { a: 0, b: undefined, c: '', d: null, e: false, f: [undefined] };
  expect(Object.entries(present(fields))).toEqual([
    ['a', 0],
    ['c', ''],
    ['d', null],
    ['e', false],
    ['f', [undefined]],
  ]);
  expect(fields).toHaveProperty('b', undefined);
});
