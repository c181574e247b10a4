import { ApplicationFailure, defineQuery, setHandler } from '@temporalio/workflow';
import type { PurchaseOrder } from '../../../src/contract/purchase-order.ts';

/** Stands for a faulty version: it fails in its first task, for the service `mute` when it could have been asked already. */
export async function purchase({ activation }: PurchaseOrder): Promise<never> {
  if (activation.service === 'mute') {
    setHandler(defineQuery('snapshot'), () => {
      throw new Error('the customer’s words');
    });
  }
  throw ApplicationFailure.nonRetryable('a bug', 'Bug');
}
