import { ServiceError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { NotHandledYet } from '../../src/temporal/ask-until-answered.ts';
import { isNoAnswer, PurchaseLostError, StillOpenError } from '../../src/client/no-answer.ts';

const ofGrpc = (code: number, details = ''): Error =>
  Object.assign(new Error(details), { code, details, metadata: {} });
const failure = (code: number, details = ''): ServiceError =>
  new ServiceError('failed', { cause: ofGrpc(code, details) });

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
  { what: 'a direct call to a server that is away', error: ofGrpc(14), again: true },
  { what: 'a direct call that ran out of its time', error: ofGrpc(4), again: true },
  {
    what: 'a direct call about a purchase whose workers have been away for minutes',
    error: ofGrpc(9, 'no poller seen for task queue recently, worker may be down'),
    again: true,
  },
  { what: 'an event that no worker has handled', error: new NotHandledYet('not yet'), again: true },
  { what: 'a purchase that was just reset', error: new StillOpenError('p1'), again: true },
  { what: 'a purchase that nobody carries on', error: new PurchaseLostError('p1', 'ended'), again: false },
  { what: 'a direct call with refused credentials', error: ofGrpc(16), again: false },
  { what: 'another precondition', error: failure(9, 'namespace is being deleted'), again: false },
  { what: 'refused credentials', error: failure(16), again: false },
  { what: 'a bug', error: new TypeError('undefined is not a function'), again: false },
])('$what is repeated: $again', ({ error, again }) => {
  expect(isNoAnswer(error)).toBe(again);
});
