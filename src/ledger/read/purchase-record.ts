import type { Selectable, Transaction } from 'kysely';
import type { Customer } from '../../contract/purchase-order.ts';
import type { Outcome } from '../../contract/purchase-result.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { SnapshotPosition, StandingDeadline } from '../../contract/snapshot.ts';
import type { Stage, Statement } from '../../contract/status.ts';
import type { DeadlinesTable, Ledger, LedgerTables, PurchasesTable } from '../tables.ts';
import { claimsOf, type ClaimOnRecord } from './claims-of.ts';
import { mailsOf, type MailOnRecord } from './mails-of.ts';
import { refundOf, replacementsOf, type RefundOnRecord, type ReplacementOnRecord } from './money-of.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';
import { statusFromLedger, type StatusFromLedger } from './purchase-status.ts';
import { readOfPurchase, type PurchaseRow } from './purchase-on-record.ts';
import { statementsOf } from './statements-of.ts';
import { timelineOf, type RecordedEntry } from './timeline-of.ts';

/** A purchase of a chain of replacements. */
export interface ChainLink {
  purchaseId: PurchaseId;
  /** 0 for the one that was paid for. */
  depth: number;
  stage: Stage;
  outcome?: Outcome;
}

/** Everything that the ledger has about a purchase, without the content of its mails. Personal data. */
export interface PurchaseRecord extends StatusFromLedger {
  /** With the corrected contact, if there was a correction. */
  customer: Customer;
  phoneNumber: string;
  claims: ClaimOnRecord[];
  /** What support said about steps that no claim has led to. */
  statements: Statement[];
  /** The earliest first. */
  deadlines: StandingDeadline[];
  timeline: RecordedEntry[];
  /** The refund of its payment, whichever purchase of the chain asked for it. */
  refund?: RefundOnRecord;
  replacements: ReplacementOnRecord[];
  mails: MailOnRecord[];
  originalPurchaseId: PurchaseId;
  /** All purchases of its payment that are on record, the paid one first. */
  chain: ChainLink[];
  /** When this was written. */
  position: SnapshotPosition;
  recordedAt: Timestamp;
  erasedAt?: Timestamp;
}

/** Everything about one purchase. `undefined`: there is none of this id. Throws `LedgerUnavailable`. */
export function readPurchaseRecord(
  ledger: Ledger,
  purchaseId: PurchaseId,
  options: { publicOnly?: boolean } = {},
): Promise<PurchaseRecord | undefined> {
  return readOfPurchase(ledger, purchaseId, async (transaction, row) => {
    const originalPurchaseId = row.original_purchase_id;
    const said = await statementsOf(transaction, purchaseId, options);
    return {
      ...(await statusFromLedger(transaction, row)),
      customer: customerOf(row),
      phoneNumber: row.phone_number,
      claims: await claimsOf(transaction, purchaseId, said),
      statements: said.ofNoClaim,
      deadlines: await recordedDeadlines(transaction, purchaseId),
      timeline: await timelineOf(transaction, purchaseId, options),
      ...fieldOf('refund', await refundOf(transaction, originalPurchaseId)),
      replacements: await replacementsOf(transaction, purchaseId),
      mails: await mailsOf(transaction, purchaseId),
      originalPurchaseId,
      chain: await chainOf(transaction, originalPurchaseId),
      position: {
        openedAt: row.opened_at.toISOString(),
        historyLength: row.history_length,
        asOf: row.as_of.toISOString(),
        revision: row.revision,
      },
      recordedAt: row.recorded_at.toISOString(),
      ...instantFieldOf('erasedAt', row.erased_at),
    };
  });
}

/** With the corrected contact, if there was a correction. */
export const customerOf = (row: PurchaseRow): Customer => ({
  customerId: row.customer_id,
  email: row.email,
  ...fieldOf('name', row.name),
  ...fieldOf('locale', row.locale),
  ...fieldOf('timeZone', row.time_zone),
});

/** The earliest first. */
export async function recordedDeadlines(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
): Promise<StandingDeadline[]> {
  const rows = await transaction
    .selectFrom('deadlines')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .orderBy('at')
    .orderBy('kind')
    .orderBy('claim_id')
    .execute();
  return rows.map(deadlineFrom);
}

const deadlineFrom = (row: Selectable<DeadlinesTable>): StandingDeadline => ({
  kind: row.kind,
  ...(row.claim_id === '' ? {} : { claimId: row.claim_id }),
  at: row.at.toISOString(),
  next: row.is_next,
  ...(row.provisional ? { provisional: true } : {}),
  ...instantFieldOf('pausedSince', row.paused_since),
});

async function chainOf(
  transaction: Transaction<LedgerTables>,
  originalPurchaseId: PurchaseId,
): Promise<ChainLink[]> {
  const rows = await transaction
    .selectFrom('purchases')
    .select(['purchase_id', 'depth', 'stage', 'outcome'])
    .where('original_purchase_id', '=', originalPurchaseId)
    .orderBy('depth')
    .orderBy('purchase_id')
    .execute();
  return rows.map(linkFrom);
}

const linkFrom = ({
  purchase_id,
  depth,
  stage,
  outcome,
}: Pick<Selectable<PurchasesTable>, 'purchase_id' | 'depth' | 'stage' | 'outcome'>): ChainLink => ({
  purchaseId: purchase_id,
  depth,
  stage,
  ...fieldOf('outcome', outcome),
});
