import type { Selectable, Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { TimelineEntry } from '../../contract/status.ts';
import type { LedgerTables, TimelineTable } from '../tables.ts';
import { present } from './present.ts';

/** `ledger`: noted beside the purchase's own timeline, e.g. after it has closed. */
export interface RecordedEntry extends TimelineEntry {
  source: TimelineTable['source'];
}

/**
 * What happened, in order. The purchase's own entries keep their order whatever their instants say, and so do those of
 * the ledger; between the two the instants decide. What was superseded is left out.
 */
export async function timelineOf(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
  { publicOnly = false }: { publicOnly?: boolean } = {},
): Promise<RecordedEntry[]> {
  const rows = await transaction
    .selectFrom('timeline')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .where('superseded_at', 'is', null)
    .$if(publicOnly, (query) => query.where('visibility', '=', 'public'))
    .orderBy('n')
    .execute();
  const entries = rows.map(entryFrom);
  const beside = entries.filter(({ source }) => source === 'ledger');
  const all: RecordedEntry[] = [];
  for (const entry of entries.filter(({ source }) => source === 'workflow')) {
    all.push(...takenBefore(beside, entry.at), entry);
  }
  return [...all, ...beside];
}

/** Takes out what was noted before. */
function takenBefore(beside: RecordedEntry[], at: string): RecordedEntry[] {
  const later = beside.findIndex((entry) => entry.at >= at);
  return beside.splice(0, later < 0 ? beside.length : later);
}

const entryFrom = ({
  at,
  event,
  actor,
  clause,
  visibility,
  data,
  source,
}: Selectable<TimelineTable>): RecordedEntry => ({
  at: at.toISOString(),
  event,
  actor,
  ...present('clause', clause),
  visibility,
  ...present('data', data),
  source,
});
