import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import type { KeyedRequest } from '../write/api-requests.ts';

/** The first answer to a write. `undefined`: nobody has sent this key, or it was not answered. Throws `LedgerUnavailable`. */
export function readAnswer(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
): Promise<{ status: number; body: unknown; at: Date } | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('api_requests')
      .select(['status', 'answer', 'at'])
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .executeTakeFirst();
    if (row === undefined || row.status === null) return undefined;
    return { status: row.status, body: row.answer, at: row.at };
  });
}
