import { sql, type Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import type { LedgerTables } from '../tables.ts';

/**
 * Appends what is new. What is there and differs was written by a workflow task that was lost before it counted:
 * it is superseded, and kept.
 */
export async function recordTimeline(
  transaction: Transaction<LedgerTables>,
  { status }: PurchaseSnapshot,
  now: Date,
): Promise<void> {
  const { purchaseId, timeline } = status;
  const incoming = sql`(
    select ordinality as n, entry.*
    from jsonb_array_elements(${JSON.stringify(timeline)}::jsonb) with ordinality as element,
    jsonb_to_record(element.value) as entry
      (at timestamptz, event text, actor text, clause text, visibility text, data jsonb)
  ) as incoming`;
  await sql`
    update ledger.timeline as entry set superseded_at = ${now}
    where entry.purchase_id = ${purchaseId} and entry.source = 'workflow' and entry.superseded_at is null
    and not exists (
      select from ${incoming}
      where incoming.n = entry.n and incoming.at = entry.at and incoming.event = entry.event
      and incoming.actor = entry.actor and incoming.clause is not distinct from entry.clause
      and incoming.visibility = entry.visibility and incoming.data is not distinct from entry.data
    )`.execute(transaction);
  await sql`
    insert into ledger.timeline (purchase_id, source, n, at, event, actor, clause, visibility, data)
    select ${purchaseId}, 'workflow', n, at, event, actor, clause, visibility, data
    from ${incoming}
    where not exists (
      select from ledger.timeline as entry
      where entry.purchase_id = ${purchaseId} and entry.source = 'workflow' and entry.superseded_at is null
      and entry.n = incoming.n
    )
    order by n`.execute(transaction);
}
