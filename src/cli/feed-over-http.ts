import type { FeedEvent } from '../contract/feed-event.ts';

/** Which events are read, as the HTTP API takes it. */
export interface FeedFilter {
  types?: string | undefined;
  purchaseId?: string | undefined;
}

export interface FeedQuery extends FeedFilter {
  after: number;
  limit: number;
  /** Only what came into the feed at that time or later. */
  since?: Date | undefined;
}

/**
 * A part of the feed. `behind`: it ends before the place that was asked for. `away`: no answer, or one that asks to come
 * again later. `refused`: a sentence that says why, and will not be another one later.
 */
export type FeedAnswer =
  | { result: 'read'; entries: FeedEvent[]; next: number }
  | { result: 'behind'; why: string }
  | { result: 'away'; why: string }
  | { result: 'refused'; why: string };

/** The feed of an HTTP API, as the key may read it. */
export interface FeedOverHttp {
  url: string;
  key: string;
}

const ANSWER_WITHIN_MS = 20_000;

/** Reads a part of the feed. */
export async function readFeedOverHttp(
  { url, key }: FeedOverHttp,
  { after, limit, since, types, purchaseId }: FeedQuery,
  signal?: AbortSignal,
): Promise<FeedAnswer> {
  const at = new URL('/v1/events', url);
  const query = {
    after: String(after),
    limit: String(limit),
    since: since?.toISOString(),
    types,
    purchaseId,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) at.searchParams.set(name, value);
  }
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(at, {
      headers: { authorization: `Bearer ${key}` },
      // The key is for this address only.
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && isPart(body)) {
      const { entries, next } = body;
      return { result: 'read', entries, next };
    }
    const { status } = response;
    if (status === 409 && isBehind(body)) return { result: 'behind', why: BEHIND };
    if (status === 429 || status >= 500) return { result: 'away', why: `status ${status}` };
    return { result: 'refused', why: detailOf(body) ?? `${at.origin} answers with status ${status}.` };
  } catch (error) {
    return { result: 'away', why: reasonOf(error) };
  }
}

const isPart = (body: unknown): body is { entries: FeedEvent[]; next: number } =>
  typeof body === 'object' && body !== null && 'entries' in body && 'next' in body;

/** As `events listen` and `events list` say it, whose option is not that of the API. */
const BEHIND =
  'The feed ends before that place. If it was given that place before, it has been restored from an older copy: ' +
  'begin anew with --after 0 or an earlier place. Events that had arrived come again, under the same id.';

const isBehind = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'code' in body && body.code === 'feed_is_behind';

const detailOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string'
    ? body.detail
    : undefined;

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) {
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  }
  return error instanceof Error ? error.message : 'no answer';
}
