/** A shop that opens a purchase, reports its SMS and files a claim, through Temporal. */
import process from 'node:process';
import { Client, Connection } from '@temporalio/client';
import { createReturnsClient, type ReturnsClient } from 'instaotp-returns-client';
import { NoAnswerError } from 'instaotp-returns-client/no-answer';
import type { RequestAnswer } from 'instaotp-returns-client/request';
import type { PurchaseOrder } from 'instaotp-returns-client/contract/purchase-order';
import type { Updates } from 'instaotp-returns-client/contract/updates';

const {
  TEMPORAL_ADDRESS = '127.0.0.1:7233',
  TEMPORAL_NAMESPACE = 'default',
  TASK_QUEUE,
  PURCHASE,
} = process.env;
const purchaseId = PURCHASE ?? `shop-${Date.now()}`;
const now = new Date().toISOString();

const order: PurchaseOrder = {
  purchaseId,
  customer: { customerId: 'c1', email: 'ada@example.org', timeZone: 'Europe/Vienna' },
  activation: { activationId: `a-${purchaseId}`, phoneNumber: '+431234567', service: 'chat', country: 'AT' },
  price: { amount: 149, currency: 'EUR' },
  purchasedAt: now,
};

/** Nothing is filed without an answer, and a repeat under the same id does nothing twice. */
async function claim(
  returns: ReturnsClient,
  request: Updates['submitClaim'],
  requestId: string,
): Promise<RequestAnswer> {
  try {
    return await returns.submitClaim(purchaseId, request, { requestId });
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return returns.submitClaim(purchaseId, request, { requestId });
  }
}

const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
try {
  const returns = createReturnsClient({
    client: new Client({ connection, namespace: TEMPORAL_NAMESPACE }),
    ...(TASK_QUEUE === undefined ? {} : { taskQueue: TASK_QUEUE }),
  });
  const opening = await returns.openPurchase(order);
  if (!opening.opened) throw new Error(`not opened: ${opening.code}`);
  await returns.smsReceived(purchaseId, { eventId: 'sms-1', occurredAt: now });
  const answer = await claim(
    returns,
    {
      by: { kind: 'customer', id: 'c1' },
      claimType: 'major_defect',
      reason: 'The number lost every second code today.',
    },
    'claim-1',
  );
  const found = await returns.status(purchaseId);
  console.log(
    JSON.stringify({
      already: opening.already,
      claim: answer.accepted ? answer.claimId : answer.code,
      stage: found.found ? found.status.stage : 'unknown',
      nextDeadline: found.found ? found.status.nextDeadline?.kind : undefined,
    }),
  );
} finally {
  await connection.close();
}
