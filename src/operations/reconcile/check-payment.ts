import { isDeepStrictEqual } from 'node:util';
import type { RefundAnswer } from '../../contract/activities.ts';
import { refundKey } from '../../contract/ids.ts';
import type { Money, PurchaseId } from '../../contract/scalars.ts';
import { readPricePaid, readRefundRow, type RefundRow } from '../../ledger/read/recorded-refund.ts';
import type { CaseFacts } from '../../ledger/tables.ts';
import { openCase } from '../../ledger/write/cases.ts';
import { saveFailedRefund, takeMailTurn } from '../../ledger/write/failed-refunds.ts';
import { sameMoney } from '../../policy/refund.ts';
import type { ReconcileParts } from './reconcile.ts';
import type { Difference, Finding } from './report.ts';
import { mailRefundFailed } from './mail-refund-failed.ts';
import { present } from '../../contract/present.ts';

/**
 * Compares the refund of a payment in the ledger with the order service. Throws what a broken part throws. `undefined`: the
 * refund changed during the look-up, so the next run checks it.
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
  // It changed meanwhile, so the answer may belong to neither state.
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
  // Support has settled the case and told the customer, so no mail is sent.
  if (opened.state === 'settled') return { ...finding, done: { what: 'case', ...opened } };
  const mail = await mailRefundFailed(parts, row, async () => failedNow || takeMailTurn(ledger, key, now));
  return { ...finding, done: { what: 'case', ...opened, mail } };
}

/**
 * A refund that the order service had confirmed and now says is refused. It stays a finding while the ledger has it as
 * `failed`, until the order service says otherwise. Refunds that support has settled are left out.
 */
function refundFailed(row: RefundRow | undefined, record: RefundAnswer | null): Difference | undefined {
  if (row === undefined || settledBySupport(row)) return undefined;
  if (row.status === 'confirmed' ? record?.status !== 'refused' : row.status !== 'failed') return undefined;
  if (record !== null && record.status !== 'refused') return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_failed',
    key: row.key,
    found: { ledger: ledgerFacts(row), orderService: record === null ? null : shopFacts(record) },
  };
}

/** A refund that is confirmed or pending in the ledger, and that the order service does not know. */
function refundUnknownToOrderService(
  row: RefundRow | undefined,
  record: RefundAnswer | null,
): Difference | undefined {
  if (row === undefined || record !== null || settledBySupport(row)) return undefined;
  if (row.status !== 'confirmed' && row.status !== 'pending') return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_unknown_to_order_service',
    key: row.key,
    found: { ledger: ledgerFacts(row), orderService: null },
  };
}

/** A refund that the order service has paid, or is about to pay, and that we never asked for. */
function refundUnknownToLedger(
  originalPurchaseId: PurchaseId,
  row: RefundRow | undefined,
  record: RefundAnswer | null,
): Difference | undefined {
  if (row !== undefined || record === null || record.status === 'refused') return undefined;
  return {
    purchaseId: originalPurchaseId,
    kind: 'refund_unknown_to_ledger',
    key: refundKey(originalPurchaseId),
    found: { ledger: null, orderService: shopFacts(record) },
  };
}

/**
 * A refund with another amount, currency or id on each side, or in another amount than `paid`, the price in the ledger. A
 * refund that support has settled and that the order service has as well differs by its id: the money may have come back
 * twice.
 */
function refundDiffers(
  row: RefundRow | undefined,
  record: RefundAnswer | null,
  paid?: Money,
): Difference | undefined {
  if (row === undefined || record?.status === 'refused') return undefined;
  if (row.status !== 'confirmed' && row.status !== 'pending') return undefined;
  const asPaid = paid === undefined || sameMoney(row, paid);
  const same =
    record === null ||
    ((row.refund_id === null || row.refund_id === record.refundId) &&
      (record.amount === undefined || record.amount === row.amount) &&
      (record.currency === undefined || record.currency === row.currency));
  if (same && asPaid) return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_differs',
    key: row.key,
    found: {
      ledger: {
        ...ledgerFacts(row),
        ...(asPaid ? {} : { priceAmount: paid.amount, priceCurrency: paid.currency }),
      },
      orderService: record === null ? null : shopFacts(record),
    },
  };
}

/** Support has settled it, so the order service need not know it. */
const settledBySupport = ({ by_hand, returned_otherwise }: RefundRow): boolean =>
  by_hand || returned_otherwise;

/** What the ledger has of it, for a person. Without the status, which this run changes when the refund has failed. */
const ledgerFacts = ({
  amount,
  currency,
  refund_id,
  by_hand,
  returned_otherwise,
  confirmed_at,
}: RefundRow): CaseFacts => ({
  amount,
  currency,
  refundId: refund_id,
  byHand: by_hand,
  ...(returned_otherwise ? { returnedOtherwise: true } : {}),
  confirmedAt: confirmed_at?.toISOString() ?? null,
});

/** What the order service has of it, for a person. Without its reason, which is foreign text. */
const shopFacts = ({ status, refundId, amount, currency }: RefundAnswer): CaseFacts => ({
  status,
  refundId,
  ...present({ amount, currency }),
});
