import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEvent } from '../contract/feed-event.ts';
import { hasArrived, type Posted, type Poster } from '../webhooks/post.ts';
import { postEvent } from '../webhooks/post-event.ts';
import { NotPossible } from './not-possible.ts';
import { readFeedOverHttp, type FeedFilter, type FeedOverHttp } from './feed-over-http.ts';

/** Where reading begins: after a place, or with what came into the feed since a time. */
export type FeedStart = { after: number } | { since: Date } | 'now';

export interface Forwarding {
  feed: FeedOverHttp;
  filter: FeedFilter;
  from: FeedStart;
  to: string;
  /** What each try is signed with, by Standard Webhooks 1.0. */
  secret: Buffer;
  poster: Poster;
  /** What became of an event, after its last try. */
  forwarded: (event: FeedEvent, posted: Posted, tries: number) => void;
  /** The API gives no answer. It is asked on; this is called once until it answers again. */
  away: (why: string) => void;
  signal: AbortSignal;
  /** Between looks at a feed that has nothing new, and before each further try. Default: a second; 0.5, 1, 2 and 4 s. */
  pauses?: { lookMs: number; tryAgainMs: readonly number[] };
}

const PAUSES = { lookMs: 1_000, tryAgainMs: [500, 1_000, 2_000, 4_000] };
const AT_A_TIME = 100;

/**
 * Posts the events of the feed to a receiver, one after the other in the order of the feed, until `signal` is aborted. An
 * event that does not arrive is tried a few times, then the next one follows. Throws `NotPossible` if the API refuses.
 */
export async function forwardEvents(forwarding: Forwarding): Promise<void> {
  const { feed, filter, from, forwarded, away, signal, pauses = PAUSES } = forwarding;
  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => undefined);
  let after = from !== 'now' && 'after' in from ? from.after : 0;
  let since = from !== 'now' && 'since' in from ? from.since : undefined;
  let knowsStart = from !== 'now';
  let isAway = false;

  async function send(event: FeedEvent): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const posted = await post(forwarding, event);
      if (signal.aborted) return;
      const pauseMs = hasArrived(posted) ? undefined : pauses.tryAgainMs[tries - 1];
      if (pauseMs === undefined) return forwarded(event, posted, tries);
      await pause(pauseMs);
      if (signal.aborted) return;
    }
  }

  while (!signal.aborted) {
    const answer = await readFeedOverHttp(
      feed,
      { ...filter, after, since, limit: knowsStart ? AT_A_TIME : 1 },
      signal,
    );
    if (signal.aborted) return;
    if (answer.result === 'refused') throw new NotPossible(answer.why);
    if (answer.result === 'away') {
      if (!isAway) away(answer.why);
      isAway = true;
      await pause(pauses.lookMs);
      continue;
    }
    isAway = false;
    if (!knowsStart) {
      // Now is the time of the API, whose clock may differ from ours.
      since = answer.at;
      knowsStart = true;
      continue;
    }
    for (const event of answer.entries) {
      await send(event);
      if (signal.aborted) return;
    }
    after = answer.next;
    if (answer.entries.length < AT_A_TIME) await pause(pauses.lookMs);
  }
}

function post({ to, secret, poster }: Forwarding, event: FeedEvent): Promise<Posted> {
  return postEvent(poster, to, event, { secrets: [{ secret }], at: new Date() });
}
