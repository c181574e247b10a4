import { sql, type Kysely } from 'kysely';

/**
 * Functions that write a snapshot: one for each part, and one that calls them all. So a snapshot takes one call instead of
 * a dozen statements, is planned once per connection, and needs no prepared statement, which a pooler would have to know
 * by name. `snapshot` is a `PurchaseSnapshot` in JSON, `recorded` the writer's clock. A later version that writes in
 * another way adds functions `…_2`, because workers of this version still call these.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [PURCHASE, CLAIMS, DEADLINES, TIMELINE, REMEDIES, MAILS, SNAPSHOT]) {
    await statement.execute(db);
  }
}

/**
 * Writes the row of the purchase. `false`: it was erased, or its row is later than the snapshot. Which of two is later:
 * - Two openings: the later one, unless the first has closed.
 * - The same run: the one with the later position.
 * - Two runs of one opening, because of a reset, which ends a run for good: the first run is earlier than all others, a run
 *   in `earlier_runs` is earlier than that of the row, and with two resets in unknown order the later `asOf` counts.
 *
 * Rows of an earlier version have no run. They count as the same opening if their first task started at the same time.
 * `instead`: a position that is known to be wrong; a row that has it is overwritten.
 */
const PURCHASE = sql`
  create function ledger.record_purchase_1(snapshot jsonb, recorded timestamptz, instead jsonb)
  returns boolean language plpgsql as $body$
  declare
    the_status constant jsonb := snapshot -> 'status';
    the_terms constant jsonb := the_status -> 'terms';
    the_customer constant jsonb := snapshot -> 'customer';
    the_position constant jsonb := snapshot -> 'position';
  begin
    insert into ledger.purchases (
      purchase_id, original_purchase_id, replaces_purchase_id, depth, customer_id, email, name, locale, time_zone,
      activation_id, phone_number, service, country, price_amount, price_currency, purchased_at, policy_version,
      sms_deadline, claim_deadline, stage, next_deadline_kind, next_deadline_at, needs_attention, allowed_actions,
      refund, replacement, queued_at, outcome, outcome_clause, closed_at,
      opened_at, history_length, as_of, revision, run_id, opening_id, recorded_at
    ) values (
      the_status ->> 'purchaseId', snapshot ->> 'originalPurchaseId', snapshot #>> '{replaces,purchaseId}',
      (snapshot ->> 'depth')::integer, the_customer ->> 'customerId', the_customer ->> 'email', the_customer ->> 'name',
      the_customer ->> 'locale', the_customer ->> 'timeZone', the_terms ->> 'activationId', snapshot ->> 'phoneNumber',
      the_terms ->> 'service', the_terms ->> 'country', (the_terms #>> '{price,amount}')::bigint,
      the_terms #>> '{price,currency}', (the_terms ->> 'purchasedAt')::timestamptz, the_status ->> 'policyVersion',
      (the_status ->> 'smsDeadline')::timestamptz, (the_status ->> 'claimDeadline')::timestamptz, the_status ->> 'stage',
      the_status #>> '{nextDeadline,kind}', (the_status #>> '{nextDeadline,at}')::timestamptz,
      the_status -> 'needsAttention', the_status -> 'allowedActions', the_status -> 'refund', the_status -> 'replacement',
      -- Since when it needs a person, or the next deadline of its open claim (without one: its beginning), the earliest.
      (
        select min(since) from (
          select (attention ->> 'since')::timestamptz as since
          from jsonb_array_elements(the_status -> 'needsAttention') as attention
          union all
          select coalesce(the_status #>> '{nextDeadline,at}', the_status #>> '{claim,filedAt}')::timestamptz
          where the_status ? 'claim'
        ) as waits
      ),
      the_status #>> '{result,outcome}', the_status #>> '{result,clause}', (the_status #>> '{result,closedAt}')::timestamptz,
      (the_position ->> 'openedAt')::timestamptz, (the_position ->> 'historyLength')::integer,
      (the_position ->> 'asOf')::timestamptz, (the_position ->> 'revision')::integer,
      the_position #>> '{run,runId}', the_position #>> '{run,openingId}', recorded
    )
    on conflict (purchase_id) do update set
      original_purchase_id = excluded.original_purchase_id, replaces_purchase_id = excluded.replaces_purchase_id,
      depth = excluded.depth, customer_id = excluded.customer_id, email = excluded.email, name = excluded.name,
      locale = excluded.locale, time_zone = excluded.time_zone, activation_id = excluded.activation_id,
      phone_number = excluded.phone_number, service = excluded.service, country = excluded.country,
      price_amount = excluded.price_amount, price_currency = excluded.price_currency,
      purchased_at = excluded.purchased_at, policy_version = excluded.policy_version,
      sms_deadline = excluded.sms_deadline, claim_deadline = excluded.claim_deadline, stage = excluded.stage,
      next_deadline_kind = excluded.next_deadline_kind, next_deadline_at = excluded.next_deadline_at,
      needs_attention = excluded.needs_attention, allowed_actions = excluded.allowed_actions,
      refund = excluded.refund, replacement = excluded.replacement, queued_at = excluded.queued_at,
      outcome = excluded.outcome, outcome_clause = excluded.outcome_clause, closed_at = excluded.closed_at,
      opened_at = excluded.opened_at, history_length = excluded.history_length, as_of = excluded.as_of,
      revision = excluded.revision, recorded_at = excluded.recorded_at,
      run_id = coalesce(excluded.run_id, purchases.run_id),
      opening_id = coalesce(excluded.opening_id, purchases.opening_id),
      earlier_runs = array_remove(
        case
          when purchases.run_id is null or purchases.run_id = any (purchases.earlier_runs) then purchases.earlier_runs
          else array_append(purchases.earlier_runs, purchases.run_id)
        end,
        excluded.run_id
      )
    where purchases.erased_at is null and (
      case
        when
          case
            when purchases.opening_id is null or excluded.opening_id is null
              then purchases.opened_at <> excluded.opened_at
            else purchases.opening_id <> excluded.opening_id
          end
          then purchases.closed_at is null and purchases.opened_at < excluded.opened_at
        when purchases.run_id is null
          then (purchases.opened_at, purchases.history_length, purchases.as_of, purchases.revision)
              < (excluded.opened_at, excluded.history_length, excluded.as_of, excluded.revision)
            or coalesce(excluded.run_id <> excluded.opening_id, false)
        when excluded.run_id is null or purchases.run_id = excluded.run_id
          then (purchases.opened_at, purchases.history_length, purchases.as_of, purchases.revision)
            < (excluded.opened_at, excluded.history_length, excluded.as_of, excluded.revision)
        -- Neither is known to follow the other. A run ends before its reset begins, so its state is older.
        else excluded.run_id <> excluded.opening_id
          and (purchases.run_id = purchases.opening_id or purchases.as_of <= excluded.as_of)
          and excluded.run_id <> all (purchases.earlier_runs)
      end
      or coalesce(
        (purchases.opened_at, purchases.history_length, purchases.as_of, purchases.revision)
          = ((instead ->> 'openedAt')::timestamptz, (instead ->> 'historyLength')::integer,
             (instead ->> 'asOf')::timestamptz, (instead ->> 'revision')::integer),
        false
      )
    );
    return found;
  end $body$`;

/**
 * Writes the claims with all that belongs to them, and deletes claims that the snapshot does not have, because they never
 * happened. The statements become those of the snapshot; one that has not changed is not written again. A snapshot of an
 * earlier version has no statements; then the known ones stay.
 */
const CLAIMS = sql`
  create function ledger.record_claims_1(snapshot jsonb, recorded timestamptz)
  returns void language plpgsql as $body$
  declare
    the_status constant jsonb := snapshot -> 'status';
    pid constant text := the_status ->> 'purchaseId';
    the_claims constant jsonb := the_status -> 'claims';
  begin
    delete from ledger.claims where purchase_id = pid and n > jsonb_array_length(the_claims);
    delete from ledger.statements as known
    where known.purchase_id = pid and not exists (
      select from (
        select claim ->> 'claimId' as claim_id, claim -> 'statements' as said
        from jsonb_array_elements(the_claims) as claim
        union all
        select '', the_status -> 'statements'
      ) as incoming
      where incoming.claim_id = known.claim_id
      and (incoming.said is null or known.n <= jsonb_array_length(incoming.said))
    );
    if jsonb_array_length(the_claims) > 0 or jsonb_array_length(the_status -> 'statements') > 0 then
      insert into ledger.statements as known
        (purchase_id, claim_id, n, at, by_kind, by_id, kind, visibility, words)
      select pid, incoming.claim_id, said.n, (said.one ->> 'at')::timestamptz, said.one #>> '{by,kind}',
        said.one #>> '{by,id}', said.one ->> 'kind', said.one ->> 'visibility', said.one ->> 'text'
      from (
        select claim ->> 'claimId' as claim_id, claim -> 'statements' as said
        from jsonb_array_elements(the_claims) as claim
        union all
        select '', the_status -> 'statements'
      ) as incoming,
      jsonb_array_elements(incoming.said) with ordinality as said (one, n)
      on conflict (purchase_id, claim_id, n) do update set
        at = excluded.at, by_kind = excluded.by_kind, by_id = excluded.by_id, kind = excluded.kind,
        visibility = excluded.visibility, words = excluded.words
      where (known.at, known.by_kind, known.by_id, known.kind, known.visibility, known.words)
        is distinct from
        (excluded.at, excluded.by_kind, excluded.by_id, excluded.kind, excluded.visibility, excluded.words);
    end if;
    if jsonb_array_length(the_claims) = 0 then return; end if;

    insert into ledger.claims (claim_id, purchase_id, n, claim_type, status, clause, reason, note, filed_at,
      purchased_at, remediation_due_at, disputes, remedy)
    select claim ->> 'claimId', pid, element.n, claim ->> 'claimType', claim ->> 'status', claim ->> 'clause',
      claim ->> 'reason', claim ->> 'note', (claim ->> 'filedAt')::timestamptz,
      (the_status #>> '{terms,purchasedAt}')::timestamptz, (claim ->> 'remediationDueAt')::timestamptz,
      (claim ->> 'disputes')::integer, claim ->> 'remedy'
    from jsonb_array_elements(the_claims) with ordinality as element (claim, n)
    on conflict (claim_id) do update set
      claim_type = excluded.claim_type, status = excluded.status, clause = excluded.clause, reason = excluded.reason,
      note = excluded.note, filed_at = excluded.filed_at, remediation_due_at = excluded.remediation_due_at,
      disputes = excluded.disputes, remedy = excluded.remedy;

    delete from ledger.evidence where purchase_id = pid;
    insert into ledger.evidence (claim_id, evidence_id, purchase_id, n, media_type, sha256)
    select claim ->> 'claimId', piece.one ->> 'evidenceId', pid, piece.n, piece.one ->> 'mediaType',
      piece.one ->> 'sha256'
    from jsonb_array_elements(the_claims) as claim,
    jsonb_array_elements(claim -> 'evidence') with ordinality as piece (one, n);

    delete from ledger.pauses where purchase_id = pid;
    insert into ledger.pauses (claim_id, purchase_id, n, why, paused_from, paused_to)
    select pause.one ->> 'claimId', pid, pause.n, pause.one ->> 'why', (pause.one ->> 'from')::timestamptz,
      (pause.one ->> 'to')::timestamptz
    from jsonb_array_elements(snapshot -> 'pauses') with ordinality as pause (one, n);
  end $body$`;

/** Writes the deadlines that run, or were the last to run. One that has not changed is not written again. */
const DEADLINES = sql`
  create function ledger.record_deadlines_1(snapshot jsonb, recorded timestamptz)
  returns void language plpgsql as $body$
  declare
    pid constant text := snapshot #>> '{status,purchaseId}';
  begin
    delete from ledger.deadlines as known
    where known.purchase_id = pid and not exists (
      select from jsonb_array_elements(snapshot -> 'deadlines') as incoming
      where incoming ->> 'kind' = known.kind and coalesce(incoming ->> 'claimId', '') = known.claim_id
    );
    insert into ledger.deadlines as known (purchase_id, kind, claim_id, at, is_next, provisional, paused_since)
    select pid, incoming ->> 'kind', coalesce(incoming ->> 'claimId', ''), (incoming ->> 'at')::timestamptz,
      (incoming ->> 'next')::boolean, coalesce((incoming ->> 'provisional')::boolean, false),
      (incoming ->> 'pausedSince')::timestamptz
    from jsonb_array_elements(snapshot -> 'deadlines') as incoming
    on conflict (purchase_id, kind, claim_id) do update set
      at = excluded.at, is_next = excluded.is_next, provisional = excluded.provisional,
      paused_since = excluded.paused_since
    where (known.at, known.is_next, known.provisional, known.paused_since)
      is distinct from (excluded.at, excluded.is_next, excluded.provisional, excluded.paused_since);
  end $body$`;

/**
 * Adds the new entries of the timeline. An entry that is there and not in the snapshot was written by a workflow task that
 * was lost afterwards: it is kept, and marked as superseded.
 */
const TIMELINE = sql`
  create function ledger.record_timeline_1(snapshot jsonb, recorded timestamptz)
  returns void language plpgsql as $body$
  declare
    pid constant text := snapshot #>> '{status,purchaseId}';
    the_timeline constant jsonb := snapshot #> '{status,timeline}';
  begin
    with incoming as materialized (
      select element.n, entry.*
      from jsonb_array_elements(the_timeline) with ordinality as element (one, n),
      jsonb_to_record(element.one) as entry
        (at timestamptz, event text, actor text, clause text, visibility text, data jsonb)
    )
    update ledger.timeline as known set superseded_at = recorded
    where known.purchase_id = pid and known.source = 'workflow' and known.superseded_at is null
    and not exists (
      select from incoming
      where incoming.n = known.n and incoming.at = known.at and incoming.event = known.event
      and incoming.actor = known.actor and incoming.clause is not distinct from known.clause
      and incoming.visibility = known.visibility and incoming.data is not distinct from known.data
    );
    insert into ledger.timeline (purchase_id, source, n, at, event, actor, clause, visibility, data)
    select pid, 'workflow', element.n, entry.at, entry.event, entry.actor, entry.clause, entry.visibility, entry.data
    from jsonb_array_elements(the_timeline) with ordinality as element (one, n),
    jsonb_to_record(element.one) as entry
      (at timestamptz, event text, actor text, clause text, visibility text, data jsonb)
    where not exists (
      select from ledger.timeline as known
      where known.purchase_id = pid and known.source = 'workflow' and known.superseded_at is null
      and known.n = element.n
    )
    order by element.n;
  end $body$`;

/**
 * Writes what the workflow knows of a refund or replacement and no call has written: that it was paid by hand, given up or
 * got no answer. A status that a call has confirmed is not changed.
 */
const REMEDIES = sql`
  create function ledger.record_remedies_1(snapshot jsonb, recorded timestamptz)
  returns void language plpgsql as $body$
  declare
    pid constant text := snapshot #>> '{status,purchaseId}';
    the_refund constant jsonb := snapshot #> '{status,refund}';
    the_replacement constant jsonb := snapshot #> '{status,replacement}';
  begin
    if the_refund is not null then
      update ledger.refunds set
        status = the_refund ->> 'status', refund_id = the_refund ->> 'refundId', reason = the_refund ->> 'reason',
        by_hand = coalesce((the_refund ->> 'byHand')::boolean, false),
        returned_otherwise = coalesce((the_refund ->> 'returnedOtherwise')::boolean, false),
        updated_at = recorded,
        confirmed_at = case
          when the_refund ->> 'status' = 'confirmed' then (snapshot #>> '{position,asOf}')::timestamptz
          else confirmed_at
        end
      where key = the_refund ->> 'key' and purchase_id = pid
      and status not in ('confirmed', 'failed', the_refund ->> 'status');
    end if;
    if the_replacement is not null then
      update ledger.replacements set
        status = the_replacement ->> 'status', replacement_purchase_id = the_replacement ->> 'purchaseId',
        updated_at = recorded
      where key = the_replacement ->> 'key' and purchase_id = pid
      and status not in ('issued', the_replacement ->> 'status');
    end if;
  end $body$`;

/** Writes that a mail was accepted or given up, where the record of the mail itself has missed it. */
const MAILS = sql`
  create function ledger.record_mails_1(snapshot jsonb, recorded timestamptz)
  returns void language plpgsql as $body$
  begin
    if jsonb_array_length(snapshot -> 'mails') = 0 then return; end if;
    update ledger.mails as mail set
      status = incoming.status, accepted_at = coalesce(mail.accepted_at, incoming."acceptedAt"),
      last_tried_at = recorded
    from jsonb_to_recordset(snapshot -> 'mails') as incoming
      (template text, n integer, status text, "acceptedAt" timestamptz)
    where incoming.status in ('accepted', 'given_up')
    and mail.purchase_id = snapshot #>> '{status,purchaseId}' and mail.resend_of is null
    and mail.template = incoming.template and mail.n = incoming.n and mail.status = 'sending'
    and not exists (
      select from ledger.mails as later
      where later.purchase_id = mail.purchase_id and later.resend_of is null
      and later.template = mail.template and later.n = mail.n and later.first_tried_at > mail.first_tried_at
    );
  end $body$`;

/** Writes all parts or nothing. `false`: the row of the purchase is later, or was erased. */
const SNAPSHOT = sql`
  create function ledger.record_snapshot_1(snapshot jsonb, recorded timestamptz, instead jsonb)
  returns boolean language plpgsql as $body$
  begin
    if not ledger.record_purchase_1(snapshot, recorded, instead) then return false; end if;
    perform ledger.record_claims_1(snapshot, recorded);
    perform ledger.record_deadlines_1(snapshot, recorded);
    perform ledger.record_timeline_1(snapshot, recorded);
    perform ledger.record_remedies_1(snapshot, recorded);
    perform ledger.record_mails_1(snapshot, recorded);
    return true;
  end $body$`;
