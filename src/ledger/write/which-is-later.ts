import { sql, type RawBuilder } from 'kysely';

/*
 * Over a row of `purchases` and the one that comes, `excluded`. What was written before runs were told has none, and is
 * then taken for the same opening if it has the same first task.
 */

const otherOpening = sql<boolean>`(case
  when purchases.opening_id is null or excluded.opening_id is null
    then purchases.opened_at <> excluded.opened_at
  else purchases.opening_id <> excluded.opening_id
end)`;

const position = (row: 'purchases' | 'excluded'): RawBuilder<unknown> =>
  sql.raw(`(${row}.opened_at, ${row}.history_length, ${row}.as_of, ${row}.revision)`);

const isReset = sql<boolean>`excluded.run_id <> excluded.opening_id`;

/** Neither has been seen to follow the other. A run ends before a reset of it begins, so that what it says is earlier. */
const isNotEarlierReset = sql<boolean>`(
  purchases.run_id = purchases.opening_id or purchases.as_of <= excluded.as_of
)`;

/**
 * Whether what comes is later than what is there. Within a run the history tells. A run that was reset never comes back:
 * the first of an opening is behind every other one of it, each of those behind the one that has taken its place, and of two resets whose order
 * nobody has seen the one that spoke later counts.
 * Of two openings the later one counts, unless the first has closed.
 */
export const comesLater = sql<boolean>`(case
  when ${otherOpening} then purchases.closed_at is null and purchases.opened_at < excluded.opened_at
  when purchases.run_id is null
    then ${position('purchases')} < ${position('excluded')} or coalesce(${isReset}, false)
  when excluded.run_id is null or purchases.run_id = excluded.run_id
    then ${position('purchases')} < ${position('excluded')}
  else ${isReset} and ${isNotEarlierReset} and excluded.run_id <> all (purchases.earlier_runs)
end)`;

/** The runs that what is there, or was there before, was written by, without the one that comes. */
export const runsBefore = sql<string[]>`array_remove(
  case
    when purchases.run_id is null or purchases.run_id = any (purchases.earlier_runs) then purchases.earlier_runs
    else array_append(purchases.earlier_runs, purchases.run_id)
  end,
  excluded.run_id
)`;
