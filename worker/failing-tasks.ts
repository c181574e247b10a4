const WINDOW_MS = 60_000;
const LOOK_EVERY_MS = 10_000;
/**
 * A purchase whose task fails has it tried some seven times in the first minute, and ever more seldom then. More
 * failures than that in a minute are those of several.
 */
const FAILURES_OF_SEVERAL = 10;

/** What the SDK has counted since the worker started. */
export interface TaskCounts {
  /** Workflow tasks that were carried out, whatever came of them. */
  executed: number;
  failed: number;
}

/** Whether every workflow task fails. */
export interface TaskWatch {
  /** Looks at the counters. Answers with how many have failed in the last minute, if none has succeeded. */
  look(counts: TaskCounts, atMs: number): { everyTaskFails: boolean; failed: number };
}

/**
 * Every task fails: in the last minute none has succeeded, and more have failed than those of one purchase. It stays so
 * until one succeeds, since the pauses between the tries grow.
 */
export function taskWatch(): TaskWatch {
  let looks: (TaskCounts & { atMs: number })[] = [{ executed: 0, failed: 0, atMs: -Infinity }];
  let everyTaskFails = false;
  return {
    look({ executed, failed }, atMs) {
      const last = looks.at(-1);
      if (last !== undefined && executed - failed > last.executed - last.failed) {
        everyTaskFails = false;
        // What failed before counts no more.
        looks = [];
      }
      looks.push({ executed, failed, atMs });
      // The oldest that stays is the one that was right when the window began.
      const begins = looks.findLastIndex((each) => each.atMs <= atMs - WINDOW_MS);
      if (begins > 0) looks = looks.slice(begins);
      const failures = failed - (looks[0]?.failed ?? 0);
      if (failures >= FAILURES_OF_SEVERAL) everyTaskFails = true;
      return { everyTaskFails, failed: failures };
    },
  };
}

export interface WatchedTasks {
  everyTaskFails(): boolean;
  stop(): void;
}

/** Looks at the SDK's counters every few seconds. What cannot be read changes nothing. */
export function watchTasks(sdkMetrics: () => Promise<string>): WatchedTasks {
  const watch = taskWatch();
  let fails = false;
  const look = async (): Promise<void> => {
    try {
      fails = watch.look(countsIn(await sdkMetrics()), performance.now()).everyTaskFails;
    } catch {
      // The SDK's own server is just not there: the next look follows.
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return { everyTaskFails: () => fails, stop: () => clearInterval(timer) };
}

/** Of Prometheus' text format, in which each combination of labels has a line. */
export const countsIn = (metrics: string): TaskCounts => ({
  executed: sumOf(metrics, 'temporal_workflow_task_execution_latency_seconds_count'),
  failed: sumOf(metrics, 'temporal_workflow_task_execution_failed_total'),
});

function sumOf(metrics: string, name: string): number {
  const lines = metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
