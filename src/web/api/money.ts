import type { Context } from 'hono';
import type { ApiEnv, Works } from './parts.ts';
import { NOT_FOUND, Refusal } from './problems.ts';
import { purchaseInPath } from './purchases.ts';
import { queryOf } from './read-request.ts';

/** The refund of the payment, as the ledger has it. `null`: none was asked for. */
export async function readRefund(works: Works, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(works, c);
  const record = await works.desk.record(purchaseId);
  if (record === undefined) throw new Refusal(NOT_FOUND);
  return c.json({ purchaseId, refund: record.refund ?? null, recordedAt: record.recordedAt });
}
