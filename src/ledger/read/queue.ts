import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { ClaimId, EvidenceId, Money, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { AllowedActions, Attention, NextDeadline, Stage, Statement } from '../../contract/status.ts';
import type { ClaimType, UpdateName } from '../../contract/updates.ts';
import { readWith } from '../../contract/validation/reader.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { nextDeadlineFrom, type NextDeadlineColumns } from './next-deadline.ts';
import { DEFAULT_LIMIT, pageOf, type NotUnderstood, type Page, type Unread } from './page.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';
import { comesAfter, inQueueOrder, placeWords, type Place } from './queue-place.ts';
import { readTogether } from './read-together.ts';
import { queuedCases, type QueuedCase } from './queued-cases.ts';
import { queueQuery, type QueueQuery } from './queue-query.ts';
import { beginningOf, lastStatementFrom, type LastStatementColumns } from './last-statement.ts';
import { stagesOf, waitsFor, type WaitsFor } from './waits-for.ts';

/** A purchase that a person may have to do something about. */
export interface QueuedPurchase {
  kind: 'purchase';
  /** Its place: since when it needs attention, or the next deadline of its claim, whichever is earlier. */
  queuedAt: Timestamp;
  purchaseId: PurchaseId;
  stage: Stage;
  /** Whose turn it is. */
  waitsFor: WaitsFor;
  policyVersion: string;
  purchasedAt: Timestamp;
  price: Money;
  service: string;
  country: string;
  /** The open claim. */
  claim?: {
    claimId: ClaimId;
    claimType: ClaimType;
    filedAt: Timestamp;
    /** The customer's words. Of a long text only the beginning, as in the last statement. */
    reason: string;
    evidence: EvidenceId[];
    /** What was said last, after the reason. */
    lastStatement?: Statement;
    /** How long its remediation clock has been paused in all, as of now, in ms. */
    pausedMs: number;
    /** Since when the clock is paused, if it is. */
    pausedSince?: Timestamp;
  };
  nextDeadline?: NextDeadline;
  needsAttention: Attention[];
  /** The updates that support may send. */
  allowedActions: UpdateName[];
}

export type QueueEntry = QueuedPurchase | QueuedCase;

/**
 * What waits for support, the most urgent first. An entry that changes its place while pages are read may be shown twice or
 * not at all; others are shown once. Throws `LedgerUnavailable`.
 */
export async function readQueue(
  ledger: Ledger,
  asked: Unread<QueueQuery>,
  now: Date,
): Promise<Page<QueueEntry> | NotUnderstood> {
  const read = readWith(queueQuery, asked);
  if (!read.ok) return read;
  const filters = read.value;
  const most = filters.limit ?? DEFAULT_LIMIT;
  const entries = await readTogether(ledger, async (transaction) => [
    ...(await queuedPurchases(transaction, filters, most + 1, now)),
    ...(isAboutPurchases(filters) ? [] : await queuedCases(transaction, filters.after, most + 1)),
  ]);
  const inOrder = entries.toSorted((one, other) => inQueueOrder(placeOf(one), placeOf(other)));
  return pageOf(inOrder, most, (last) => placeWords(placeOf(last)));
}

const placeOf = (entry: QueueEntry): Place => ({
  at: entry.queuedAt,
  kind: entry.kind,
  id: entry.kind === 'case' ? entry.caseId : entry.purchaseId,
});

/** Whether the query asks for something that only purchases have, so that cases are left out. */
const isAboutPurchases = ({ stage, claimType: type, attention, waitsFor: side }: QueueQuery): boolean =>
  stage !== undefined ||
  type !== undefined ||
  (attention !== undefined && attention !== 'any') ||
  (side !== undefined && side !== 'support');

async function queuedPurchases(
  ledger: Transaction<LedgerTables>,
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
          .select(['claim_id', 'claim_type', 'filed_at', beginningOf('reason')])
          .whereRef('claims.purchase_id', '=', 'purchases.purchase_id')
          .where('claims.status', '=', 'open')
          // The limit keeps the planner to one claim at a time, so that it reads the queue in order and stops with the page.
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
    .leftJoinLateral(
      (builder) =>
        builder
          .selectFrom('evidence')
          .select(sql<EvidenceId[] | null>`json_agg(evidence_id order by n)`.as('evidence'))
          .whereRef('evidence.claim_id', '=', 'claim.claim_id')
          .as('shown'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (builder) =>
        builder
          .selectFrom('statements')
          .select(['at', 'by_kind', 'by_id', 'kind', 'visibility', beginningOf('words')])
          .whereRef('statements.purchase_id', '=', 'purchases.purchase_id')
          .whereRef('statements.claim_id', '=', 'claim.claim_id')
          .where('statements.kind', '<>', 'claim_filed')
          .orderBy('n', 'desc')
          .limit(1)
          .as('said'),
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
      'purchases.purchased_at',
      'purchases.price_amount',
      'purchases.price_currency',
      'purchases.service',
      'purchases.country',
      'purchases.queued_at',
      'purchases.next_deadline_kind',
      'purchases.next_deadline_at',
      'purchases.needs_attention',
      'purchases.allowed_actions',
      'claim.claim_id',
      'claim.claim_type',
      'claim.filed_at',
      'claim.reason',
      'shown.evidence',
      'said.at as said_at',
      'said.by_kind',
      'said.by_id',
      'said.kind',
      'said.visibility',
      'said.words',
      'pause.paused_ms',
      'pause.paused_since as clock_paused_since',
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
  purchased_at: Date;
  price_amount: number;
  price_currency: string;
  service: string;
  country: string;
  needs_attention: Attention[];
  allowed_actions: AllowedActions;
}

const entryFrom = (row: EntryColumns): QueuedPurchase => ({
  kind: 'purchase',
  queuedAt: row.queued_at.toISOString(),
  purchaseId: row.purchase_id,
  stage: row.stage,
  waitsFor: waitsFor(row.stage, row.needs_attention),
  policyVersion: row.policy_version,
  purchasedAt: row.purchased_at.toISOString(),
  price: { amount: row.price_amount, currency: row.price_currency },
  service: row.service,
  country: row.country,
  ...fieldOf('claim', claimFrom(row)),
  ...fieldOf('nextDeadline', nextDeadlineFrom(row)),
  needsAttention: row.needs_attention,
  allowedActions: row.allowed_actions.support,
});

function conditionsOf({
  after: place,
  stage,
  claimType: type,
  attention,
  waitsFor: side,
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
  if (side !== undefined) {
    const turn = sql`purchases.stage in (${sql.join(stagesOf(side))})`;
    conditions.push(
      side === 'support'
        ? sql`(purchases.needs_attention <> '[]' or ${turn})`
        : sql`purchases.needs_attention = '[]' and ${turn}`,
    );
  }
  return conditions;
}

interface ClaimColumns extends LastStatementColumns {
  claim_id: ClaimId | null;
  claim_type: ClaimType | null;
  filed_at: Date | null;
  reason: string | null;
  evidence: EvidenceId[] | null;
  paused_ms: number | null;
  clock_paused_since: Date | null;
}

function claimFrom(row: ClaimColumns): QueuedPurchase['claim'] {
  const { claim_id: claimId, claim_type: claimType, filed_at: filedAt, reason } = row;
  if (claimId === null || claimType === null || filedAt === null || reason === null) return undefined;
  return {
    claimId,
    claimType,
    filedAt: filedAt.toISOString(),
    reason,
    evidence: row.evidence ?? [],
    ...fieldOf('lastStatement', lastStatementFrom(row)),
    pausedMs: row.paused_ms ?? 0,
    ...instantFieldOf('pausedSince', row.clock_paused_since),
  };
}
