import { sql, type RawBuilder, type Transaction } from 'kysely';
import { OWN_DETAILS } from '../../contract/own-details.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { LedgerTables } from '../tables.ts';
import { ERASED } from '../erasure-markers.ts';

/** The marker, or null where the value is null. */
const marked = (column: string): RawBuilder<string | null> =>
  sql`case when ${sql.ref(column)} is not null then ${ERASED}::text end`;

/**
 * Replaces the personal data of these purchases by markers, wherever the ledger has it, and counts the mails that were
 * changed. Amounts, clauses, instants, states and the ids of purchases and refunds stay. What support has given as the
 * reference of a refund is no id, and goes. Repeating it changes nothing.
 */
export async function eraseRecords(
  transaction: Transaction<LedgerTables>,
  purchaseIds: readonly PurchaseId[],
  { customerId, now }: { customerId: string; now: Date },
): Promise<{ mails: number }> {
  if (purchaseIds.length === 0) return { mails: 0 };
  await transaction
    .updateTable('purchases')
    .set({
      customer_id: customerId,
      email: ERASED,
      name: marked('name'),
      locale: null,
      time_zone: null,
      phone_number: ERASED,
      needs_attention: withoutTheirWords('needs_attention'),
      refund: withoutTheirReference(withoutReason('refund')),
      // A purchase that lost its workflow leaves the queue.
      queued_at: sql`case when closed_at is not null then queued_at end`,
      erased_at: sql`coalesce(erased_at, ${now})`,
    })
    .where('purchase_id', 'in', purchaseIds)
    .execute();
  await transaction
    .updateTable('claims')
    .set({ reason: ERASED, note: marked('note') })
    .where('purchase_id', 'in', purchaseIds)
    .execute();
  await transaction
    .updateTable('statements')
    .set({
      words: ERASED,
      // The ids of those who asked as the customer, or for the customer, may be anything, so they are erased. Agents stay.
      by_id: sql`case when by_kind = 'support' then by_id else ${ERASED}::text end`,
    })
    .where('purchase_id', 'in', purchaseIds)
    .execute();
  await transaction
    .updateTable('evidence')
    .set({ evidence_id: ERASED, sha256: null })
    .where('purchase_id', 'in', purchaseIds)
    .execute();
  await transaction
    .updateTable('timeline')
    .set({ data: withoutTexts('data') })
    .where('purchase_id', 'in', purchaseIds)
    .where('data', 'is not', null)
    .execute();
  await transaction
    .updateTable('refunds')
    .set({ reason: ERASED })
    .where('purchase_id', 'in', purchaseIds)
    .where('reason', 'is not', null)
    .execute();
  await transaction
    .updateTable('refunds')
    .set({ refund_id: ERASED })
    .where('purchase_id', 'in', purchaseIds)
    .where('refund_id', 'is not', null)
    .where((row) => row.or([row('by_hand', '=', true), row('returned_otherwise', '=', true)]))
    .execute();
  await transaction
    .updateTable('replacements')
    .set({ reason: ERASED })
    .where('purchase_id', 'in', purchaseIds)
    .where('reason', 'is not', null)
    .execute();
  // An earlier version published support's reference.
  await transaction
    .updateTable('events')
    .set({ data: sql`(data::jsonb - 'refundId')::json` })
    .where('purchase_id', 'in', purchaseIds)
    .where('type', '=', 'refund.confirmed')
    .where(sql<boolean>`data -> 'refundId' is not null and ${ofOneSettled('events')}`)
    .execute();
  // The row goes with its file, which is not in the ledger.
  await transaction
    .updateTable('evidence_uploads')
    .set({
      request_id: sql.ref('evidence_id'),
      uploaded_by: ERASED,
      sha256_received: '',
      sha256_kept: '',
      looks: null,
      removed_at: sql`coalesce(removed_at, ${now})`,
      removed_why: 'erased',
      // A file that retention has removed is gone already; its row goes too.
      gone_at: null,
    })
    .where('purchase_id', 'in', purchaseIds)
    .execute();
  await transaction.deleteFrom('customer_links').where('purchase_id', 'in', purchaseIds).execute();
  await eraseCasesAndRequests(transaction, purchaseIds);
  return eraseMails(transaction, purchaseIds);
}

/** Also for refused openings, which never became purchases and can have cases, and requests about those. */
export async function eraseCasesAndRequests(
  transaction: Transaction<LedgerTables>,
  purchaseIds: readonly PurchaseId[],
): Promise<void> {
  if (purchaseIds.length === 0) return;
  // Answers may repeat what the purchase said, and the hash of a request is one of somebody's words.
  await transaction.deleteFrom('api_requests').where('purchase_id', 'in', purchaseIds).execute();
  await transaction
    .updateTable('cases')
    .set({ note: ERASED })
    .where('purchase_id', 'in', purchaseIds)
    .where('note', 'is not', null)
    .execute();
  await transaction
    .updateTable('cases')
    .set({ details: sql`jsonb_set(details, '{ledger,refundId}', to_jsonb(${ERASED}::text))` })
    .where('purchase_id', 'in', purchaseIds)
    .where(settledBySupport(sql`details -> 'ledger'`))
    .where(sql<boolean>`details -> 'ledger' ->> 'refundId' is not null`)
    .execute();
}

async function eraseMails(
  transaction: Transaction<LedgerTables>,
  purchaseIds: readonly PurchaseId[],
): Promise<{ mails: number }> {
  const columns = ['recipient', 'subject', 'text_body', 'html_body', 'response'] as const;
  const changed = await transaction
    .updateTable('mails')
    .set(Object.fromEntries(columns.map((column) => [column, marked(column)])))
    .where('purchase_id', 'in', purchaseIds)
    .where((row) => row.or(columns.map((column) => row(column, '<>', ERASED))))
    .returning('message_id')
    .execute();
  return { mails: changed.length };
}

/** Then what stands as the id of the refund is a reference of support, which may be anything. */
const settledBySupport = (refund: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(coalesce(${refund} ->> 'byHand', '') = 'true' or coalesce(${refund} ->> 'returnedOtherwise', '') = 'true')`;

/** Whether a row of this table belongs to a purchase whose refund support has settled. */
const ofOneSettled = (table: 'timeline' | 'events'): RawBuilder<boolean> => sql`exists (
  select from ledger.purchases
  where purchases.purchase_id = ${sql.ref(`${table}.purchase_id`)} and ${settledBySupport(sql`purchases.refund`)}
)`;

const hasTheirReference = sql`(
  event = 'refund_returned_otherwise' or event = 'refund_confirmed' and ${ofOneSettled('timeline')}
)`;

const withoutTexts = (column: string): RawBuilder<string> => sql`(
  select coalesce(jsonb_object_agg(
    key,
    case when jsonb_typeof(value) = 'string'
        and (key not in (${sql.join(OWN_DETAILS)}) or key = 'refundId' and ${hasTheirReference})
      then to_jsonb(${ERASED}::text) else value end
  ), '{}')
  from jsonb_each(${sql.ref(column)})
)`;

/** Erases the shop's words, which follow ours in the reason. */
const withoutTheirWords = (column: string): RawBuilder<string> => sql`(
  select coalesce(jsonb_agg(
    case when attention ->> 'reason' like 'refused: %'
      then attention || jsonb_build_object('reason', 'refused: ' || ${ERASED}::text) else attention end
    order by n
  ), '[]')
  from jsonb_array_elements(${sql.ref(column)}) with ordinality as each (attention, n)
)`;

const withoutTheirReference = (refund: RawBuilder<string | null>): RawBuilder<string | null> => sql`
  case when ${settledBySupport(sql`purchases.refund`)} and purchases.refund ->> 'refundId' is not null
    then ${refund} || jsonb_build_object('refundId', ${ERASED}::text) else ${refund} end`;

const withoutReason = (column: string): RawBuilder<string | null> => sql`
  case when ${sql.ref(column)} ->> 'reason' is not null
    then ${sql.ref(column)} || jsonb_build_object('reason', ${ERASED}::text) else ${sql.ref(column)} end`;
