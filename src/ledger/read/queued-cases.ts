import { sql, type SqlBool } from 'kysely';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { CaseDetails, CaseKind, Ledger } from '../tables.ts';
import { comesAfter, type Place } from './queue-place.ts';

/** Something that no workflow resolves, and that a person settles. */
export interface QueuedCase {
  kind: 'case';
  /** Since when it is open. */
  queuedAt: Timestamp;
  caseId: string;
  purchaseId: PurchaseId;
  case: CaseKind;
  /** The part of the purchase that it is about, e.g. the key of its refund. */
  key: string;
  details: CaseDetails;
}

/** Cases that nobody has settled, the oldest first, after a place in the queue. */
export async function queuedCases(
  ledger: Ledger,
  place: Place | undefined,
  most: number,
): Promise<QueuedCase[]> {
  const rows = await ledger
    .selectFrom('cases')
    .select(['case_id', 'purchase_id', 'kind', 'key', 'opened_at', 'details'])
    .where('settled_at', 'is', null)
    .where(
      place === undefined
        ? sql<SqlBool>`true`
        : comesAfter(place, 'case', sql.ref('cases.opened_at'), sql.ref('cases.case_id')),
    )
    .orderBy('opened_at')
    .orderBy('case_id')
    .limit(most)
    .execute();
  return rows.map(({ case_id, purchase_id, kind, key, opened_at, details }) => ({
    kind: 'case',
    queuedAt: opened_at.toISOString(),
    caseId: case_id,
    purchaseId: purchase_id,
    case: kind,
    key,
    details,
  }));
}
