import { expect, test } from 'vitest';
import { CALLS, TROUBLES } from '../../../../dev/sandbox/page/words.ts';

test('every word for what can go wrong was read by a person', () => {
  expect({ CALLS, TROUBLES }).toMatchSnapshot();
});
