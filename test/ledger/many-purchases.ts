import { sql } from 'kysely';
import type { Ledger } from '../../src/ledger/tables.ts';

export interface ManyPurchases {
  purchases: number;
  /** When the last one was bought. The others before it, one every 26 s: 100,000 are a month. */
  now: Date;
}

/**
 * Fills an empty ledger as a month of business leaves it, by the database itself and always the same: 2 % have an open
 * claim, 4 % a decided one, 0.5 % a refund that needs attention, and one customer in twenty purchases is the same
 * reseller. Rows as they are at rest; nothing is left of their way there. 100,000 take some 15 s.
 */
export async function fillPurchases(ledger: Ledger, { purchases, now }: ManyPurchases): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    await sql`
      create temporary table bought on commit drop as
      select *,
        case
          when claim = 'open' then (array['needs_evidence', 'in_review', 'in_remediation', 'access_requested', 'remedied', 'awaiting_choice'])[1 + n / 50 % 6]
          when stuck then 'returning_funds'
          when n % 4 = 0 and age > interval '20 minutes' then 'closed'
          when age > interval '5 days' then 'closed'
          when age > interval '20 minutes' then 'claim_window'
          else 'awaiting_sms'
        end as stage,
        case
          when claim = 'open' and n / 50 % 6 < 2 then (array['invalid_number', 'non_receipt'])[1 + n / 300 % 2]
          when claim is not null then 'major_defect'
        end as claim_type,
        case when claim = 'decided' then (array['X1', 'X2', 'C3b', 'C3a'])[1 + n / 50 % 4] end as claim_clause
      from (
        select n, 'pur_' || substr(md5(n::text), 1, 20) as purchase_id,
          ${now}::timestamptz(3) - (${purchases}::integer - 1 - n) * interval '26 seconds' as purchased_at,
          (${purchases}::integer - 1 - n) * interval '26 seconds' as age,
          case when n % 50 = 7 then 'open' when n % 50 in (17, 33) then 'decided' end as claim,
          n % 200 = 31 as stuck
        from generate_series(0, ${purchases}::integer - 1) as n
      ) as numbered`.execute(transaction);
    await sql`
      insert into ledger.purchases (
        purchase_id, original_purchase_id, depth, customer_id, email, name, locale, activation_id, phone_number,
        service, country, price_amount, price_currency, purchased_at, policy_version, sms_deadline, claim_deadline,
        stage, next_deadline_kind, next_deadline_at, needs_attention, allowed_actions, refund, queued_at, outcome,
        outcome_clause, closed_at, opened_at, history_length, as_of, revision, recorded_at
      )
      select purchase_id, purchase_id, 0,
        case when n % 20 = 3 then 'cus_reseller' else 'cus_' || n % 40000 end,
        'customer' || n % 40000 || '@customer.example', 'Ada Customer', 'de-AT', 'act_' || substr(md5('a' || n), 1, 20),
        '+4477' || lpad((n % 100000000)::text, 8, '0'), (array['Telegram', 'WhatsApp', 'Signal'])[1 + n % 3],
        (array['GB', 'DE', 'US', 'FR'])[1 + n % 4], 149 + n % 300, 'EUR', purchased_at, '2026-01',
        purchased_at + interval '20 minutes', purchased_at + interval '5 days', stage, kind, next_at,
        case when stuck and claim is null then jsonb_build_array(jsonb_build_object(
          'step', 'refund', 'reason', 'unavailable', 'since', purchased_at + interval '30 minutes')) else '[]' end,
        jsonb_build_object('customer', jsonb_build_array('submitClaim'), 'support', jsonb_build_array('decideClaim', 'correctContact')),
        case when outcome = 'refunded' or stuck then jsonb_build_object(
          'key', 'refund:' || purchase_id, 'amount', 149 + n % 300, 'currency', 'EUR',
          'status', case when stuck then 'unknown' else 'confirmed' end, 'refundId', 'ref_' || n) end,
        case when claim = 'open' then next_at when stuck then purchased_at + interval '30 minutes' end,
        outcome,
        case when outcome = 'refunded' then 'R2' when claim_clause is not null then claim_clause when outcome is not null then (array['R1', 'R1', 'P1'])[1 + n % 3] end,
        case when outcome = 'refunded' then purchased_at + interval '21 minutes' when outcome is not null then purchased_at + interval '5 days' end,
        purchased_at, 22, purchased_at + interval '30 minutes', 8, ${now}
      from (
        select *,
          case
            when stage <> 'closed' then null
            when claim_clause = 'C3a' then 'replaced'
            when claim = 'decided' then 'closed_without_remedy'
            when n % 4 = 0 then 'refunded'
            else 'fulfilled'
          end as outcome,
          case stage
            when 'awaiting_sms' then 'sms' when 'claim_window' then 'window' when 'returning_funds' then 'retry'
            when 'needs_evidence' then 'evidence' when 'in_review' then 'review' when 'in_remediation' then 'remediation'
            when 'access_requested' then 'access' when 'remedied' then 'dispute' when 'awaiting_choice' then 'choice'
          end as kind,
          case
            when stage = 'closed' then null
            when stage = 'awaiting_sms' then purchased_at + interval '20 minutes'
            when stage = 'claim_window' then purchased_at + interval '5 days'
            else ${now}::timestamptz(3) + n % 240 * interval '1 hour' + n % 3600 * interval '1 second'
          end as next_at
        from bought
      ) as placed`.execute(transaction);
    await sql`
      insert into ledger.claims (claim_id, purchase_id, n, claim_type, status, clause, reason, filed_at, purchased_at, disputes)
      select 'clm_' || purchase_id || '_1', purchase_id, 1, claim_type,
        case when claim = 'open' then 'open' when claim_clause = 'C3a' then 'approved' when claim_clause = 'C3b' then 'disqualified' else 'rejected' end,
        claim_clause, 'The code never worked, although I tried it three times on two devices.',
        purchased_at + interval '2 hours', purchased_at, 0
      from bought where claim is not null`.execute(transaction);
    await sql`
      insert into ledger.evidence (claim_id, evidence_id, purchase_id, n, media_type)
      select 'clm_' || purchase_id || '_1', 'ev_' || n, purchase_id, 1, 'image/png'
      from bought where claim is not null`.execute(transaction);
    await sql`
      insert into ledger.statements (purchase_id, claim_id, n, at, by_kind, by_id, kind, visibility, words)
      select purchase_id, 'clm_' || purchase_id || '_1', 1, purchased_at + interval '2 hours', 'customer', 'cus_' || n,
        'claim_filed', 'public', 'The code never worked, although I tried it three times on two devices.'
      from bought where claim is not null`.execute(transaction);
    await sql`
      insert into ledger.pauses (claim_id, purchase_id, n, why, paused_from)
      select 'clm_' || purchase_id || '_1', purchase_id, 1,
        case stage when 'remedied' then 'remedied' else 'access' end, purchased_at + interval '1 day'
      from bought where stage in ('access_requested', 'remedied')`.execute(transaction);
    await sql`
      insert into ledger.deadlines (purchase_id, kind, claim_id, at, is_next, provisional)
      select purchase_id, kind, '', at, coalesce(kind = next_deadline_kind, false), false
      from ledger.purchases, lateral (values ('sms', sms_deadline), ('window', claim_deadline)) as stands (kind, at)
      union all
      select purchase_id, next_deadline_kind, case when next_deadline_kind = 'retry' then '' else 'clm_' || purchase_id || '_1' end,
        next_deadline_at, true, false
      from ledger.purchases where next_deadline_kind not in ('sms', 'window')`.execute(transaction);
    await sql`
      insert into ledger.timeline (purchase_id, source, n, at, event, actor, clause, visibility, data)
      select purchase_id, 'workflow', entry.n, purchased_at + entry.n * interval '10 minutes', event, 'system', null,
        case when event = 'mail_accepted' then 'internal' else 'public' end, jsonb_build_object('occurredAt', purchased_at)
      from bought, lateral unnest(
        array['purchase_opened', 'sms_received', 'activation_completed']
        || case when claim is not null then array['claim_filed', 'mail_accepted', 'evidence_added', 'remediation_started'] else '{}' end
        || case when stage = 'closed' then array['window_ended', 'purchase_closed'] else '{}' end
      ) with ordinality as entry (event, n)`.execute(transaction);
    await sql`
      insert into ledger.refunds (key, original_purchase_id, purchase_id, amount, currency, clause, status, refund_id, by_hand, intended_at, sent_at, confirmed_at, updated_at)
      select refund ->> 'key', purchase_id, purchase_id, price_amount, price_currency, 'R2', refund ->> 'status',
        refund ->> 'refundId', false, as_of, as_of, case when closed_at is not null then as_of end, as_of
      from ledger.purchases where refund is not null`.execute(transaction);
    await sql`
      insert into ledger.replacements (key, original_purchase_id, purchase_id, depth, amount, currency, status, replacement_purchase_id, intended_at, sent_at, updated_at)
      select 'replacement:' || purchase_id || ':1', purchase_id, purchase_id, 0, price_amount, price_currency, 'issued',
        'rep_' || substr(purchase_id, 5), as_of, as_of, as_of
      from ledger.purchases where outcome = 'replaced'`.execute(transaction);
    await sql`
      insert into ledger.remedies (original_purchase_id, depth, purchase_id, kind, key, given)
      select original_purchase_id, 0, purchase_id, 'refund', key, true from ledger.refunds
      union all
      select original_purchase_id, 0, purchase_id, 'replacement', key, true from ledger.replacements`.execute(
      transaction,
    );
    await sql`
      insert into ledger.mails (message_id, purchase_id, template, n, recipient, subject, text_body, html_body, status, attempts, response_code, response, first_tried_at, last_tried_at, accepted_at)
      select '<funds_returned.1.' || purchase_id || '@returns.example>', purchase_id, 'funds_returned', 1, email,
        'Your money is on its way back', repeat('Some words of a mail. ', 40), repeat('<p>Some words of a mail.</p>', 120),
        'accepted', 1, 250, 'Ok: queued', closed_at, closed_at, closed_at
      from ledger.purchases where outcome = 'refunded'`.execute(transaction);
    await sql`
      insert into ledger.cases (case_id, purchase_id, kind, key, opened_at, details, settled_at, settled_by, note)
      select 'case_' || purchase_id, purchase_id, 'refund_differs', key, updated_at, '{"amount": 149}',
        case when open then null else updated_at end, case when open then null else 'agent_1' end,
        case when open then null else 'Put right in the shop.' end
      from (select *, row_number() over (order by key) % 8 = 0 as open from ledger.refunds) as refund`.execute(
      transaction,
    );
  });
  await sql`vacuum (analyze)`.execute(ledger);
}
