import type { Selectable, Transaction } from 'kysely';
import type { ClauseId } from '../../contract/clause-id.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { ReplacementStatus } from '../../contract/status.ts';
import type { LedgerTables, RefundsTable, ReplacementsTable } from '../tables.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';

/** The refund of a payment. There is at most one. */
export interface RefundOnRecord {
  key: string;
  /** The purchase of the chain that was paid for. */
  purchaseId: PurchaseId;
  /** Minor units. */
  amount: number;
  currency: string;
  clause: ClauseId;
  status: RefundsTable['status'];
  refundId?: string;
  reason?: string;
  byHand: boolean;
  /** The money came back another way: by a chargeback, a wallet or a bank. */
  returnedOtherwise: boolean;
  /** Minor units, as the order service's last answer named them. */
  answeredAmount?: number;
  answeredCurrency?: string;
  intendedAt: Timestamp;
  sentAt?: Timestamp;
  confirmedAt?: Timestamp;
}

/** One replacement that was asked for. */
export interface ReplacementOnRecord {
  key: string;
  /** Minor units. */
  amount: number;
  currency: string;
  status: ReplacementStatus;
  /** The new purchase. */
  replacementPurchaseId?: PurchaseId;
  reason?: string;
  intendedAt: Timestamp;
  sentAt?: Timestamp;
}

export async function refundOf(
  transaction: Transaction<LedgerTables>,
  originalPurchaseId: PurchaseId,
): Promise<RefundOnRecord | undefined> {
  const row = await transaction
    .selectFrom('refunds')
    .selectAll()
    .where('original_purchase_id', '=', originalPurchaseId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    key: row.key,
    purchaseId: row.purchase_id,
    amount: row.amount,
    currency: row.currency,
    clause: row.clause,
    status: row.status,
    ...fieldOf('refundId', row.refund_id),
    ...fieldOf('reason', row.reason),
    byHand: row.by_hand,
    returnedOtherwise: row.returned_otherwise,
    ...fieldOf('answeredAmount', row.answered_amount),
    ...fieldOf('answeredCurrency', row.answered_currency),
    intendedAt: row.intended_at.toISOString(),
    ...instantFieldOf('sentAt', row.sent_at),
    ...instantFieldOf('confirmedAt', row.confirmed_at),
  };
}

/** In the order in which the customer chose them. */
export async function replacementsOf(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
): Promise<ReplacementOnRecord[]> {
  const rows = await transaction
    .selectFrom('replacements')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .orderBy('intended_at')
    .orderBy('key')
    .execute();
  return rows.map(replacementFrom);
}

const replacementFrom = (row: Selectable<ReplacementsTable>): ReplacementOnRecord => ({
  key: row.key,
  amount: row.amount,
  currency: row.currency,
  status: row.status,
  ...fieldOf('replacementPurchaseId', row.replacement_purchase_id),
  ...fieldOf('reason', row.reason),
  intendedAt: row.intended_at.toISOString(),
  ...instantFieldOf('sentAt', row.sent_at),
});
