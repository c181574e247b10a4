import { sql } from 'kysely';
import { ledgerInMemory } from '../../src/ledger/ledger-in-memory.ts';
import type { Ledger } from '../../src/ledger/tables.ts';

let opened: Promise<Ledger> | undefined;

/** A ledger with nothing in it. The tests of a file share one, one after the other. */
export async function emptyLedger(): Promise<Ledger> {
  opened ??= ledgerInMemory();
  const ledger = await opened;
  await sql`truncate ledger.purchases, ledger.claims, ledger.deadlines, ledger.pauses, ledger.evidence,
    ledger.timeline, ledger.remedies, ledger.refunds, ledger.replacements, ledger.mails`.execute(ledger);
  return ledger;
}
