import { optional, objectOf } from '../../contract/validation/fields.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { DEFAULT_LIMIT, limit, pageOf, type NotUnderstood, type Page, type Unread } from './page.ts';
import { queuedCases, type QueuedCase } from './queued-cases.ts';
import { after, placeWords, type Place } from './queue-place.ts';

interface CasesQuery {
  after?: Place;
  /** 1 to 200, default 50. */
  limit?: number;
}

const casesQuery = objectOf<CasesQuery>({ after: optional(after), limit: optional(limit) });

/** Cases that nobody has settled, the oldest first. Throws `LedgerUnavailable`. */
export async function openCases(
  ledger: Ledger,
  asked: Unread<CasesQuery>,
): Promise<Page<QueuedCase> | NotUnderstood> {
  const read = readWith(casesQuery, asked);
  if (!read.ok) return read;
  const most = read.value.limit ?? DEFAULT_LIMIT;
  const cases = await inLedger(() => queuedCases(ledger, read.value.after, most + 1));
  return pageOf(cases, most, ({ queuedAt, caseId }) =>
    placeWords({ at: queuedAt, kind: 'case', id: caseId }),
  );
}
