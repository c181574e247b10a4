import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';

const { ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

type TaskId = NonNullable<temporal.api.history.v1.IHistoryEvent['eventId']>;

/** The last task that the purchase has finished so far: an operator who resets it chooses one of these. */
export async function lastTaskOf({ temporal: client }: RunningRig, purchaseId: string): Promise<TaskId> {
  const { events } = await client.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  const last = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
  if (!last?.eventId) throw new Error(`${purchaseId} has finished no task`);
  return last.eventId;
}

/** Resets to just after a task, without the requests and events that came later. Answers the new run's id. */
export async function resetTo(
  { temporal: client, namespace }: RunningRig,
  purchaseId: string,
  task: TaskId,
): Promise<string> {
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: workflowIdOf(purchaseId) },
    reason: 'decided by mistake',
    workflowTaskFinishEventId: task,
    requestId: randomUUID(),
    resetReapplyExcludeTypes: [
      ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
      ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
    ],
  });
  return runId;
}
