import { ServiceError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { isNoAnswer } from '../../src/client/no-answer.ts';

const failure = (code: number, details = ''): ServiceError =>
  new ServiceError('failed', {
    cause: Object.assign(new Error(details), { code, details, metadata: {} }),
  });

test.each([
  { what: 'a server that is away', error: failure(14), again: true },
  { what: 'a server that is overrun', error: failure(8), again: true },
  { what: 'a query that no worker answers in time', error: failure(1, 'context canceled'), again: true },
  {
    what: 'a purchase whose last tasks died with their workers',
    error: failure(9, 'Cannot query workflow due to Workflow Task in failed state.'),
    again: true,
  },
  {
    what: 'a purchase whose workers have been away for minutes',
    error: failure(9, 'no poller seen for task queue recently, worker may be down'),
    again: true,
  },
  { what: 'another precondition', error: failure(9, 'namespace is being deleted'), again: false },
  { what: 'refused credentials', error: failure(16), again: false },
  { what: 'a bug', error: new TypeError('undefined is not a function'), again: false },
])('$what is repeated: $again', ({ error, again }) => {
  expect(isNoAnswer(error)).toBe(again);
});
