import { expect, test } from 'vitest';
import { countsIn, taskWatch } from '../../worker/failing-tasks.ts';

const SECOND = 1_000;

/** The last answer of a watch that has looked at these counts, ten seconds apart. */
function lookedAt(...counts: [executed: number, failed: number][]): boolean {
  const watch = taskWatch();
  const answers = counts.map(([executed, failed], n) => watch.look({ executed, failed }, n * 10 * SECOND));
  return answers.at(-1)?.everyTaskFails ?? false;
}

test('ten tasks failed in a minute and none succeeded: every task fails', () => {
  expect(lookedAt([0, 0], [9, 9])).toBe(false);
  expect(lookedAt([0, 0], [10, 10])).toBe(true);
  expect(lookedAt([0, 0], [5, 5], [10, 10])).toBe(true);
});

test('one purchase alone, tried again for an hour, is not every task', () => {
  const tries = Array.from({ length: 360 }, (_, n): [number, number] => [n + 1, n + 1]);
  expect(lookedAt([0, 0], ...tries)).toBe(false);
});

test('however many fail, one that succeeds shows that the worker works', () => {
  expect(lookedAt([0, 0], [10, 10], [31, 30])).toBe(false);
  expect(lookedAt([0, 0], [101, 100])).toBe(false);
});

test('what failed before a success does not count again', () => {
  expect(lookedAt([0, 0], [101, 100], [110, 109])).toBe(false);
  expect(lookedAt([0, 0], [101, 100], [111, 110])).toBe(true);
});

test('it stays so while the tries become rare, until one succeeds', () => {
  const quiet = Array.from({ length: 60 }, (): [number, number] => [12, 12]);
  expect(lookedAt([0, 0], [12, 12], ...quiet)).toBe(true);
  expect(lookedAt([0, 0], [12, 12], ...quiet, [13, 12])).toBe(false);
});

test('the counts are summed over all labels, and the buckets are left out', () => {
  const metrics = [
    '# TYPE temporal_workflow_task_execution_failed_total counter',
    'temporal_workflow_task_execution_failed_total{failure_reason="WorkflowError",task_queue="a"} 10',
    'temporal_workflow_task_execution_failed_total{failure_reason="NonDeterminismError",task_queue="a"} 2',
    'temporal_workflow_task_execution_latency_seconds_bucket{task_queue="a",le="1"} 99',
    'temporal_workflow_task_execution_latency_seconds_sum{task_queue="a"} 1.5',
    'temporal_workflow_task_execution_latency_seconds_count{task_queue="a"} 11',
  ];
  expect(countsIn(metrics.join('\n'))).toEqual({ executed: 11, failed: 12 });
  expect(countsIn('')).toEqual({ executed: 0, failed: 0 });
});
