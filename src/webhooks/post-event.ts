import type { FeedEvent } from '../contract/feed-event.ts';
import type { Posted, Poster } from './post.ts';
import { signedHeaders, type WebhookSecret } from './signature.ts';

/** One try of a webhook: the event as the feed has it, signed by Standard Webhooks 1.0 as of this try. */
export function postEvent(
  poster: Poster,
  url: string,
  event: FeedEvent,
  { secrets, at }: { secrets: readonly WebhookSecret[]; at: Date },
): Promise<Posted> {
  const body = Buffer.from(JSON.stringify(event));
  const headers = signedHeaders(secrets, { id: event.id, at, body });
  return poster.post(
    url,
    { ...headers, 'content-type': 'application/json', 'user-agent': 'instaotp-returns' },
    body,
  );
}
