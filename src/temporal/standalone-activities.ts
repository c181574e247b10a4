import type { WorkflowService } from '@temporalio/client';

/**
 * Whether the server of this namespace runs activities without a workflow, with which webhooks are delivered. `undefined`: it
 * does not say.
 */
export async function hasStandaloneActivities(
  service: WorkflowService,
  namespace: string,
): Promise<boolean | undefined> {
  try {
    const { namespaceInfo } = await service.describeNamespace({ namespace });
    return namespaceInfo?.capabilities?.standaloneActivities ?? undefined;
  } catch {
    return undefined;
  }
}
