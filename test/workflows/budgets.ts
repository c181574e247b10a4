/**
 * What each journey may cost, pinned: history events (those of skipping time not counted) and workflow tasks.
 * `together`: answers that come at the same time may share a task; each such share is one task and three events less.
 */
export interface Budget {
  events: number;
  tasks: number;
  together: number;
}

const BUDGETS: Readonly<Record<string, Budget>> = {
  happy: { events: 22, tasks: 4, together: 0 },
  timeout: { events: 28, tasks: 5, together: 0 },
  cancelled: { events: 29, tasks: 5, together: 0 },
  'sms-during-cancel': { events: 32, tasks: 6, together: 0 },
  'non-receipt-approved': { events: 48, tasks: 8, together: 2 },
  'non-receipt-refused': { events: 33, tasks: 6, together: 0 },
  'invalid-number-late-evidence': { events: 76, tasks: 12, together: 1 },
  'invalid-number-forfeited': { events: 52, tasks: 9, together: 0 },
  'defect-remedied': { events: 59, tasks: 10, together: 0 },
  'defect-disputed-then-remedied': { events: 80, tasks: 13, together: 0 },
  'defect-refund': { events: 66, tasks: 11, together: 1 },
  'defect-replacement': { events: 68, tasks: 11, together: 1 },
  'defect-default-refund': { events: 89, tasks: 15, together: 2 },
  'access-refused': { events: 72, tasks: 12, together: 0 },
  'access-granted-late': { events: 91, tasks: 15, together: 0 },
  'out-of-stock': { events: 87, tasks: 14, together: 2 },
  'order-service-down': { events: 111, tasks: 20, together: 0 },
};

export function budgetOf(journey: string): Budget {
  const budget = BUDGETS[journey];
  if (!budget) throw new Error(`${journey} has no budget: measure it and add a line`);
  return budget;
}

/** Every cost that keeps the budget. */
export const costsWithin = ({ events, tasks, together }: Budget): [events: number, tasks: number][] =>
  Array.from({ length: together + 1 }, (_, shared) => [events - 3 * shared, tasks - shared]);
