import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEvent } from '../contract/feed-event.ts';
import { hasArrived, type Posted, type Poster } from '../webhooks/post.ts';
import { postEvent } from '../webhooks/post-event.ts';
import { NotPossible } from './not-possible.ts';
import {
  readFeedOverHttp,
  type FeedAnswer,
  type FeedFilter,
  type FeedOverHttp,
  type FeedQuery,
} from './feed-over-http.ts';

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
  let isAway = false;

  /** Asks until there is an answer. `undefined`: it is to end. */
  async function read(query: FeedQuery): Promise<FeedPart | undefined> {
    const answer = await ask(query);
    if (answer?.result === 'behind') throw new NotPossible(answer.why);
    return answer;
  }

  async function ask(query: FeedQuery): Promise<FeedPart | Behind | undefined> {
    for (;;) {
      const answer = await readFeedOverHttp(feed, query, signal);
      if (signal.aborted) return undefined;
      if (answer.result === 'refused') throw new NotPossible(answer.why);
      if (answer.result === 'read' || answer.result === 'behind') {
        isAway = false;
        return answer;
      }
      if (!isAway) away(answer.why);
      isAway = true;
      await pause(pauses.lookMs);
      if (signal.aborted) return undefined;
    }
  }

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

  let after = await placeOf(from, ask);
  while (after !== undefined && !signal.aborted) {
    const part = await read({ ...filter, after, limit: AT_A_TIME });
    for (const event of part?.entries ?? []) {
      await send(event);
      if (signal.aborted) return;
    }
    after = part?.next;
    if (part !== undefined && part.entries.length < AT_A_TIME) await pause(pauses.lookMs);
  }
}

type FeedPart = Extract<FeedAnswer, { result: 'read' }>;
type Behind = Extract<FeedAnswer, { result: 'behind' }>;
type Ask = (query: FeedQuery) => Promise<FeedPart | Behind | undefined>;

/** What is asked for past its end is nothing. */
const entriesOf = (answer: FeedPart | Behind): FeedEvent[] =>
  answer.result === 'read' ? answer.entries : [];

/**
 * The sequence to continue after. Later reads go by sequence, because workers' clocks differ and a filter by time could
 * leave an event out. `undefined`: it is to end.
 */
async function placeOf(from: FeedStart, ask: Ask): Promise<number | undefined> {
  if (from !== 'now' && 'after' in from) return from.after;
  // Before the time is asked for, so that what comes in between is not passed over.
  const last = await lastPlace(ask);
  if (from === 'now' || last === undefined) return last;
  const part = await ask({ after: 0, limit: 1, since: from.since });
  if (part === undefined) return undefined;
  const [first] = entriesOf(part);
  return first === undefined ? last : Math.min(first.sequence - 1, last);
}

/** The place of the last event that can be read, found by asking what comes after a place. 0: there is none. */
async function lastPlace(ask: Ask): Promise<number | undefined> {
  let last = 0;
  let step = 1;
  /** After this place there is nothing. */
  let end = Infinity;
  while (last < end) {
    const place: number = end === Infinity ? last + step : Math.floor((last + end) / 2);
    const part = await ask({ after: place, limit: 1 });
    if (part === undefined) return undefined;
    const [next] = entriesOf(part);
    if (next === undefined) end = place;
    else last = next.sequence;
    step *= 2;
  }
  return end;
}

function post({ to, secret, poster }: Forwarding, event: FeedEvent): Promise<Posted> {
  return postEvent(poster, to, event, { secrets: [{ secret }], at: new Date() });
}
