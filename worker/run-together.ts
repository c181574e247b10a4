import type { Worker } from '@temporalio/worker';

/** Several workers that run as one: when one of them ends, all do. */
export interface RunningTogether {
  /** Settles when all have ended: rejects if one of them failed. */
  ended: Promise<void>;
  /** They take no new work, finish what is in flight within their grace time, and end. */
  shutdown(): void;
}

export function runTogether(workers: readonly Worker[]): RunningTogether {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const run = async (): Promise<void> => {
    const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  return { ended: run(), shutdown };
}
