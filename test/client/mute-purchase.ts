import { condition, defineQuery, setHandler } from '@temporalio/workflow';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';

/** Stands for a purchase under a faulty version: it lives, and its query or, for the service `tasks`, its tasks fail. */
export async function purchase({ activation }: PurchaseOrder): Promise<void> {
  setHandler(defineQuery('status'), () => {
    throw new Error('the customer’s words');
  });
  if (activation.service === 'tasks') throw new TypeError('a bug');
  await condition(() => false);
}
