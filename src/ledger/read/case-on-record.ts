import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { CaseSubject } from '../write/cases.ts';
import type { Ledger } from '../tables.ts';

export interface CaseOnRecord {
  purchaseId: PurchaseId;
  /** Absent: it is open. */
  settled?: { by: string; note: string | null };
}

/** `undefined`: there is no case of this id. Throws `LedgerUnavailable`. */
export async function caseOnRecord(ledger: Ledger, caseId: string): Promise<CaseOnRecord | undefined> {
  const row = await inLedger(() =>
    ledger
      .selectFrom('cases')
      .select(['purchase_id', 'settled_by', 'note'])
      .where('case_id', '=', caseId)
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  const { purchase_id: purchaseId, settled_by: by, note } = row;
  return { purchaseId, ...(by === null ? {} : { settled: { by, note } }) };
}

/** Whether a person has settled a case of this subject, whatever its details, and none is open. Throws `LedgerUnavailable`. */
export async function wasSettled(
  ledger: Ledger,
  { purchaseId, kind, key }: Omit<CaseSubject, 'details'>,
): Promise<boolean> {
  const cases = await inLedger(() =>
    ledger
      .selectFrom('cases')
      .select('settled_at')
      .where('purchase_id', '=', purchaseId)
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute(),
  );
  return cases.length > 0 && cases.every(({ settled_at }) => settled_at !== null);
}
