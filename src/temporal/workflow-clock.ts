import type { WorkflowService } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { Instant } from '../contract/scalars.ts';

export interface WorkflowRef {
  namespace: string;
  workflowId: string;
}

/**
 * The workflow's own clock, which is ahead of the host's once time was skipped in it. Everything that shows the "now" of a
 * purchase uses it. Fails with the server's NOT_FOUND if there is no such workflow.
 */
export async function workflowNow(service: WorkflowService, workflow: WorkflowRef): Promise<Instant> {
  return nowIn(await describe(service, workflow));
}

export type Description = Awaited<ReturnType<WorkflowService['describeWorkflowExecution']>>;

export async function describe(
  service: WorkflowService,
  { namespace, workflowId }: WorkflowRef,
): Promise<Description> {
  return service.describeWorkflowExecution({ namespace, execution: { workflowId } });
}

const Status = proto.temporal.api.enums.v1.WorkflowExecutionStatus;

/** Whether the workflow can still take messages. */
export function isOpen({ workflowExecutionInfo }: Description): boolean {
  const status = workflowExecutionInfo?.status;
  return (
    status === Status.WORKFLOW_EXECUTION_STATUS_RUNNING || status === Status.WORKFLOW_EXECUTION_STATUS_PAUSED
  );
}

export const isRunning = ({ workflowExecutionInfo }: Description): boolean =>
  workflowExecutionInfo?.status === Status.WORKFLOW_EXECUTION_STATUS_RUNNING;

/** Whether a workflow task waits for a worker, or a worker has one. */
export const hasTaskUnderWay = ({ pendingWorkflowTask }: Description): boolean =>
  pendingWorkflowTask !== undefined && pendingWorkflowTask !== null;

export function nowIn({ workflowExtendedInfo }: Description): Instant {
  return optionalTsToMs(workflowExtendedInfo?.timeSkippingInfo?.currentTime) ?? Date.now();
}
