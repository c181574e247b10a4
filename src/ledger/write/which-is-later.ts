import { sql, type RawBuilder } from 'kysely';

/*
 * Conditions on a row of `purchases` and the row that is being written, `excluded`. Rows of an earlier version have no run;
 * they count as the same opening if they have the same first task.
 */

const otherOpening = sql<boolean>`(case
  when purchases.opening_id is null or excluded.opening_id is null
    then purchases.opened_at <> excluded.opened_at
  else purchases.opening_id <> excluded.opening_id
end)`;

const position = (row: 'purchases' | 'excluded'): RawBuilder<unknown> =>
  sql.raw(`(${row}.opened_at, ${row}.history_length, ${row}.as_of, ${row}.revision)`);

const isReset = sql<boolean>`excluded.run_id <> excluded.opening_id`;

/** For two runs of which neither is known to follow the other. A run ends before its reset begins, so its state is older. */
const isNotEarlierReset = sql<boolean>`(
  purchases.run_id = purchases.opening_id or purchases.as_of <= excluded.as_of
)`;

/**
 * Whether the row that is being written is later than the one that is there.
 * - Two openings: the later one, unless the first has closed.
 * - The same run: the one with the later position.
 * - Two runs of one opening: a run that was reset never comes back. The first run is before every other, a run in
 *   `earlier_runs` before the one that is there, and of two resets whose order is not known the later state counts.
 */
export const comesLater = sql<boolean>`(case
  when ${otherOpening} then purchases.closed_at is null and purchases.opened_at < excluded.opened_at
  when purchases.run_id is null
    then ${position('purchases')} < ${position('excluded')} or coalesce(${isReset}, false)
  when excluded.run_id is null or purchases.run_id = excluded.run_id
    then ${position('purchases')} < ${position('excluded')}
  else ${isReset} and ${isNotEarlierReset} and excluded.run_id <> all (purchases.earlier_runs)
end)`;

/** All runs that have written the row so far, without the one that is writing it now. */
export const runsBefore = sql<string[]>`array_remove(
  case
    when purchases.run_id is null or purchases.run_id = any (purchases.earlier_runs) then purchases.earlier_runs
    else array_append(purchases.earlier_runs, purchases.run_id)
  end,
  excluded.run_id
)`;
