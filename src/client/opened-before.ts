import { WorkflowNotFoundError, type WorkflowExecutionStatusName } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { RETENTION_MS } from '../temporal/retention-time.ts';
import { RecordsAwayError } from './no-answer.ts';
import type { RecordedPurchase } from './purchase-records.ts';
import { inTime, type Service } from './service.ts';
import { HOUR_MS } from '../policy/duration.ts';

/** How long an opening waits for the records. */
const RECORDS_TIMEOUT_MS = 2_000;
/** How far the clocks of two hosts may be apart. */
const SKEW_MS = HOUR_MS;

/**
 * `start`: start the workflow; Temporal refuses that if it knows the purchase. `ask`: Temporal knows the purchase, so ask
 * it. `record`: Temporal has forgotten the purchase, and this is its record.
 */
export type OpenedBefore =
  | { next: 'start' }
  | { next: 'ask' }
  | { next: 'record'; purchase: RecordedPurchase };

/**
 * Whether a purchase was opened before. Temporal alone would start a purchase again that it has forgotten, and money would
 * move a second time. While the records are out of reach new sales go on; only an order so old that Temporal may have
 * forgotten it is refused, with a `RecordsAwayError`.
 */
export async function openedBefore(service: Service, order: PurchaseOrder): Promise<OpenedBefore> {
  const { records } = service;
  if (records === undefined) return { next: 'start' };
  let purchase: RecordedPurchase | undefined;
  try {
    purchase = await within(RECORDS_TIMEOUT_MS, records.find(order.purchaseId));
  } catch (cause) {
    if (await isYoung(service, order)) return { next: 'start' };
    if ((await execution(service, order.purchaseId)) === 'there') return { next: 'ask' };
    throw new RecordsAwayError(order.purchaseId, cause);
  }
  if (purchase === undefined) return { next: 'start' };
  const found = await execution(service, order.purchaseId);
  switch (found) {
    case 'there':
      return { next: 'ask' };
    case 'absent':
      return { next: 'record', purchase };
    case 'ended_badly':
      // Ended by an operator, or by a fault of ours. It may be started again unless it was decided by then.
      return purchase.status.result === undefined ? { next: 'start' } : { next: 'record', purchase };
    default:
      return found satisfies never;
  }
}

/** Whether Temporal still keeps a purchase of this age, unless it was erased. The money of erased ones is in the records. */
async function isYoung(service: Service, { purchasedAt }: PurchaseOrder): Promise<boolean> {
  const { client, now } = service;
  const { config } = await inTime(service, () =>
    client.workflowService.describeNamespace({ namespace: client.options.namespace }),
  );
  const retentionMs = optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0;
  // A longer retention than the required one is not relied on: it applies only to what closed after it was set.
  return now() - Date.parse(purchasedAt) < Math.min(retentionMs, RETENTION_MS) - SKEW_MS;
}

async function execution(
  service: Service,
  purchaseId: PurchaseId,
): Promise<'there' | 'absent' | 'ended_badly'> {
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const { status } = await inTime(service, () => handle.describe());
    return CANNOT_START.has(status.name) ? 'there' : 'ended_badly';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'absent';
    throw error;
  }
}

/** The states in which Temporal refuses a start with the reuse policy of an opening. */
const CANNOT_START: ReadonlySet<WorkflowExecutionStatusName> = new Set(['RUNNING', 'PAUSED', 'COMPLETED']);

async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
