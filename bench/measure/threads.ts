import type { Child } from '../parts/child.ts';

/** What one thread of a worker process has used. The main thread, which runs no workflow, has `threadId` 0. */
export interface ThreadAccount {
  threadId: number;
  cpuMs: number;
  heapBytes: number;
}

/** Of every thread. `collect`: after its garbage is collected. */
export async function threadsOf(worker: Child, ask: 'account' | 'collect'): Promise<ThreadAccount[]> {
  const answered = worker.message(60_000);
  worker.send(ask);
  const threads = (await answered) as ThreadAccount[];
  if (threads.length < 2) throw new Error('the threads of a worker give no account');
  return threads;
}

/** CPU milliseconds so far of the threads in which workflow code runs. */
export async function workflowCpuMs(worker: Child): Promise<number> {
  const threads = await threadsOf(worker, 'account');
  return threads.reduce((sum, { threadId, cpuMs }) => (threadId === 0 ? sum : sum + cpuMs), 0);
}
