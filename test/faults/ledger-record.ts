import { sql, type Selectable } from 'kysely';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { ClaimView, PurchaseStatus, TimelineEntry } from '../../src/contract/status.ts';
import type {
  Ledger,
  MailsTable,
  RefundsTable,
  RemediesTable,
  ReplacementsTable,
  TimelineTable,
} from '../../src/ledger/tables.ts';

/** One purchase as the ledger has it, in the words of its status. */
export interface RecordedPurchase extends Pick<PurchaseStatus, 'purchaseId' | 'stage' | 'revision'> {
  outcome: string | null;
  clause: string | null;
  nextDeadline: { kind: string; at: string } | null;
  claims: Pick<ClaimView, 'claimId' | 'claimType' | 'status'>[];
  /** What stands, in its order. */
  timeline: TimelineEntry[];
}

/** Everything in the ledger that can be held against the shop and the purchases. */
export interface LedgerRecord {
  purchases: RecordedPurchase[];
  refunds: Pick<RefundsTable, 'key' | 'amount' | 'currency' | 'status' | 'refund_id' | 'by_hand'>[];
  replacements: Pick<ReplacementsTable, 'key' | 'status' | 'replacement_purchase_id'>[];
  remedies: Pick<RemediesTable, 'original_purchase_id' | 'depth' | 'kind' | 'key' | 'given'>[];
  mails: Pick<MailsTable, 'message_id' | 'purchase_id' | 'status' | 'attempts'>[];
  /** Transactions that somebody left open. */
  openTransactions: number;
}

/** Reads all of it. The workers must be idle. */
export async function ledgerRecord(ledger: Ledger): Promise<LedgerRecord> {
  const timelines = grouped(
    await ledger
      .selectFrom('timeline')
      .select(['purchase_id', 'at', 'event', 'actor', 'clause', 'visibility', 'data'])
      .where('source', '=', 'workflow')
      .where('superseded_at', 'is', null)
      .orderBy('n')
      .execute(),
  );
  const claims = grouped(
    await ledger
      .selectFrom('claims')
      .select(['purchase_id', 'claim_id', 'claim_type', 'status'])
      .orderBy('n')
      .execute(),
  );
  const purchases = await ledger
    .selectFrom('purchases')
    .select(['purchase_id', 'stage', 'revision', 'outcome', 'outcome_clause'])
    .select(['next_deadline_kind', 'next_deadline_at'])
    .execute();
  return {
    purchases: purchases.map((row) => ({
      purchaseId: row.purchase_id,
      stage: row.stage,
      revision: row.revision,
      outcome: row.outcome,
      clause: row.outcome_clause,
      nextDeadline:
        row.next_deadline_kind === null || row.next_deadline_at === null
          ? null
          : { kind: row.next_deadline_kind, at: row.next_deadline_at.toISOString() },
      claims: (claims.get(row.purchase_id) ?? []).map((claim) => ({
        claimId: claim.claim_id,
        claimType: claim.claim_type,
        status: claim.status,
      })),
      timeline: (timelines.get(row.purchase_id) ?? []).map(entryOf),
    })),
    refunds: await ledger
      .selectFrom('refunds')
      .select(['key', 'amount', 'currency', 'status', 'refund_id', 'by_hand'])
      .execute(),
    replacements: await ledger
      .selectFrom('replacements')
      .select(['key', 'status', 'replacement_purchase_id'])
      .execute(),
    remedies: await ledger
      .selectFrom('remedies')
      .select(['original_purchase_id', 'depth', 'kind', 'key', 'given'])
      .execute(),
    mails: await ledger
      .selectFrom('mails')
      .select(['message_id', 'purchase_id', 'status', 'attempts'])
      .execute(),
    openTransactions: await openTransactions(ledger),
  };
}

type EntryRow = Pick<Selectable<TimelineTable>, 'at' | 'event' | 'actor' | 'clause' | 'visibility' | 'data'>;

function entryOf({ at, event, actor, clause, visibility, data }: EntryRow): TimelineEntry {
  const entry: TimelineEntry = { at: at.toISOString(), event, actor, visibility };
  if (clause !== null) entry.clause = clause;
  if (data !== null) entry.data = data;
  return entry;
}

function grouped<Row extends { purchase_id: PurchaseId }>(rows: Row[]): Map<PurchaseId, Row[]> {
  const groups = new Map<PurchaseId, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.purchase_id) ?? [];
    groups.set(row.purchase_id, group);
    group.push(row);
  }
  return groups;
}

/** Of others than the one that asks. The server has to notice first that a client died. */
async function openTransactions(ledger: Ledger): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
    and xact_start is not null`.execute(ledger);
  return rows[0]?.open ?? 0;
}
