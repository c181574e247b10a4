import { isGrpcServiceError, type Client } from '@temporalio/client';

const REMEMBERED_MS = 30_000;

/** How many purchases are open on the task queue. `undefined`: the server does not say. Asked twice a minute at most. */
export function openPurchases(client: Client, taskQueue: string): () => Promise<number | undefined> {
  const query = `WorkflowType = 'purchase' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  let asked: { at: number; answer: Promise<number | undefined> } | undefined;
  const ask = async (): Promise<number | undefined> => {
    try {
      const { count } = await client.withDeadline(Date.now() + 2_000, () => client.workflow.count(query));
      return count;
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      return undefined;
    }
  };
  return async () => {
    const now = performance.now();
    if (asked === undefined || now - asked.at > REMEMBERED_MS) asked = { at: now, answer: ask() };
    return asked.answer;
  };
}
