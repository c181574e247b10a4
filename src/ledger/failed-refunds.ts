import { openCaseWithin, type CaseSubject, type OpenedCase } from './cases.ts';
import { inLedger } from './ledger-unavailable.ts';
import { noteBeside } from './note-beside.ts';
import type { Ledger } from './tables.ts';

/**
 * Saves that a refund has failed after it was confirmed, and puts it before a person: both or neither. `reason`: the
 * order service's. Again, it changes nothing. Throws `LedgerUnavailable`.
 */
export function saveFailedRefund(
  ledger: Ledger,
  subject: CaseSubject & { kind: 'refund_failed' },
  reason: string | undefined,
  now: Date,
): Promise<OpenedCase> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const failed = await transaction
        .updateTable('refunds')
        .set({ status: 'failed', reason: reason ?? null, updated_at: now })
        .where('key', '=', subject.key)
        .where('status', '=', 'confirmed')
        .where('by_hand', '=', false)
        .returning(['clause', 'refund_id', 'amount', 'currency'])
        .executeTakeFirst();
      if (failed !== undefined) {
        const { clause, refund_id: refundId, amount, currency } = failed;
        await noteBeside(transaction, subject.purchaseId, {
          at: now.toISOString(),
          event: 'refund_failed',
          actor: 'service',
          clause,
          visibility: 'public',
          data: { amount, currency, ...(refundId === null ? {} : { refundId }) },
        });
      }
      return openCaseWithin(transaction, subject, now);
    }),
  );
}
