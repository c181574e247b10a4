import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNEYS } from '../../src/demo/journeys.ts';
import { perform } from '../../src/demo/perform.ts';
import type { Rig } from '../../src/demo/rig.ts';
import { budgetOf } from './budgets.ts';
import { testRig } from './test-rig.ts';

describe('every path of the policy ends as it says, to the cent and to the mail', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await testRig();
  });
  afterAll(async () => {
    await rig.stop();
  });

  test.each(JOURNEYS)('$name: $title', async (journey) => {
    const seen = await perform(rig, journey);
    expect(seen.differences).toEqual([]);
    const { events, tasks } = budgetOf(journey.name);
    expect(seen.historyEvents).toBeGreaterThanOrEqual(events[0]);
    expect(seen.historyEvents).toBeLessThanOrEqual(events[1]);
    expect(seen.workflowTasks).toBeGreaterThanOrEqual(tasks[0]);
    expect(seen.workflowTasks).toBeLessThanOrEqual(tasks[1]);
  });
});
