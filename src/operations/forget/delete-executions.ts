import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../../contract/ids.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { hasEnded } from '../../temporal/wait-until-idle.ts';
import type { Description } from '../../temporal/workflow-clock.ts';
import { everyAnswer } from './every-answer.ts';
import { failedWith, GRPC } from '../../temporal/grpc-status.ts';

/** A server deletes a workflow that has just closed only after its queues have written their state, every 30 s. */
const TIMEOUT_MS = 90_000;
const LOOK_AGAIN_MS = 200;

/** `left`: runs that the server has accepted for deletion and not deleted yet. */
export interface Deletion {
  deleted: number;
  left: number;
}

/**
 * Deletes all ended runs of a purchase in Temporal, including openings that the workflow refused, because their histories
 * hold the start input. Running ones are left.
 */
export async function deleteExecutions(client: Client, purchaseId: PurchaseId): Promise<Deletion> {
  const runs = await endedRuns(client, workflowIdOf(purchaseId));
  for (const execution of runs) {
    await unlessGone(
      client.workflowService.deleteWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: execution,
      }),
    );
  }
  const deadline = performance.now() + TIMEOUT_MS;
  let left = runs;
  while (left.length > 0 && performance.now() < deadline) {
    const found = await everyAnswer(left.map((execution) => describeRun(client, execution)));
    left = left.filter((_, index) => found[index] !== undefined);
    if (left.length > 0) await delay(LOOK_AGAIN_MS);
  }
  return { deleted: runs.length - left.length, left: left.length };
}

interface Run {
  workflowId: string;
  runId?: string;
}

/** All ended runs. The server's list can be a moment behind, so the latest run is looked up by its id as well. */
async function endedRuns(client: Client, workflowId: string): Promise<Run[]> {
  const runs = new Map<string, Run>();
  const latest = await describeRun(client, { workflowId });
  const latestId = latest?.workflowExecutionInfo?.execution?.runId;
  if (latestId) runs.set(latestId, { workflowId, runId: latestId });
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    runs.set(runId, { workflowId, runId });
  }
  const described = await everyAnswer(
    [...runs.values()].map(async (run) => ({ run, description: await describeRun(client, run) })),
  );
  return described.flatMap(({ run, description }) =>
    description !== undefined && hasEnded(description) ? [run] : [],
  );
}

function describeRun(client: Client, execution: Run): Promise<Description | undefined> {
  const { namespace } = client.options;
  return unlessGone(client.workflowService.describeWorkflowExecution({ namespace, execution }));
}

async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (failedWith(error, GRPC.NOT_FOUND)) return undefined;
    throw error;
  }
}
