import type { Context } from 'hono';
import type { PurchaseId } from '../../contract/scalars.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import { FEED_EVENT_TYPES, isFeedEventType } from '../../contract/feed-event.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import { readFeed as feedOf } from '../../ledger/read/feed.ts';
import { lastPlaceOf } from '../../ledger/write/feed-places.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { refuse } from './problems.ts';
import { queryOf, wholeNumber } from './read-request.ts';

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** The feed of events, in its order. A service sees those of its own purchases. */
export async function readFeed(context: ApiContext, c: Context<ApiEnv>): Promise<Response> {
  const known = ['after', 'limit', 'since', 'types', 'purchaseId'] as const;
  const { after, limit, since, types, purchaseId } = queryOf(c, known);
  const { role, name } = c.get('caller');
  const place = wholeNumber('after', after, 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const { entries, next } = await feedOf(context.ledger, {
    after: place,
    limit: wholeNumber('limit', limit, 1, MOST) ?? DEFAULT_LIMIT,
    types: types?.split(',').map(typeIn),
    purchaseId: purchaseId === undefined ? undefined : purchaseIdIn(purchaseId),
    publishedSince: since === undefined ? undefined : instantIn(since),
    openedBy: role === 'service' ? name : undefined,
  });
  if (place > 0 && entries.length === 0) await refuseBeyond(context, place);
  return c.json({ entries, next });
}

/** A reader who stands at a place that was never given out would wait there until others have passed it. */
async function refuseBeyond({ ledger }: ApiContext, place: number): Promise<void> {
  const last = await lastPlaceOf(ledger);
  if (place <= last) return;
  throw refuse(
    409,
    'feed_is_behind',
    `The feed ends at ${last}, before the place in after. If that was a next of this feed, the record has been restored ` +
      'from an older copy: begin anew with after=0 or with an earlier place, and leave out what you have by its id.',
    { more: { last } },
  );
}

function typeIn(name: string) {
  if (isFeedEventType(name)) return name;
  const known = FEED_EVENT_TYPES.join(', ');
  throw refuse(
    400,
    'malformed_parameter',
    `The parameter types must be types with commas between them. Known are: ${known}.`,
  );
}

function instantIn(text: string): Date {
  const instant = readWith(timestamp, text);
  if (instant.ok) return new Date(instant.value);
  throw refuse(400, 'malformed_parameter', `The parameter since must be ${timestamp.wanted}.`);
}

function purchaseIdIn(text: string): PurchaseId {
  const read = readWith(id, text);
  if (read.ok) return read.value;
  throw refuse(400, 'malformed_parameter', `The parameter purchaseId must be ${id.wanted}.`);
}
