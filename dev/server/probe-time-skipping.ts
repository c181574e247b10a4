import { isGrpcServiceError } from '@temporalio/client';
import type { WorkflowService } from '@temporalio/client';
import { GRPC } from '../../src/temporal/grpc-status.ts';

export type TimeSkippingProbe = { supported: true } | { supported: false; why: string };

/**
 * Whether this server skips time in this namespace. It asks to skip time in a workflow that does not exist, so nothing is
 * changed. A server with time skipping answers that it does not know the workflow, any other that it does not know the call.
 */
export async function probeTimeSkipping(
  service: WorkflowService,
  namespace: string,
): Promise<TimeSkippingProbe> {
  try {
    await service.pollWorkflowExecutionTimeSkipping({
      namespace,
      workflowExecution: { workflowId: 'time-skipping-probe' },
      fastForwardId: 'time-skipping-probe',
    });
    return { supported: true };
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    if (error.code === GRPC.NOT_FOUND) return { supported: true };
    if (error.code !== GRPC.UNIMPLEMENTED) return { supported: false, why: `it answers ${error.details}` };
    // A server with time skipping switched off answers `not enabled`; one that is too old has no such method.
    if (error.details.includes('not enabled')) {
      return { supported: false, why: 'time skipping is off there (frontend.WorkflowTimeSkippingEnabled)' };
    }
    const { serverVersion } = await service.getSystemInfo({});
    return { supported: false, why: `its server ${serverVersion} is older than 1.32 and cannot skip time` };
  }
}
