import type { WorkflowService } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { failedWith, GRPC } from './grpc-status.ts';

/**
 * Who has opened a purchase through the HTTP API: the memo `openedBy` of its workflow, which is there from its first event.
 * `undefined`: nobody, or the server knows the workflow no more. Throws if the server cannot be asked.
 */
export async function openerInMemo(
  service: WorkflowService,
  namespace: string,
  workflowId: string,
): Promise<string | undefined> {
  try {
    const { workflowExecutionInfo } = await service.describeWorkflowExecution({
      namespace,
      execution: { workflowId },
    });
    const kept = workflowExecutionInfo?.memo?.fields?.['openedBy'];
    const opener: unknown = kept && defaultPayloadConverter.fromPayload(kept);
    return typeof opener === 'string' ? opener : undefined;
  } catch (error) {
    if (failedWith(error, GRPC.NOT_FOUND)) return undefined;
    throw error;
  }
}
