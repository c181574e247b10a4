import type { Client } from '@temporalio/client';
import type { RequestAnswer } from '../client/request.ts';
import type { ReturnsClient } from '../client/returns-client.ts';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { PurchaseSnapshot } from '../contract/snapshot.ts';
import { askUntilAnswered } from '../temporal/ask-until-answered.ts';

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Makes an open purchase send the mails that it has given up, to the address that it has. `by`: who of support asks.
 * Throws what Temporal throws, and what the client's requests throw.
 */
export async function sendGivenUp(
  { temporal, returns }: { temporal: Client; returns: ReturnsClient },
  purchaseId: PurchaseId,
  by: string,
): Promise<RequestAnswer> {
  // The address comes from the purchase itself: the record can be behind, and an old address would undo a correction.
  const { customer } = await askUntilAnswered(
    temporal,
    () => temporal.workflow.getHandle(workflowIdOf(purchaseId)).query<PurchaseSnapshot>('snapshot'),
    { timeoutMs: ANSWER_TIMEOUT_MS },
  );
  return returns.correctContact(purchaseId, { by: { kind: 'support', id: by }, email: customer.email });
}
