/** What a journey costs. */
export interface Cost {
  /** History events, those of skipping time not counted. */
  events: number;
  /** Workflow tasks. */
  tasks: number;
  /** Writes to the ledger of what support must see: three events each, and a task where no other event shares it. */
  writes: number;
}

/**
 * What each journey costs, pinned.
 *
 * Counted in the histories that this version has recorded: played live, answers that come at the same time share a task
 * or not, as the machine is busy. Code that asks for one command more does not replay them (`replay.server.test.ts`), and
 * has them recorded anew.
 */
const BUDGETS: Readonly<Record<string, Cost>> = {
  'access-granted-late': { events: 137, tasks: 22, writes: 7 },
  'access-refused': { events: 97, tasks: 15, writes: 4 },
  cancelled: { events: 30, tasks: 5, writes: 0 },
  'defect-default-refund': { events: 117, tasks: 19, writes: 3 },
  'defect-disputed-then-remedied': { events: 125, tasks: 20, writes: 7 },
  'defect-refund': { events: 85, tasks: 13, writes: 3 },
  'defect-remedied': { events: 86, tasks: 14, writes: 4 },
  'defect-replacement': { events: 96, tasks: 15, writes: 4 },
  happy: { events: 23, tasks: 4, writes: 0 },
  'invalid-number-forfeited': { events: 72, tasks: 12, writes: 3 },
  'invalid-number-late-evidence': { events: 104, tasks: 16, writes: 4 },
  'non-receipt-approved': { events: 46, tasks: 7, writes: 0 },
  'non-receipt-refused': { events: 35, tasks: 6, writes: 0 },
  'order-service-down': { events: 158, tasks: 27, writes: 8 },
  'out-of-stock': { events: 119, tasks: 18, writes: 5 },
  'reason-too-short': { events: 29, tasks: 5, writes: 0 },
  'sms-during-cancel': { events: 34, tasks: 6, writes: 0 },
  'software-bug': { events: 63, tasks: 10, writes: 2 },
  'terms-not-kept': { events: 63, tasks: 10, writes: 2 },
  'third-party-software': { events: 60, tasks: 9, writes: 2 },
  timeout: { events: 29, tasks: 5, writes: 0 },
  'wrong-use': { events: 63, tasks: 10, writes: 2 },
};

export const journeysWithBudget = (): string[] => Object.keys(BUDGETS);

export function budgetOf(journey: string): Cost {
  const budget = BUDGETS[journey];
  if (!budget) throw new Error(`${journey} has no budget: measure it and add a line`);
  return budget;
}
