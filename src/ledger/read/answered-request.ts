import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import type { KeyedRequest } from '../write/api-requests.ts';

/**
 * What became of a write. `none`: nobody has sent this key. `unanswered`: somebody has, and the answer is still to come or was
 * lost with its process.
 */
export type RequestOnRecord =
  | { state: 'none' }
  | { state: 'unanswered' }
  | { state: 'answered'; status: number; body: unknown; at: Date };

/** Throws `LedgerUnavailable`. */
export function readRequest(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
): Promise<RequestOnRecord> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('api_requests')
      .select(['status', 'answer', 'at'])
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .executeTakeFirst();
    if (row === undefined) return { state: 'none' };
    if (row.status === null) return { state: 'unanswered' };
    return { state: 'answered', status: row.status, body: row.answer, at: row.at };
  });
}
