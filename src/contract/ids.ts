import type { ClaimId, PurchaseId } from './scalars.ts';

export const WORKFLOW_TYPE = 'purchase';
export const TASK_QUEUE = 'instaotp-returns';

/**
 * The task queue of the activities that send mails. It is a queue of its own, so that a mail server that hangs takes no
 * slot from calls about money.
 * @example
 * mailTaskQueueOf(TASK_QUEUE); // 'instaotp-returns-mail'
 */
export const mailTaskQueueOf = (taskQueue: string): string => `${taskQueue}-mail`;

/**
 * The task queue of the activity that writes purchases to the ledger. It is a queue of its own, so that a ledger that
 * hangs takes no slot from calls about money.
 * @example
 * ledgerTaskQueueOf(TASK_QUEUE); // 'instaotp-returns-ledger'
 */
export const ledgerTaskQueueOf = (taskQueue: string): string => `${taskQueue}-ledger`;

/**
 * The task queue of the activities that deliver webhooks, each of them without a workflow.
 * @example
 * webhookTaskQueueOf(TASK_QUEUE); // 'instaotp-returns-webhooks'
 */
export const webhookTaskQueueOf = (taskQueue: string): string => `${taskQueue}-webhooks`;

/**
 * The workflow id of a purchase.
 * @example
 * client.workflow.getHandle(workflowIdOf('p1')); // 'purchase:p1'
 */
export const workflowIdOf = (purchaseId: PurchaseId): string => `purchase:${purchaseId}`;

/**
 * The id of the n-th claim of a purchase, `n` from 1.
 * @example
 * claimIdOf('p1', 1); // 'clm_p1_1'
 */
export const claimIdOf = (purchaseId: PurchaseId, n: number): ClaimId => `clm_${purchaseId}_${n}`;

/**
 * Idempotency key of the cancel call.
 * @example
 * cancelKey('p1'); // 'cancel:p1'
 */
export const cancelKey = (purchaseId: PurchaseId): string => `cancel:${purchaseId}`;

/**
 * Idempotency key of the refund. It names the original payment, so a chain of replacements shares one refund.
 * @example
 * refundKey(terms.replaces?.originalPurchaseId ?? purchaseId); // 'refund:p1'
 */
export const refundKey = (originalPurchaseId: PurchaseId): string => `refund:${originalPurchaseId}`;

/**
 * Idempotency key of a replacement. `n` is the customer's n-th choice of a replacement for this purchase.
 * @example
 * replacementKey('p1', 1); // 'replacement:p1:1'
 */
export const replacementKey = (purchaseId: PurchaseId, n: number): string => `replacement:${purchaseId}:${n}`;
