import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { PurchaseSnapshot } from '../contract/snapshot.ts';
import { askUntilAnswered } from '../temporal/ask-until-answered.ts';
import type { Reached } from './compare-contact.ts';
import type { Service } from './service.ts';

/** Asks the purchase for its contact, which its status does not have. */
export async function readReached(
  { client, answerTimeoutMs }: Service,
  purchaseId: PurchaseId,
): Promise<Reached> {
  const handle = client.workflow.getHandle(workflowIdOf(purchaseId));
  const { customer, phoneNumber } = await askUntilAnswered(
    client,
    () => handle.query<PurchaseSnapshot>('snapshot'),
    { timeoutMs: answerTimeoutMs },
  );
  return { contact: customer, phoneNumber };
}
