import { isDeepStrictEqual } from 'node:util';
import { refundKey } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { openCase } from '../ledger/write/cases.ts';
import { saveFailedRefund, takeTelling } from '../ledger/write/failed-refunds.ts';
import type { RefundAnswer } from '../contract/activities.ts';
import type { Finding } from './finding.ts';
import type { ReconcileParts } from './parts.ts';
import { refundDiffers } from './refund-differs.ts';
import { refundFailed } from './refund-failed.ts';
import { ledgerFacts, readPricePaid, readRefundRow, type RefundRow } from './refund-row.ts';
import { refundUnknownToLedger } from './refund-unknown-to-ledger.ts';
import { refundUnknownToOrderService } from './refund-unknown-to-order-service.ts';
import { tellRefundFailed } from './tell-refund-failed.ts';

/**
 * Holds the one refund that a payment can have in the ledger against the order service. Throws what a broken part
 * throws. `undefined`: it moved while it was looked up, and the next run sees it at rest.
 */
export async function checkPayment(
  parts: Pick<ReconcileParts, 'ledger' | 'sendMail'>,
  originalPurchaseId: PurchaseId,
  lookUp: (key: string) => Promise<RefundAnswer | null>,
  now: Date,
): Promise<Finding[] | undefined> {
  const { ledger } = parts;
  const key = refundKey(originalPurchaseId);
  const before = await readRefundRow(ledger, key);
  const record = await lookUp(key);
  const row = await readRefundRow(ledger, key);
  // The answer belongs to neither of two states.
  if (!isDeepStrictEqual(stateOf(before), stateOf(row))) return undefined;

  const failed = refundFailed(row, record);
  if (row !== undefined && failed !== undefined) {
    return [await failedFinding(parts, row, failed, record?.reason, now)];
  }
  const difference =
    refundUnknownToOrderService(row, record) ??
    refundUnknownToLedger(originalPurchaseId, row, record) ??
    refundDiffers(row, record, await readPricePaid(ledger, originalPurchaseId));
  if (difference === undefined) return [];
  const { found, ...subject } = difference;
  const opened = await openCase(ledger, { ...subject, details: found }, now);
  return [{ ...difference, done: { what: 'case', ...opened } }];
}

const stateOf = (row: RefundRow | undefined) => row && { status: row.status, ...ledgerFacts(row) };

async function failedFinding(
  parts: Pick<ReconcileParts, 'ledger' | 'sendMail'>,
  row: RefundRow,
  { found, purchaseId, key }: NonNullable<ReturnType<typeof refundFailed>>,
  reason: string | undefined,
  now: Date,
): Promise<Finding> {
  const subject = { purchaseId, key, kind: 'refund_failed', details: found } as const;
  const { ledger } = parts;
  const { failedNow, ...opened } = await saveFailedRefund(ledger, subject, reason, now);
  const finding = { purchaseId, key, kind: 'refund_failed', found } as const;
  // Whoever has settled it has told the customer: nothing is owed any more.
  if (opened.state === 'settled') return { ...finding, done: { what: 'case', ...opened } };
  const mail = await tellRefundFailed(parts, row, async () => failedNow || takeTelling(ledger, key, now));
  return { ...finding, done: { what: 'case', ...opened, mail } };
}
