import type { Selectable } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { TimelineEntry } from '../../contract/status.ts';
import type { Ledger, TimelineTable } from '../tables.ts';
import { fieldOf } from './field-of.ts';

/** `ledger`: noted by the ledger and not by the workflow, e.g. after the purchase has closed. */
export interface RecordedEntry extends TimelineEntry {
  source: TimelineTable['source'];
}

/**
 * What happened, in order. The workflow's entries keep their own order whatever their instants are, and so do the ledger's;
 * the instants decide how the two are merged. Superseded entries are left out.
 */
export async function timelineOf(
  ledger: Ledger,
  purchaseId: PurchaseId,
  { publicOnly = false }: { publicOnly?: boolean } = {},
): Promise<RecordedEntry[]> {
  const rows = await ledger
    .selectFrom('timeline')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .where('superseded_at', 'is', null)
    .$if(publicOnly, (query) => query.where('visibility', '=', 'public'))
    .orderBy('n')
    .execute();
  const entries = rows.map(entryFrom);
  const ownOfLedger = entries.filter(({ source }) => source === 'ledger');
  const all: RecordedEntry[] = [];
  for (const entry of entries.filter(({ source }) => source === 'workflow')) {
    all.push(...takenBefore(ownOfLedger, entry.at), entry);
  }
  return [...all, ...ownOfLedger];
}

/** Removes and returns the entries before `at`. */
function takenBefore(ownOfLedger: RecordedEntry[], at: string): RecordedEntry[] {
  const later = ownOfLedger.findIndex((entry) => entry.at >= at);
  return ownOfLedger.splice(0, later < 0 ? ownOfLedger.length : later);
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
  ...fieldOf('clause', clause),
  visibility,
  ...fieldOf('data', data),
  source,
});
