import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { LateMessage } from '../../client/purchase-records.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { noteInLedger } from './note-in-ledger.ts';
import type { Ledger } from '../tables.ts';
import { present } from '../../contract/present.ts';

/** The most entries for one purchase. Further ones would say nothing new. */
const LATE_KEPT = 10;

/**
 * Notes a message that came after its purchase had closed: the same message once, and at most 10 entries. `false`: it was
 * not noted. Throws `LedgerUnavailable`.
 */
export function noteLate(
  ledger: Ledger,
  purchaseId: PurchaseId,
  { kind, name, id, actor, occurredAt }: LateMessage,
  now: Date,
): Promise<boolean> {
  const event = `late_${kind}`;
  // The sender has chosen the id, which may contain a name.
  const idHash = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      // The lock comes before counting, so that the second of two at once sees what the first has noted.
      await sql`select from ledger.purchases where purchase_id = ${purchaseId} for no key update`.execute(
        transaction,
      );
      const noted = await transaction
        .selectFrom('timeline')
        .select('data')
        .where('purchase_id', '=', purchaseId)
        .where('source', '=', 'ledger')
        .where('event', 'in', ['late_event', 'late_request'])
        .execute();
      if (noted.length >= LATE_KEPT || noted.some(({ data }) => data?.['idHash'] === idHash)) return false;
      const n = await noteInLedger(transaction, purchaseId, {
        at: now.toISOString(),
        event,
        actor,
        visibility: 'internal',
        data: { [kind]: name, idHash, ...present({ occurredAt }) },
      });
      return n !== undefined;
    }),
  );
}
