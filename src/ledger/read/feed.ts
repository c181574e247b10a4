import type { FeedEvent, FeedEventType } from '../../contract/feed-event.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { openedBy } from './opened-by.ts';

export interface FeedQuery {
  /** The place after which to go on. 0: from the beginning. */
  after: number;
  limit: number;
  types?: readonly FeedEventType[] | undefined;
  purchaseId?: PurchaseId | undefined;
  /** Only purchases that this caller of the HTTP API has opened, and those that replace them. */
  openedBy?: string | undefined;
  /** Only what came into the feed at that time or later. */
  publishedSince?: Date | undefined;
}

export interface FeedPart {
  entries: FeedEvent[];
  /** Send it as `after` to go on: the place of the last entry, or what was sent if there is none. */
  next: number;
}

/** A part of the feed, in its order. No event comes later at a place before `next`. Throws `LedgerUnavailable`. */
export function readFeed(ledger: Ledger, query: FeedQuery): Promise<FeedPart> {
  const { after, limit, types, purchaseId, openedBy: caller, publishedSince } = query;
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('events')
      .select(['sequence', 'event_id', 'type', 'at', 'data'])
      .where('sequence', '>', after)
      .$if(types !== undefined, (rest) => rest.where('type', 'in', [...(types ?? [])]))
      .$if(purchaseId !== undefined, (rest) => rest.where('events.purchase_id', '=', purchaseId ?? ''))
      .$if(publishedSince !== undefined, (rest) => rest.where('told_at', '>=', publishedSince ?? new Date(0)))
      .$if(caller !== undefined, (rest) => rest.where(openedBy(caller ?? '')))
      .orderBy('sequence')
      .limit(limit)
      .execute();
    const entries = rows.map(feedEventFrom);
    return { entries, next: entries.at(-1)?.sequence ?? after };
  });
}

interface EventColumns {
  sequence: number;
  event_id: string;
  type: FeedEventType;
  at: Date;
  data: unknown;
}

// Sound: the data was written for the type.
export const feedEventFrom = ({ sequence, event_id: id, type, at, data }: EventColumns): FeedEvent =>
  ({ id, type, timestamp: at.toISOString(), sequence, data }) as FeedEvent;
