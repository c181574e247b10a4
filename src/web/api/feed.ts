import type { Context } from 'hono';
import { FEED_EVENT_TYPES, isFeedEventType } from '../../contract/feed-event.ts';
import { readFeed as feedOf } from '../../ledger/read/feed.ts';
import type { ApiEnv, Works } from './parts.ts';
import { refuse } from './problems.ts';
import { queryOf, wholeNumber } from './read-request.ts';

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** The feed of events, in its order. A service sees those of its own purchases. */
export async function readFeed(works: Works, c: Context<ApiEnv>): Promise<Response> {
  const { after, limit, types, purchaseId } = queryOf(c, ['after', 'limit', 'types', 'purchaseId']);
  const { role, name } = c.get('caller');
  const { entries, next } = await feedOf(works.ledger, {
    after: wholeNumber('after', after, 0, Number.MAX_SAFE_INTEGER) ?? 0,
    limit: wholeNumber('limit', limit, 1, MOST) ?? DEFAULT_LIMIT,
    types: types?.split(',').map(typeIn),
    purchaseId,
    openedBy: role === 'service' ? name : undefined,
  });
  return c.json({ entries, next });
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
