import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { LateMessage } from '../../client/purchase-records.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { noteInLedger } from './note-in-ledger.ts';
import type { Ledger } from '../tables.ts';
import { present } from '../../contract/present.ts';

/** Of one purchase. More than that tells nobody anything. */
const LATE_KEPT = 10;

/**
 * Notes what came after a purchase had closed: at most 10 entries, and the same message once. `false`: it was not
 * noted. Throws `LedgerUnavailable`.
 */
export function noteLate(
  ledger: Ledger,
  purchaseId: PurchaseId,
  { kind, name, id, actor, occurredAt }: LateMessage,
  now: Date,
): Promise<boolean> {
  const event = `late_${kind}`;
  // The sender chooses the id, and may have put a name into it.
  const idHash = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      // Before anything is counted: of two at once the second sees what the first has noted.
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
