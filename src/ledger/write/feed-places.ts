import { sql, type Transaction } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, LedgerTables } from '../tables.ts';

/** Held by whoever gives out places in the feed, until they are committed: so no reader sees a later place first. */
const FEED_LOCK = 7_204_916;

/** How many places are left out after a restore: more than are given out between two dumps. */
const SKIPPED = 1_000_000;

/** Waits until nobody else gives out places. */
export async function lockFeed(transaction: Transaction<LedgerTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${FEED_LOCK})`.execute(transaction);
}

/** The last place of the feed that was given out or left out. 0: none was. */
export async function lastPlace(ledger: Ledger): Promise<number> {
  const last = await ledger
    .selectNoFrom((of) => [
      of
        .selectFrom('events')
        .select((row) => row.fn.max<number | null>('sequence').as('sequence'))
        .as('given'),
      of
        .selectFrom('feed_restores')
        .select((row) => row.fn.max<number | null>('sequence').as('sequence'))
        .as('skipped'),
    ])
    .executeTakeFirstOrThrow();
  return Math.max(last.given ?? 0, last.skipped ?? 0);
}

/** As `lastPlace`. Throws `LedgerUnavailable`. */
export const lastPlaceOf = (ledger: Ledger): Promise<number> => inLedger(() => lastPlace(ledger));

/**
 * Leaves out a million places of the feed, so that none that was given out since the copy was made is given out again, and
 * whoever stands at one of them goes on from there. Answers the place that comes next. For a ledger that was restored from
 * an older copy.
 */
export function skipPlaces(ledger: Ledger, now: Date): Promise<number> {
  return ledger.transaction().execute(async (transaction) => {
    await lockFeed(transaction);
    const sequence = (await lastPlace(transaction)) + SKIPPED;
    await transaction.insertInto('feed_restores').values({ sequence, restored_at: now }).execute();
    return sequence + 1;
  });
}
