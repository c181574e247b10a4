const WINDOW_MS = 60_000;
const LOOK_EVERY_MS = 10_000;
/**
 * The server retries the failing task of one purchase some seven times in the first minute, and less often afterwards.
 * More failures in a minute come from several purchases.
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
  /** Takes in the counters. `failed`: failures of the last minute, counted from the last success. */
  look(counts: TaskCounts, atMs: number): { everyTaskFails: boolean; failed: number };
}

/**
 * Every task fails if in the last minute none has succeeded, and more have failed than one purchase can fail. That holds
 * until one succeeds, because the pauses between the retries grow.
 */
export function taskWatch(): TaskWatch {
  let looks: (TaskCounts & { atMs: number })[] = [{ executed: 0, failed: 0, atMs: -Infinity }];
  let everyTaskFails = false;
  return {
    look({ executed, failed }, atMs) {
      const last = looks.at(-1);
      if (last !== undefined && executed - failed > last.executed - last.failed) {
        everyTaskFails = false;
        // Failures before a success do not count.
        looks = [];
      }
      looks.push({ executed, failed, atMs });
      // Keeps one look at or before the beginning of the window, to count from.
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

/** Looks at the SDK's counters every ten seconds. A failed look is skipped. */
export function watchTasks(sdkMetrics: () => Promise<string>): WatchedTasks {
  const watch = taskWatch();
  let fails = false;
  const look = async (): Promise<void> => {
    try {
      fails = watch.look(countsIn(await sdkMetrics()), performance.now()).everyTaskFails;
    } catch {
      // The SDK's metrics cannot be read now; the next look follows.
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return { everyTaskFails: () => fails, stop: () => clearInterval(timer) };
}

/** Reads the counters from Prometheus' text format, in which each combination of labels has a line of its own. */
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
