import { expect, test } from 'vitest';
import { outcomeWithoutRemedy } from '../../src/policy/outcome.ts';

test.each([
  { what: 'completed, no claim', completed: true, claims: [], outcome: 'fulfilled', clause: 'R1' },
  { what: 'never completed, no claim', completed: false, claims: [], outcome: 'fulfilled', clause: 'P1' },
  {
    what: 'only a withdrawn claim',
    completed: true,
    claims: [{ status: 'withdrawn' }],
    outcome: 'fulfilled',
    clause: 'R1',
  },
  {
    what: 'remedied',
    completed: true,
    claims: [{ status: 'remedied', clause: 'C3' }],
    outcome: 'fulfilled',
    clause: 'C3',
  },
  {
    what: 'rejected',
    completed: true,
    claims: [{ status: 'rejected', clause: 'X2' }],
    outcome: 'closed_without_remedy',
    clause: 'X2',
  },
  {
    what: 'forfeited',
    completed: true,
    claims: [{ status: 'forfeited', clause: 'C2' }],
    outcome: 'closed_without_remedy',
    clause: 'C2',
  },
  {
    what: 'disqualified',
    completed: true,
    claims: [{ status: 'disqualified', clause: 'C3b' }],
    outcome: 'closed_without_remedy',
    clause: 'C3b',
  },
  {
    what: 'rejected, then withdrawn: the rejection counts',
    completed: true,
    claims: [{ status: 'rejected', clause: 'X1' }, { status: 'withdrawn' }],
    outcome: 'closed_without_remedy',
    clause: 'X1',
  },
  {
    what: 'rejected, then remedied',
    completed: true,
    claims: [
      { status: 'rejected', clause: 'X1' },
      { status: 'remedied', clause: 'C3' },
    ],
    outcome: 'fulfilled',
    clause: 'C3',
  },
] as const)('$what → $outcome by $clause', ({ completed, claims, outcome, clause }) =>
  expect(outcomeWithoutRemedy(completed, claims)).toEqual({ outcome, clause }),
);
