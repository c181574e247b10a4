import { sql, type Transaction } from 'kysely';
import { isSettledByHand } from '../../contract/settled-by-hand.ts';
import type { PurchaseSnapshot, SnapshotPosition } from '../../contract/snapshot.ts';
import { databaseCodeOf, isRefusal } from '../ledger-unavailable.ts';
import { openedAgain } from './opened-again.ts';
import { recordSettled } from './record-settled.ts';
import { storable } from './storable.ts';
import type { Ledger, LedgerTables } from '../tables.ts';

/**
 * `superseded`: the ledger has this snapshot already, or a later one. `closed_before`: the snapshot is of a second opening
 * of a purchase that has closed, and support has a case for it. Neither changes the purchase in the ledger.
 */
export type Recording = 'recorded' | 'superseded' | 'closed_before';

export interface RecordOptions {
  /** The writer's clock. Only shown. */
  now: Date;
  /**
   * The position that is in the ledger and known to be wrong: a workflow task that was lost may have written what then
   * never happened. Only for reconciliation, which has asked the workflow.
   */
  instead?: SnapshotPosition;
  /** Called for each part that the ledger has refused, with the SQLSTATE. */
  leftOut?: (part: SnapshotPart, code: string) => void;
}

export type SnapshotPart = 'claims' | 'deadlines' | 'timeline' | 'remedies' | 'mails';

/**
 * Writes a snapshot, all of it or nothing. Of two snapshots the one with the later position counts, whichever comes first.
 * If the ledger refuses data in it, each part is written by itself and the refused ones are left out, so that stage and
 * attention get into the ledger whatever is wrong elsewhere.
 */
export async function recordSnapshot(
  ledger: Ledger,
  given: PurchaseSnapshot,
  options: RecordOptions,
): Promise<Recording> {
  const snapshot = storable(given);
  try {
    return await recordWhole(ledger, snapshot, options);
  } catch (error) {
    if (!isRefusal(databaseCodeOf(error))) throw error;
    return await recordByParts(ledger, snapshot, options);
  }
}

async function recordWhole(
  ledger: Ledger,
  snapshot: PurchaseSnapshot,
  { now, instead }: RecordOptions,
): Promise<Recording> {
  const write = async (connection: Ledger): Promise<boolean> => {
    const { rows } = await sql<{ written: boolean }>`
      select ledger.record_snapshot_1(${asJson(snapshot)}, ${now}, ${asJson(instead)}) as written`.execute(
      connection,
    );
    return rows[0]?.written === true;
  };
  if (!isSettledByHand(snapshot.status.refund) && (await write(ledger))) return 'recorded';
  return ledger.transaction().execute(async (transaction) => {
    if (!(await write(transaction))) return notWritten(transaction, snapshot, now);
    await recordSettled(transaction, snapshot, now);
    return 'recorded';
  });
}

function recordByParts(
  ledger: Ledger,
  snapshot: PurchaseSnapshot,
  { now, instead, leftOut }: RecordOptions,
): Promise<Recording> {
  const json = asJson(snapshot);
  return ledger.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ written: boolean }>`
      select ledger.record_purchase_1(${json}, ${now}, ${asJson(instead)}) as written`.execute(transaction);
    if (rows[0]?.written !== true) return notWritten(transaction, snapshot, now);
    const orLeaveOut = async (part: SnapshotPart, write: () => Promise<unknown>): Promise<void> => {
      await sql`savepoint part`.execute(transaction);
      try {
        await write();
        await sql`release savepoint part`.execute(transaction);
      } catch (error) {
        const code = databaseCodeOf(error);
        if (!isRefusal(code)) throw error;
        await sql`rollback to savepoint part`.execute(transaction);
        leftOut?.(part, code);
      }
    };
    const part = (name: SnapshotPart, also: () => Promise<void> = () => Promise.resolve()): Promise<void> =>
      orLeaveOut(name, async () => {
        await sql`select ${sql.id('ledger', `record_${name}_1`)}(${json}, ${now})`.execute(transaction);
        await also();
      });
    await part('claims');
    await part('deadlines');
    await part('timeline');
    await part('remedies', async () => {
      if (isSettledByHand(snapshot.status.refund)) await recordSettled(transaction, snapshot, now);
    });
    await part('mails');
    return 'recorded';
  });
}

const notWritten = async (
  transaction: Transaction<LedgerTables>,
  snapshot: PurchaseSnapshot,
  now: Date,
): Promise<Recording> => ((await openedAgain(transaction, snapshot, now)) ? 'closed_before' : 'superseded');

const asJson = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
