import type { Context } from 'hono';
import type { ApiEnv, ApiContext } from './parts.ts';
import { NOT_FOUND, ProblemError } from './problems.ts';
import { purchaseInPath } from './purchases.ts';
import { seesWords } from './purchase-view.ts';
import { queryOf } from './read-request.ts';
import { refundWithoutWords } from './without-words.ts';

/** The refund of the payment, as the ledger has it. `null`: none was asked for. */
export async function readRefund(context: ApiContext, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const record = await context.desk.record(purchaseId);
  if (record === undefined) throw new ProblemError(NOT_FOUND);
  const { refund = null, recordedAt } = record;
  const isWhole = refund === null || seesWords(c.get('caller').role);
  return c.json({ purchaseId, refund: isWhole ? refund : refundWithoutWords(refund), recordedAt });
}
