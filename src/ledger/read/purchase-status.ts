import type { Transaction } from 'kysely';
import type { PurchaseResult } from '../../contract/purchase-result.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { ClaimView, NextDeadline, PurchaseStatus } from '../../contract/status.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { claimsOf, type ClaimOnRecord } from './claims-of.ts';
import { nextDeadlineFrom } from './next-deadline.ts';
import { fieldOf } from './field-of.ts';
import { readOfPurchase, type PurchaseRow } from './purchase-on-record.ts';
import { statementsOf } from './statements-of.ts';
import { timelineOf } from './timeline-of.ts';

/**
 * The status as of the last snapshot, field by field as the workflow's query answers it. Its timeline also has what the
 * ledger has noted since. `undefined`: there is none of this id. Throws `LedgerUnavailable`.
 */
export const readPurchaseStatus = (
  ledger: Ledger,
  purchaseId: PurchaseId,
): Promise<PurchaseStatus | undefined> => readOfPurchase(ledger, purchaseId, wholeStatus);

/** The status of the purchase of this row. */
export async function wholeStatus(
  transaction: Transaction<LedgerTables>,
  row: PurchaseRow,
): Promise<PurchaseStatus> {
  const said = await statementsOf(transaction, row.purchase_id);
  const claims = (await claimsOf(transaction, row.purchase_id, said)).map(claimView);
  const timeline = await timelineOf(transaction, row.purchase_id);
  return {
    ...(await statusFromLedger(transaction, row)),
    ...fieldOf('claim', openClaim(claims)),
    claims,
    statements: said.ofNoClaim,
    ...fieldOf('refund', row.refund),
    ...fieldOf('replacement', row.replacement),
    timeline: timeline.map(({ source: _source, ...entry }) => entry),
  };
}

export type StatusFromLedger = Omit<
  PurchaseStatus,
  'claim' | 'claims' | 'statements' | 'refund' | 'replacement' | 'timeline'
>;

/** The part of the status that comes from the row of the purchase and its next deadline. */
export async function statusFromLedger(
  transaction: Transaction<LedgerTables>,
  row: PurchaseRow,
): Promise<StatusFromLedger> {
  return {
    purchaseId: row.purchase_id,
    stage: row.stage,
    policyVersion: row.policy_version,
    terms: termsOf(row),
    smsDeadline: row.sms_deadline.toISOString(),
    claimDeadline: row.claim_deadline.toISOString(),
    ...fieldOf('nextDeadline', await nextDeadlineOf(transaction, row)),
    ...fieldOf('result', resultOf(row)),
    needsAttention: row.needs_attention,
    allowedActions: row.allowed_actions,
    revision: row.revision,
  };
}

function termsOf(row: PurchaseRow): PurchaseStatus['terms'] {
  return {
    customerId: row.customer_id,
    activationId: row.activation_id,
    service: row.service,
    country: row.country,
    price: { amount: row.price_amount, currency: row.price_currency },
    purchasedAt: row.purchased_at.toISOString(),
    ...(row.replaces_purchase_id === null
      ? {}
      : {
          replaces: {
            purchaseId: row.replaces_purchase_id,
            originalPurchaseId: row.original_purchase_id,
            depth: row.depth,
          },
        }),
  };
}

/** Once it is decided. */
function resultOf(row: PurchaseRow): PurchaseResult | undefined {
  const { outcome, outcome_clause: clause, closed_at: closedAt } = row;
  if (outcome === null || clause === null || closedAt === null) return undefined;
  return {
    outcome,
    clause,
    ...fieldOf('refund', row.refund),
    ...(outcome === 'replaced' ? fieldOf('replacement', row.replacement) : {}),
    closedAt: closedAt.toISOString(),
  };
}

async function nextDeadlineOf(
  transaction: Transaction<LedgerTables>,
  row: PurchaseRow,
): Promise<NextDeadline | undefined> {
  const { next_deadline_kind: kind } = row;
  if (kind === null) return undefined;
  const deadline = await transaction
    .selectFrom('deadlines')
    .select(['provisional', 'paused_since'])
    .where('purchase_id', '=', row.purchase_id)
    .where('kind', '=', kind)
    .where('is_next', '=', true)
    .executeTakeFirst();
  return nextDeadlineFrom({
    ...row,
    provisional: deadline?.provisional,
    paused_since: deadline?.paused_since,
  });
}

/** The customer's part of the pauses: those for access (C3b). */
const claimView = ({ pauses, ...claim }: ClaimOnRecord): ClaimView => ({
  ...claim,
  pauses: pauses.filter(({ why }) => why === 'access').map(({ why: _why, ...pause }) => pause),
});

function openClaim(claims: readonly ClaimView[]): ClaimView | undefined {
  const last = claims.at(-1);
  return last?.status === 'open' ? last : undefined;
}
