import { openCaseWithin, type CaseSubject, type OpenedCase } from './cases.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { noteInLedger } from './note-in-ledger.ts';
import type { Ledger } from '../tables.ts';
import { fieldOf } from '../read/field-of.ts';

/**
 * Saves that a refund has failed after it was confirmed, and opens a case: both or neither. Repeating it changes nothing.
 * `reason`: the order service's. `failedNow`: this call has saved it. Throws `LedgerUnavailable`.
 */
export function saveFailedRefund(
  ledger: Ledger,
  subject: CaseSubject & { kind: 'refund_failed' },
  reason: string | undefined,
  now: Date,
): Promise<OpenedCase & { failedNow: boolean }> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const failed = await transaction
        .updateTable('refunds')
        .set({ status: 'failed', reason: reason ?? null, updated_at: now })
        .where('key', '=', subject.key)
        .where('status', '=', 'confirmed')
        .where('by_hand', '=', false)
        .where('returned_otherwise', '=', false)
        .returning(['clause', 'refund_id', 'amount', 'currency'])
        .executeTakeFirst();
      if (failed !== undefined) {
        const { clause, refund_id: refundId, amount, currency } = failed;
        await noteInLedger(transaction, subject.purchaseId, {
          at: now.toISOString(),
          event: 'refund_failed',
          actor: 'service',
          clause,
          visibility: 'public',
          data: { amount, currency, ...fieldOf('refundId', refundId) },
        });
      }
      const opened = await openCaseWithin(transaction, subject, now);
      return { ...opened, failedNow: failed !== undefined };
    }),
  );
}

/** A try that began this short a time ago may still be under way. Longer than one mail can take. */
const UNDER_WAY_MS = 60_000;

/**
 * Takes the turn to send the mail about a failed refund. `false`: another run has taken it just now. Throws
 * `LedgerUnavailable`.
 */
export function takeMailTurn(ledger: Ledger, key: string, now: Date): Promise<boolean> {
  return inLedger(async () => {
    const taken = await ledger
      .updateTable('refunds')
      .set({ updated_at: now })
      .where('key', '=', key)
      .where('status', '=', 'failed')
      .where('updated_at', '<=', new Date(now.getTime() - UNDER_WAY_MS))
      .returning('key')
      .executeTakeFirst();
    return taken !== undefined;
  });
}
