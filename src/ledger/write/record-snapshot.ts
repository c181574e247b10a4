import { sql, type Transaction } from 'kysely';
import type { PurchaseSnapshot, SnapshotPosition } from '../../contract/snapshot.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import { codeOf, isRefusal } from '../ledger-unavailable.ts';
import { openedAgain } from './opened-again.ts';
import { recordClaims } from './record-claims.ts';
import { recordDeadlines } from './record-deadlines.ts';
import { recordMailsOf } from './record-mails.ts';
import { recordRemedies } from './record-remedies.ts';
import { recordTimeline } from './record-timeline.ts';
import { storable } from './storable.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { comesLater, runsBefore } from './which-is-later.ts';

/**
 * `superseded`: the ledger has this one already, or a later one. `closed_before`: it is of a second opening of a purchase
 * that has closed, and is before a person as a case. The purchase in the ledger was not changed in either case.
 */
export type Recording = 'recorded' | 'superseded' | 'closed_before';

export interface RecordOptions {
  /** Of whoever writes. Shown only. */
  now: Date;
  /**
   * The position that is in the ledger and known to be wrong. Only for reconciliation, which has asked the workflow:
   * a task that was lost may have recorded what then never happened.
   */
  instead?: SnapshotPosition;
  /** Hears of each part that the ledger has refused, with the SQLSTATE. Default: nobody. */
  leftOut?: (part: SnapshotPart, code: string) => void;
}

export type SnapshotPart = 'claims' | 'deadlines' | 'timeline' | 'remedies' | 'mails';

/**
 * Writes a snapshot, all of it or nothing. The later position wins, in whatever order they come. Only if the ledger
 * refuses something in it as data, each part is written by itself, and what is refused is left out: where the purchase
 * stands and what needs a person must get onto record whatever is wrong elsewhere.
 */
export async function recordSnapshot(
  ledger: Ledger,
  given: PurchaseSnapshot,
  options: RecordOptions,
): Promise<Recording> {
  const snapshot = storable(given);
  try {
    return await recordParts(ledger, snapshot, options, (_transaction, _part, write) => write());
  } catch (error) {
    if (!isRefusal(codeOf(error))) throw error;
    return await recordParts(ledger, snapshot, options, orLeaveOut(options.leftOut));
  }
}

type WritePart = (
  transaction: Transaction<LedgerTables>,
  part: SnapshotPart,
  write: () => Promise<void>,
) => Promise<void>;

function recordParts(
  ledger: Ledger,
  snapshot: PurchaseSnapshot,
  { now, instead }: RecordOptions,
  writePart: WritePart,
): Promise<Recording> {
  return ledger.transaction().execute(async (transaction) => {
    if (!(await recordPurchase(transaction, snapshot, now, instead))) {
      return (await openedAgain(transaction, snapshot, now)) ? 'closed_before' : 'superseded';
    }
    const part = (name: SnapshotPart, write: () => Promise<void>): Promise<void> =>
      writePart(transaction, name, write);
    await part('claims', () => recordClaims(transaction, snapshot));
    await part('deadlines', () => recordDeadlines(transaction, snapshot));
    await part('timeline', () => recordTimeline(transaction, snapshot, now));
    await part('remedies', () => recordRemedies(transaction, snapshot, now));
    await part('mails', () => recordMailsOf(transaction, snapshot, now));
    return 'recorded';
  });
}

const orLeaveOut =
  (leftOut: RecordOptions['leftOut']): WritePart =>
  async (transaction, part, write) => {
    await sql`savepoint part`.execute(transaction);
    try {
      await write();
      await sql`release savepoint part`.execute(transaction);
    } catch (error) {
      const code = codeOf(error);
      if (!isRefusal(code)) throw error;
      await sql`rollback to savepoint part`.execute(transaction);
      leftOut?.(part, code);
    }
  };

/** `false`: what is there is later. Personal data that was erased does not come back. */
async function recordPurchase(
  transaction: Transaction<LedgerTables>,
  snapshot: PurchaseSnapshot,
  now: Date,
  instead: SnapshotPosition | undefined,
): Promise<boolean> {
  const row = rowOf(snapshot, now);
  const position = sql`(purchases.opened_at, purchases.history_length, purchases.as_of, purchases.revision)`;
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
        .doUpdateSet({
          ...values,
          run_id: sql`coalesce(excluded.run_id, purchases.run_id)`,
          opening_id: sql`coalesce(excluded.opening_id, purchases.opening_id)`,
          earlier_runs: runsBefore,
        })
        .where(sql<boolean>`purchases.erased_at is null and (${comesLater} or ${mistaken})`),
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
    run_id: position.run?.runId ?? null,
    opening_id: position.run?.openingId ?? null,
    recorded_at: now,
  };
}

/** Since when it needs a person, or the next deadline of its open claim (without one: its beginning), the earliest. */
function queuedAt({ claim, needsAttention, nextDeadline }: PurchaseStatus): string | null {
  const waits = needsAttention.map(({ since }) => since);
  if (claim !== undefined) waits.push(nextDeadline?.at ?? claim.filedAt);
  return waits.toSorted()[0] ?? null;
}
