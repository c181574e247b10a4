import type { Context } from 'hono';
import { endLinks as end } from '../../ledger/write/customer-links.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import type { ApiEnv, Works } from './parts.ts';
import { purchaseInPath } from './purchases.ts';
import { queryOf } from './read-request.ts';

/** Ends every link to the customer's pages that a purchase has, for instance because somebody else has got one. */
export async function endLinks(works: Works, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(works, c);
  const write = {
    caller: c.get('caller'),
    key: idempotencyKeyOf(c),
    asked: ['endLinks', purchaseId],
    purchaseId,
    byTurn: true,
  } as const;
  const done = await works.once(write, async () => ({
    status: 200,
    body: { purchaseId, ended: await end(works.ledger, purchaseId, works.now()) },
  }));
  return answerOnce(c, done);
}
