import type { Context } from 'hono';
import { endLinks as end } from '../../ledger/write/customer-links.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { purchaseInPath } from './purchases.ts';
import { queryOf } from './read-request.ts';

/** Ends every link to the customer's pages that a purchase has, for instance because somebody else has got one. */
export async function endLinks(context: ApiContext, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const write = {
    caller: c.get('caller'),
    key: idempotencyKeyOf(c),
    asked: ['endLinks', purchaseId],
    purchaseId,
    byTurn: true,
  } as const;
  const done = await context.once(write, async () => ({
    status: 200,
    body: { purchaseId, ended: await end(context.ledger, purchaseId, context.now()) },
  }));
  return answerOnce(c, done);
}
