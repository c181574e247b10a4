/**
 * What each journey may cost, pinned: history events (those of skipping time not counted) and workflow tasks.
 * `together`: answers that come at the same time may share a task; each such share is one task, its three
 * events and one record in the ledger less.
 */
export interface Budget {
  events: number;
  tasks: number;
  together: number;
}

const BUDGETS: Readonly<Record<string, Budget>> = {
  happy: { events: 26, tasks: 4, together: 0 },
  timeout: { events: 32, tasks: 5, together: 0 },
  cancelled: { events: 33, tasks: 5, together: 0 },
  'sms-during-cancel': { events: 37, tasks: 6, together: 0 },
  'non-receipt-approved': { events: 55, tasks: 8, together: 2 },
  'non-receipt-refused': { events: 39, tasks: 6, together: 0 },
  'invalid-number-late-evidence': { events: 87, tasks: 12, together: 1 },
  'invalid-number-forfeited': { events: 60, tasks: 9, together: 0 },
  'defect-remedied': { events: 69, tasks: 10, together: 0 },
  'defect-disputed-then-remedied': { events: 93, tasks: 13, together: 0 },
  'defect-refund': { events: 77, tasks: 11, together: 1 },
  'defect-replacement': { events: 78, tasks: 11, together: 1 },
  'defect-default-refund': { events: 102, tasks: 15, together: 2 },
  'access-refused': { events: 84, tasks: 12, together: 0 },
  'access-granted-late': { events: 105, tasks: 15, together: 0 },
  'out-of-stock': { events: 101, tasks: 14, together: 2 },
  'order-service-down': { events: 123, tasks: 20, together: 0 },
  'reason-too-short': { events: 32, tasks: 5, together: 0 },
  'wrong-use': { events: 56, tasks: 8, together: 0 },
  'software-bug': { events: 56, tasks: 8, together: 0 },
  'third-party-software': { events: 56, tasks: 8, together: 0 },
  'terms-not-kept': { events: 56, tasks: 8, together: 0 },
};

export function budgetOf(journey: string): Budget {
  const budget = BUDGETS[journey];
  if (!budget) throw new Error(`${journey} has no budget: measure it and add a line`);
  return budget;
}

/**
 * Every cost that keeps the budget. A mail that is taken while a call is under way has no record of its own: that too
 * is up to who is faster, and one event less.
 */
export const costsWithin = ({ events, tasks, together }: Budget): [events: number, tasks: number][] => {
  const upTo = Array.from({ length: together + 1 }, (_, n) => n);
  return upTo.flatMap((shared) =>
    upTo.map((unrecorded): [number, number] => [events - 4 * shared - unrecorded, tasks - shared]),
  );
};
