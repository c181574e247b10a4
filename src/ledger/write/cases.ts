import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import { WORDS_LONGEST } from '../../contract/text-bounds.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { noteInLedger } from './note-in-ledger.ts';
import { storable } from './storable.ts';
import type { CaseDetails, CaseKind, Ledger, LedgerTables } from '../tables.ts';

/** What a case is about. */
export interface CaseSubject {
  purchaseId: PurchaseId;
  kind: CaseKind;
  /** The part of the purchase that it is about, e.g. the key of its refund. */
  key: string;
  details: CaseDetails;
}

/** `opened`: by this call. `open`: by an earlier one. `settled`: a person has settled a case with the same details. */
export interface OpenedCase {
  caseId: string;
  state: 'opened' | 'open' | 'settled';
}

export interface CaseSettlement {
  /** Who settled it. 1 to 64 characters. */
  by: string;
  /** What was done. 1 to 4,000 characters after trimming. */
  note: string;
}

export type CaseSettled =
  | { result: 'settled' }
  | { result: 'already_settled'; by: string; at: Date }
  | { result: 'unknown_case' }
  | { result: 'malformed'; field: 'by' | 'note'; message: string };

/**
 * Opens a case, once. An open case of the same subject stays as it is, and one that was settled with the same details is not
 * opened again. With other details a new one is opened. Throws `LedgerUnavailable`.
 */
export function openCase(ledger: Ledger, subject: CaseSubject, now: Date): Promise<OpenedCase> {
  return inLedger(() =>
    ledger.transaction().execute((transaction) => openCaseWithin(transaction, subject, now)),
  );
}

/** As `openCase`, within a transaction. */
export async function openCaseWithin(
  transaction: Transaction<LedgerTables>,
  { purchaseId, kind, key, details: found }: CaseSubject,
  now: Date,
): Promise<OpenedCase> {
  const details = storable(found);
  const last = await transaction
    .selectFrom('cases')
    .select(['case_id', 'settled_at', 'details'])
    .where('purchase_id', '=', purchaseId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('settled_at', (order) => order.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst();
  if (last !== undefined && last.settled_at === null) return { caseId: last.case_id, state: 'open' };
  if (last !== undefined && isDeepStrictEqual(last.details, details)) {
    return { caseId: last.case_id, state: 'settled' };
  }
  const caseId = `case_${randomUUID().slice(0, 18)}`;
  const opened = await transaction
    .insertInto('cases')
    .values({
      case_id: caseId,
      purchase_id: purchaseId,
      kind,
      key,
      opened_at: now,
      details: JSON.stringify(details),
    })
    .onConflict((conflict) =>
      conflict.columns(['purchase_id', 'kind', 'key']).where('settled_at', 'is', null).doNothing(),
    )
    .returning('case_id')
    .executeTakeFirst();
  // Another process has opened the case between the two statements, so it can be read now.
  if (opened === undefined) return openCaseWithin(transaction, { purchaseId, kind, key, details }, now);
  await noteInLedger(transaction, purchaseId, {
    at: now.toISOString(),
    event: 'case_opened',
    actor: 'system',
    visibility: 'internal',
    data: { caseId, kind },
  });
  return { caseId, state: 'opened' };
}

/** Settles a case by hand. Nothing else follows from it. Throws `LedgerUnavailable`. */
export async function settleCase(
  ledger: Ledger,
  caseId: string,
  { by, note }: CaseSettlement,
  now: Date,
): Promise<CaseSettled> {
  const words = storable(note).trim();
  const who = storable(by).trim();
  if (words.length < 1 || words.length > WORDS_LONGEST) {
    return {
      result: 'malformed',
      field: 'note',
      message: `must be 1 to ${WORDS_LONGEST.toLocaleString('en')} characters`,
    };
  }
  if (who.length < 1 || who.length > 64) {
    return { result: 'malformed', field: 'by', message: 'must be 1 to 64 characters' };
  }
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const settled = await transaction
        .updateTable('cases')
        .set({ settled_at: now, settled_by: who, note: words })
        .where('case_id', '=', caseId)
        .where('settled_at', 'is', null)
        .returning(['purchase_id', 'kind'])
        .executeTakeFirst();
      if (settled === undefined) return howItStands(transaction, caseId);
      await noteInLedger(transaction, settled.purchase_id, {
        at: now.toISOString(),
        event: 'case_settled',
        actor: 'support',
        visibility: 'internal',
        // The note is only in the case, so that an erasure finds it in one place.
        data: { caseId, kind: settled.kind, by: who },
      });
      return { result: 'settled' };
    }),
  );
}

async function howItStands(transaction: Transaction<LedgerTables>, caseId: string): Promise<CaseSettled> {
  const known = await transaction
    .selectFrom('cases')
    .select(['settled_by', 'settled_at'])
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (known === undefined || known.settled_at === null || known.settled_by === null) {
    return { result: 'unknown_case' };
  }
  return { result: 'already_settled', by: known.settled_by, at: known.settled_at };
}
