import type { Client } from '@temporalio/client';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import { taskQueueOf, type Variant } from '../parts/contender.ts';

/** How the order service drives one of them: both calls return once Temporal has acknowledged. */
export interface Player {
  open(order: PurchaseOrder): Promise<void>;
  signal(name: Exclude<SignalName, 'remediationDone'>, purchaseId: PurchaseId): Promise<void>;
  workflowId(purchaseId: PurchaseId): string;
}

const ANSWER_TIMEOUT_MS = 60_000;

export function playerOf(variant: Variant, client: Client): Player {
  const taskQueue = taskQueueOf(variant);
  const event = (name: string, purchaseId: PurchaseId) => ({
    eventId: `${name}:${purchaseId}`,
    occurredAt: new Date().toISOString(),
  });
  switch (variant) {
    case 'ours':
    case 'without_ledger': {
      const returns = createReturnsClient({ client, taskQueue, answerTimeoutMs: ANSWER_TIMEOUT_MS });
      return {
        async open(order) {
          const opening = await returns.openPurchase(order);
          if (!opening.opened || opening.already) throw new Error('a purchase could not be opened');
        },
        async signal(name, purchaseId) {
          const sending = await returns[name](purchaseId, event(name, purchaseId));
          if (!sending.sent) throw new Error(`${name} was not taken: ${sending.code}`);
        },
        workflowId: workflowIdOf,
      };
    }
    case 'bare': {
      const workflowId = (purchaseId: PurchaseId): string => `bare:${purchaseId}`;
      const deadline = <T>(call: () => Promise<T>): Promise<T> =>
        client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, call);
      return {
        async open(order) {
          const { purchaseId } = order;
          await deadline(() =>
            client.workflow.start('barePurchase', {
              args: [order],
              taskQueue,
              workflowId: workflowId(purchaseId),
            }),
          );
        },
        async signal(name, purchaseId) {
          const handle = client.workflow.getHandle(workflowId(purchaseId));
          await deadline(() => handle.signal(name, event(name, purchaseId)));
        },
        workflowId,
      };
    }
    default:
      return variant satisfies never;
  }
}
