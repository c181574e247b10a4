import { isDeepStrictEqual } from 'node:util';
import { eventsOf } from '../../src/feed/events-of.ts';
import type { Evidence, Lived } from './records-agree.ts';
import type { Received } from './webhook-receiver.ts';

/** What was published, and what has arrived. */
export interface PublishedEvents {
  /** In the order of the feed. */
  feed: readonly { sequence: number; id: string; type: string; purchaseId: string }[];
  received: readonly Received[];
}

/**
 * The feed publishes of every closed purchase exactly what its timeline says, and of an open one nothing else. A receiver that
 * knows each id once has exactly the feed.
 */
export function feedFaults({ lives, published }: Evidence): string[] {
  if (published === undefined) return [];
  const { feed, received } = published;
  const faults = feed.flatMap(({ sequence }, n) =>
    sequence === n + 1 ? [] : [`the feed: ${sequence} at its place ${n + 1}`],
  );
  for (const life of lives) faults.push(...publishedWrongly(life, feed));
  const arrived = new Map<string, Received>();
  for (const got of received) {
    const before = arrived.get(got.id);
    arrived.set(got.id, got);
    if (got.id !== got.event.id) faults.push(`${got.id}: the webhook of ${got.event.id}`);
    if (before !== undefined && !isDeepStrictEqual(before.event, got.event))
      faults.push(`${got.event.data.purchaseId}: ${got.event.type} came with another content`);
  }
  const ids = new Set(feed.map(({ id }) => id));
  for (const { id, type, purchaseId } of feed) {
    if (!arrived.has(id)) faults.push(`${purchaseId}: ${type} was published and has not arrived`);
  }
  for (const { id, event } of arrived.values()) {
    if (!ids.has(id))
      faults.push(`${event.data.purchaseId}: ${event.type} has arrived and is not in the feed`);
  }
  return faults;
}

function publishedWrongly({ purchaseId, state, status }: Lived, feed: PublishedEvents['feed']): string[] {
  if (status === undefined) return [];
  // What is due soon is read from the deadlines, and stands in no timeline.
  const published = feed.filter((each) => each.purchaseId === purchaseId && each.type !== 'claim.due_soon');
  const { timeline, refund, replacement } = status;
  const money = { ...(refund && { refund }), ...(replacement && { replacement }) };
  const happened = eventsOf({ purchaseId, timeline, ...money });
  const ids = new Set(published.map(({ id }) => id));
  const real = new Set(happened.map(({ eventId }) => eventId));
  return [
    ...published
      .filter(({ id }) => !real.has(id))
      .map(({ type }) => `${purchaseId}: ${type} was published and has not happened`),
    ...(state === 'closed'
      ? happened
          .filter(({ eventId }) => !ids.has(eventId))
          .map(({ type }) => `${purchaseId}: ${type} has happened and was not published`)
      : []),
  ];
}
