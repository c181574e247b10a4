import type { ClaimId, PurchaseId } from './scalars.ts';

export const WORKFLOW_TYPE = 'purchase';
export const TASK_QUEUE = 'instaotp-returns';

/** Where the mails of the purchases on `taskQueue` are sent: a mail server that hangs must take no slot from money. */
export const mailTaskQueueOf = (taskQueue: string): string => `${taskQueue}-mail`;

export const workflowIdOf = (purchaseId: PurchaseId): string => `purchase:${purchaseId}`;

export const claimIdOf = (purchaseId: PurchaseId, n: number): ClaimId => `clm_${purchaseId}_${n}`;

/** Idempotency key of the cancel call. */
export const cancelKey = (purchaseId: PurchaseId): string => `cancel:${purchaseId}`;

/** Idempotency key of the refund. It names the original payment, so a chain of replacements shares one refund. */
export const refundKey = (originalPurchaseId: PurchaseId): string => `refund:${originalPurchaseId}`;

/** Idempotency key of a replacement. `n` is the customer's n-th choice of a replacement for this purchase. */
export const replacementKey = (purchaseId: PurchaseId, n: number): string => `replacement:${purchaseId}:${n}`;
