import { optional, objectOf } from '../../contract/validation/fields.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { cursor, DEFAULT_LIMIT, limit, pageOf, type NotUnderstood, type Page, type Unread } from './page.ts';
import type { QueuedCase } from './queue.ts';

interface CasesQuery {
  after?: { openedAt: Timestamp; caseId: string };
  /** 1 to 200, default 50. */
  limit?: number;
}

const after = cursor(([openedAt, caseId, ...more]): CasesQuery['after'] => {
  const at = readWith(timestamp, openedAt);
  const isPlace = at.ok && caseId !== undefined && more.length === 0;
  return isPlace ? { openedAt: at.value, caseId } : undefined;
});

const casesQuery = objectOf<CasesQuery>({ after: optional(after), limit: optional(limit) });

/** Cases that nobody has settled, the oldest first. Throws `LedgerUnavailable`. */
export async function openCases(
  ledger: Ledger,
  asked: Unread<CasesQuery>,
): Promise<Page<QueuedCase> | NotUnderstood> {
  const read = readWith(casesQuery, asked);
  if (!read.ok) return read;
  const most = read.value.limit ?? DEFAULT_LIMIT;
  const place = read.value.after;
  const rows = await inLedger(() =>
    ledger
      .selectFrom('cases')
      .select(['case_id', 'purchase_id', 'kind', 'key', 'opened_at', 'details'])
      .where('settled_at', 'is', null)
      .$if(place !== undefined, (query) =>
        query.where((row) =>
          row(
            row.refTuple('opened_at', 'case_id'),
            '>',
            row.tuple(new Date(place?.openedAt ?? 0), place?.caseId ?? ''),
          ),
        ),
      )
      .orderBy('opened_at')
      .orderBy('case_id')
      .limit(most + 1)
      .execute(),
  );
  const cases = rows.map(({ case_id, purchase_id, kind, key, opened_at, details }): QueuedCase => ({
    kind: 'case',
    queuedAt: opened_at.toISOString(),
    caseId: case_id,
    purchaseId: purchase_id,
    case: kind,
    key,
    details,
  }));
  return pageOf(cases, most, ({ queuedAt, caseId }) => [queuedAt, caseId]);
}
