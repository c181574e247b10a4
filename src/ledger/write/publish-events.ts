import { sql, type Transaction } from 'kysely';
import type { FeedEvents, FeedEventType } from '../../contract/feed-event.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { RefundView, ReplacementView } from '../../contract/status.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { DuePurchase } from '../read/events-due.ts';
import { fieldOf } from '../read/field-of.ts';
import { timelineOf, type RecordedEntry } from '../read/timeline-of.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { lastPlace, lockFeed } from './feed-places.ts';

/** An event that has no place in the feed yet. */
export interface NewEvent {
  /** The same for the same change. */
  eventId: string;
  /** The id under which an earlier version published it. Then it is not published again. */
  earlierId?: string;
  type: FeedEventType;
  purchaseId: PurchaseId;
  at: Timestamp;
  data: FeedEvents[FeedEventType];
}

/** What is on record of a purchase, as its events are made of it. */
export interface RecordedForFeed {
  purchaseId: PurchaseId;
  timeline: RecordedEntry[];
  refund?: RefundView;
  replacement?: ReplacementView;
}

/**
 * `everything`: the workflow task that the record is from has counted. `own_notes`: only what the ledger itself has noted.
 */
export interface ToPublish extends DuePurchase {
  what: 'everything' | 'own_notes';
}

/**
 * Appends the new events of these purchases to the feed. A purchase that changed meanwhile stays due. Of an erased one only
 * the ledger's own entries count. `eventsOf` makes events of a timeline. Answers how many were added. Throws
 * `LedgerUnavailable`.
 */
export function publishEvents(
  ledger: Ledger,
  looked: readonly ToPublish[],
  eventsOf: (purchase: RecordedForFeed) => NewEvent[],
  now: Date,
): Promise<number> {
  const byId = new Map(looked.map((each) => [each.purchaseId, each]));
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const rows = await transaction
        .selectFrom('purchases')
        .select([
          'purchase_id',
          'run_id',
          'history_length',
          'as_of',
          'revision',
          'refund',
          'replacement',
          'erased_at',
        ])
        .where('purchase_id', 'in', [...byId.keys()])
        .orderBy('purchase_id')
        .forUpdate()
        .skipLocked()
        .execute();
      const same = rows.filter((row) => {
        const seen = byId.get(row.purchase_id);
        return (
          seen !== undefined &&
          seen.runId === (row.run_id ?? undefined) &&
          seen.historyLength === row.history_length &&
          seen.asOf.getTime() === row.as_of.getTime() &&
          seen.revision === row.revision
        );
      });
      if (same.length === 0) return 0;
      // Waits for whoever is adding to a timeline without the lock of its purchase, so that their entry is read below.
      const due = await transaction
        .selectFrom('events_due')
        .select('purchase_id')
        .where(
          'purchase_id',
          'in',
          same.map(({ purchase_id }) => purchase_id),
        )
        .orderBy('purchase_id')
        .forUpdate()
        .execute();
      const ids = due.map(({ purchase_id }) => purchase_id);
      const found: NewEvent[] = [];
      for (const { purchase_id: purchaseId, refund, replacement, erased_at } of same) {
        if (!ids.includes(purchaseId)) continue;
        const all = await timelineOf(transaction, purchaseId);
        // Its earlier events were published before the erasure; made again they would get other ids.
        const isOwn = byId.get(purchaseId)?.what === 'own_notes' || erased_at !== null;
        const timeline = isOwn ? all.filter(({ source }) => source === 'ledger') : all;
        const money = { ...fieldOf('refund', refund), ...fieldOf('replacement', replacement) };
        found.push(...eventsOf({ purchaseId, timeline, ...money }));
      }
      const added = await append(transaction, found, now);
      if (ids.length > 0) {
        await transaction.deleteFrom('events_due').where('purchase_id', 'in', ids).execute();
      }
      return added;
    }),
  );
}

/** Which of these ids are in the feed. Throws `LedgerUnavailable`. */
export const knownEvents = (ledger: Ledger, eventIds: readonly string[]): Promise<ReadonlySet<string>> =>
  eventIds.length === 0 ? Promise.resolve(new Set<string>()) : inLedger(() => knownOf(ledger, eventIds));

/** Adds those events that are not in the feed. Throws `LedgerUnavailable`. */
export function appendEvents(ledger: Ledger, events: readonly NewEvent[], now: Date): Promise<number> {
  return inLedger(() => ledger.transaction().execute((transaction) => append(transaction, events, now)));
}

async function append(
  transaction: Transaction<LedgerTables>,
  events: readonly NewEvent[],
  now: Date,
): Promise<number> {
  if (events.length === 0) return 0;
  const ids = events.flatMap(idsOf);
  const notIn = (known: ReadonlySet<string>): NewEvent[] =>
    events.filter((event) => !idsOf(event).some((id) => known.has(id)));
  if (notIn(await knownOf(transaction, ids)).length === 0) return 0;
  await lockFeed(transaction);
  // Once more: another process may have published the same before it gave the lock away.
  const isNew = notIn(await knownOf(transaction, ids));
  const [first] = isNew;
  if (first === undefined) return 0;
  const last = await lastPlace(transaction);
  await transaction
    .insertInto('events')
    .values(
      isNew.map(({ eventId, type, purchaseId, at, data }, n) => ({
        sequence: last + n + 1,
        event_id: eventId,
        type,
        purchase_id: purchaseId,
        at,
        data: JSON.stringify(data),
        told_at: now,
      })),
    )
    .execute();
  return isNew.length;
}

const idsOf = ({ eventId, earlierId }: NewEvent): string[] =>
  earlierId === undefined ? [eventId] : [eventId, earlierId];

async function knownOf(ledger: Ledger, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ledger
    .selectFrom('events')
    .select('event_id')
    .where('event_id', 'in', [...eventIds])
    .execute();
  return new Set(rows.map(({ event_id }) => event_id));
}

/**
 * Looks at a purchase again after a pause. Not if something was added to its timeline meanwhile. Throws
 * `LedgerUnavailable`.
 */
export function lookAgain(
  ledger: Ledger,
  { purchaseId, since }: Pick<DuePurchase, 'purchaseId' | 'since'>,
  pauseMs: number,
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('events_due')
      .set({ look_at: sql<Date>`now() + ${pauseMs}::float8 * interval '1 millisecond'` })
      .where('purchase_id', '=', purchaseId)
      .where('since', '=', since)
      .execute();
  });
}

/** Publishes nothing more of a purchase until something is added to its timeline. Throws `LedgerUnavailable`. */
export function stopLooking(
  ledger: Ledger,
  { purchaseId, since }: Pick<DuePurchase, 'purchaseId' | 'since'>,
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .deleteFrom('events_due')
      .where('purchase_id', '=', purchaseId)
      .where('since', '=', since)
      .execute();
  });
}
