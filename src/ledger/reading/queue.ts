import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { ClaimId, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { AllowedActions, Attention, NextDeadline, Stage } from '../../contract/status.ts';
import type { ClaimType, UpdateName } from '../../contract/updates.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { nextDeadlineFrom, type NextDeadlineColumns } from './next-deadline.ts';
import { DEFAULT_LIMIT, pageOf, type NotUnderstood, type Page, type Unread } from './page.ts';
import { present, presentAt } from './present.ts';
import { comesAfter, placeWords } from './queue-place.ts';
import { queueQuery, type QueueQuery } from './queue-query.ts';

/** A purchase that a person may have to do something about. */
export interface QueuedPurchase {
  kind: 'purchase';
  /** Its place: since when it needs attention, or the next deadline of its claim, whichever is earlier. */
  queuedAt: Timestamp;
  purchaseId: PurchaseId;
  stage: Stage;
  policyVersion: string;
  /** The open one. */
  claim?: {
    claimId: ClaimId;
    claimType: ClaimType;
    filedAt: Timestamp;
    /** How long the clock of its remediation has stood still in all, as of now. */
    pausedMs: number;
    /** It stands still. */
    pausedSince?: Timestamp;
  };
  nextDeadline?: NextDeadline;
  needsAttention: Attention[];
  /** What support may do. */
  allowedActions: UpdateName[];
}

export type QueueEntry = QueuedPurchase;

/**
 * What waits for support, the most urgent first. What changes its place while pages are read may be seen twice or not
 * at all; nothing else is. Throws `LedgerUnavailable`.
 */
export async function readQueue(
  ledger: Ledger,
  asked: Unread<QueueQuery>,
  now: Date,
): Promise<Page<QueueEntry> | NotUnderstood> {
  const read = readWith(queueQuery, asked);
  if (!read.ok) return read;
  const most = read.value.limit ?? DEFAULT_LIMIT;
  const purchases = await inLedger(() => queuedPurchases(ledger, read.value, most + 1, now));
  return pageOf(purchases, most, ({ kind, queuedAt, purchaseId }) =>
    placeWords({ at: queuedAt, kind, id: purchaseId }),
  );
}

async function queuedPurchases(
  ledger: Ledger,
  filters: QueueQuery,
  most: number,
  now: Date,
): Promise<QueuedPurchase[]> {
  const rows = await ledger
    .selectFrom('purchases')
    .leftJoinLateral(
      (builder) =>
        builder
          .selectFrom('claims')
          .select(['claim_id', 'claim_type', 'filed_at'])
          .whereRef('claims.purchase_id', '=', 'purchases.purchase_id')
          .where('claims.status', '=', 'open')
          // One at a time, so that the queue is read in its order and no further than the page.
          .limit(1)
          .as('claim'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (builder) =>
        builder
          .selectFrom('pauses')
          .select([
            sql<Date | null>`max(paused_from) filter (where paused_to is null)`.as('paused_since'),
            sql<number>`coalesce(sum(extract(epoch from
              greatest(coalesce(paused_to, ${now}::timestamptz) - paused_from, interval '0')) * 1000), 0)::bigint`.as(
              'paused_ms',
            ),
          ])
          .whereRef('pauses.claim_id', '=', 'claim.claim_id')
          .as('pause'),
      (join) => join.onTrue(),
    )
    .leftJoin('deadlines', (join) =>
      join
        .onRef('deadlines.purchase_id', '=', 'purchases.purchase_id')
        .onRef('deadlines.kind', '=', 'purchases.next_deadline_kind')
        .on('deadlines.is_next', '=', true),
    )
    .select([
      'purchases.purchase_id',
      'purchases.stage',
      'purchases.policy_version',
      'purchases.queued_at',
      'purchases.next_deadline_kind',
      'purchases.next_deadline_at',
      'purchases.needs_attention',
      'purchases.allowed_actions',
      'claim.claim_id',
      'claim.claim_type',
      'claim.filed_at',
      'pause.paused_ms',
      'pause.paused_since as clock_stands_since',
      'deadlines.provisional',
      'deadlines.paused_since',
    ])
    .where('purchases.queued_at', 'is not', null)
    .$narrowType<{ queued_at: Date }>()
    .where((builder) => builder.and(conditionsOf(filters)))
    .orderBy('purchases.queued_at')
    .orderBy('purchases.purchase_id')
    .limit(most)
    .execute();
  return rows.map(entryFrom);
}

interface EntryColumns extends ClaimColumns, NextDeadlineColumns {
  queued_at: Date;
  purchase_id: PurchaseId;
  stage: Stage;
  policy_version: string;
  needs_attention: Attention[];
  allowed_actions: AllowedActions;
}

const entryFrom = (row: EntryColumns): QueuedPurchase => ({
  kind: 'purchase',
  queuedAt: row.queued_at.toISOString(),
  purchaseId: row.purchase_id,
  stage: row.stage,
  policyVersion: row.policy_version,
  ...present('claim', claimFrom(row)),
  ...present('nextDeadline', nextDeadlineFrom(row)),
  needsAttention: row.needs_attention,
  allowedActions: row.allowed_actions.support,
});

function conditionsOf({
  after: place,
  stage,
  claimType: type,
  attention,
}: QueueQuery): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (place !== undefined) {
    conditions.push(
      comesAfter(place, 'purchase', sql.ref('purchases.queued_at'), sql.ref('purchases.purchase_id')),
    );
  }
  if (stage !== undefined) conditions.push(sql`purchases.stage = ${stage}`);
  if (type !== undefined) conditions.push(sql`claim.claim_type = ${type}`);
  if (attention === 'any') conditions.push(sql`purchases.needs_attention <> '[]'`);
  else if (attention !== undefined) {
    conditions.push(sql`purchases.needs_attention @> ${JSON.stringify([{ step: attention }])}::jsonb`);
  }
  return conditions;
}

interface ClaimColumns {
  claim_id: ClaimId | null;
  claim_type: ClaimType | null;
  filed_at: Date | null;
  paused_ms: number | null;
  clock_stands_since: Date | null;
}

function claimFrom(row: ClaimColumns): QueuedPurchase['claim'] {
  if (row.claim_id === null || row.claim_type === null || row.filed_at === null) return undefined;
  return {
    claimId: row.claim_id,
    claimType: row.claim_type,
    filedAt: row.filed_at.toISOString(),
    pausedMs: row.paused_ms ?? 0,
    ...presentAt('pausedSince', row.clock_stands_since),
  };
}
