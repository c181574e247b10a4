import proto from '@temporalio/proto';
import type { Description, WorkflowRef } from '../../src/temporal/workflow-clock.ts';
import type { FaultRig } from './fault-rig.ts';
import { failedWith, GRPC } from '../../src/temporal/grpc-status.ts';

const { PendingActivityState, TimeoutType } = proto.temporal.api.enums.v1;

/**
 * Tells the server which calls went down with their worker. By itself it finds out when their time is up, 45 to 60 s
 * later (`test/faults/kill-points.test.ts` leaves it to that). What it does then is the same.
 */
export async function reportLostCalls(
  rig: FaultRig,
  { namespace, workflowId }: WorkflowRef,
  { pendingActivities }: Description,
): Promise<void> {
  for (const { activityId, state, lastWorkerIdentity } of pendingActivities ?? []) {
    const runs = state === PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
    if (!runs || !rig.isGone(lastWorkerIdentity ?? '')) continue;
    try {
      await rig.temporal.workflowService.respondActivityTaskFailedById({
        namespace,
        workflowId,
        activityId: activityId ?? null,
        identity: 'the fault suite',
        failure: {
          message: 'its worker was killed',
          timeoutFailureInfo: { timeoutType: TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE },
        },
      });
    } catch (error) {
      // Its time was up just now.
      if (!failedWith(error, GRPC.NOT_FOUND)) throw error;
    }
  }
}
