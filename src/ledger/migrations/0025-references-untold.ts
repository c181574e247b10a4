import { sql, type Kysely } from 'kysely';

/**
 * What support gives as the reference of a refund may be anything, such as an account or a name. Until now events told it
 * as the id of the refund, and an erasure kept it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update ledger.events set data = (data::jsonb - 'refundId' || case
      when data ->> 'returnedOtherwise' = 'true' then '{}'::jsonb else '{"byHand": true}'::jsonb end)::json
    from ledger.purchases
    where purchases.purchase_id = events.purchase_id and events.type = 'refund.confirmed'
    and data -> 'refundId' is not null and ${settledBySupport}`.execute(db);
  await sql`
    update ledger.timeline set data = data || '{"refundId": "erased"}'
    from ledger.purchases
    where purchases.purchase_id = timeline.purchase_id and erased_at is not null and ${settledBySupport}
    and event in ('refund_confirmed', 'refund_returned_otherwise') and data ->> 'refundId' is not null`.execute(
    db,
  );
  await sql`
    update ledger.cases set details = jsonb_set(details, '{ledger,refundId}', '"erased"')
    from ledger.purchases
    where purchases.purchase_id = cases.purchase_id and erased_at is not null and ${settledBySupport}
    and details -> 'ledger' ->> 'refundId' is not null`.execute(db);
  await sql`
    update ledger.refunds set refund_id = 'erased'
    from ledger.purchases
    where purchases.purchase_id = refunds.purchase_id and erased_at is not null
    and (by_hand or returned_otherwise) and refund_id is not null`.execute(db);
  await sql`
    update ledger.purchases set refund = refund || '{"refundId": "erased"}'
    where erased_at is not null and ${settledBySupport} and refund ->> 'refundId' is not null`.execute(db);
}

const settledBySupport = sql`(
  coalesce(purchases.refund ->> 'byHand', '') = 'true'
  or coalesce(purchases.refund ->> 'returnedOtherwise', '') = 'true'
)`;
