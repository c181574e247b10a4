import { sql, type Transaction } from 'kysely';
import type { PurchaseSnapshot, SnapshotPosition } from '../contract/snapshot.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { recordClaims } from './record-claims.ts';
import { recordDeadlines } from './record-deadlines.ts';
import { recordMailsOf } from './record-mails.ts';
import { recordRemedies } from './record-remedies.ts';
import { recordTimeline } from './record-timeline.ts';
import type { Ledger, LedgerTables } from './tables.ts';

/** `superseded`: the ledger has this one already, or a later one. Nothing was changed. */
export type Recording = 'recorded' | 'superseded';

export interface RecordOptions {
  /** Of whoever writes. Shown only. */
  now: Date;
  /**
   * The position that is in the ledger and known to be wrong. Only for reconciliation, which has asked the workflow:
   * a task that was lost may have recorded what then never happened.
   */
  instead?: SnapshotPosition;
}

/** Writes a snapshot, all of it or nothing. The later position wins, in whatever order they come. */
export function recordSnapshot(
  ledger: Ledger,
  snapshot: PurchaseSnapshot,
  { now, instead }: RecordOptions,
): Promise<Recording> {
  return ledger.transaction().execute(async (transaction) => {
    if (!(await recordPurchase(transaction, snapshot, now, instead))) return 'superseded';
    await recordClaims(transaction, snapshot);
    await recordDeadlines(transaction, snapshot);
    await recordTimeline(transaction, snapshot, now);
    await recordRemedies(transaction, snapshot, now);
    await recordMailsOf(transaction, snapshot, now);
    return 'recorded';
  });
}

/** `false`: what is there is later. Personal data that was erased does not come back. */
async function recordPurchase(
  transaction: Transaction<LedgerTables>,
  snapshot: PurchaseSnapshot,
  now: Date,
  instead: SnapshotPosition | undefined,
): Promise<boolean> {
  const row = rowOf(snapshot, now);
  const position = sql`(purchases.opened_at, purchases.history_length, purchases.as_of, purchases.revision)`;
  const later = sql<boolean>`${position} < (excluded.opened_at, excluded.history_length, excluded.as_of, excluded.revision)`;
  const mistaken =
    instead === undefined
      ? sql<boolean>`false`
      : sql<boolean>`${position} = (${instead.openedAt}::timestamptz, ${instead.historyLength}::integer, ${instead.asOf}::timestamptz, ${instead.revision}::integer)`;
  const { purchase_id: _key, ...values } = row;
  const written = await transaction
    .insertInto('purchases')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('purchase_id')
        .doUpdateSet(values)
        .where(sql<boolean>`purchases.erased_at is null and (${later} or ${mistaken})`),
    )
    .returning('purchase_id')
    .executeTakeFirst();
  return written !== undefined;
}

function rowOf(snapshot: PurchaseSnapshot, now: Date) {
  const { status, customer, position } = snapshot;
  const { terms, nextDeadline, result } = status;
  return {
    purchase_id: status.purchaseId,
    original_purchase_id: snapshot.originalPurchaseId,
    replaces_purchase_id: snapshot.replaces?.purchaseId ?? null,
    depth: snapshot.depth,
    customer_id: customer.customerId,
    email: customer.email,
    name: customer.name ?? null,
    locale: customer.locale ?? null,
    time_zone: customer.timeZone ?? null,
    activation_id: terms.activationId,
    phone_number: snapshot.phoneNumber,
    service: terms.service,
    country: terms.country,
    price_amount: terms.price.amount,
    price_currency: terms.price.currency,
    purchased_at: terms.purchasedAt,
    policy_version: status.policyVersion,
    sms_deadline: status.smsDeadline,
    claim_deadline: status.claimDeadline,
    stage: status.stage,
    next_deadline_kind: nextDeadline?.kind ?? null,
    next_deadline_at: nextDeadline?.at ?? null,
    needs_attention: JSON.stringify(status.needsAttention),
    allowed_actions: JSON.stringify(status.allowedActions),
    refund: status.refund === undefined ? null : JSON.stringify(status.refund),
    replacement: status.replacement === undefined ? null : JSON.stringify(status.replacement),
    queued_at: queuedAt(status),
    outcome: result?.outcome ?? null,
    outcome_clause: result?.clause ?? null,
    closed_at: result?.closedAt ?? null,
    opened_at: position.openedAt,
    history_length: position.historyLength,
    as_of: position.asOf,
    revision: position.revision,
    recorded_at: now,
  };
}

/** Since when it needs a person, or the next deadline of its open claim (without one: its beginning), the earliest. */
function queuedAt({ claim, needsAttention, nextDeadline }: PurchaseStatus): string | null {
  const waits = needsAttention.map(({ since }) => since);
  if (claim !== undefined) waits.push(nextDeadline?.at ?? claim.filedAt);
  return waits.toSorted()[0] ?? null;
}
