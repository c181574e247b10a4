import type { Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ClauseId } from '../../contract/clause-id.ts';
import type { Outcome } from '../../contract/purchase-result.ts';
import type {
  ActivationId,
  ClaimId,
  CustomerId,
  Money,
  PurchaseId,
  Timestamp,
} from '../../contract/scalars.ts';
import type { ClaimStatus, DeadlineKind, Stage } from '../../contract/status.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { readWith } from '../../contract/validation/reader.ts';
import type { ClaimsTable, Ledger } from '../tables.ts';
import { DEFAULT_LIMIT, pageOf, type NotUnderstood, type Page, type Unread } from './page.ts';
import { fieldOf } from './field-of.ts';
import { readTogether } from './read-together.ts';
import { pageKeys } from './search-keys.ts';
import { searchQuery, type SearchQuery } from './search-query.ts';

/** A purchase in a list: ids and decisions, nothing about the person except the shop's id. */
export interface FoundPurchase {
  purchaseId: PurchaseId;
  customerId: CustomerId;
  activationId: ActivationId;
  service: string;
  country: string;
  price: Money;
  purchasedAt: Timestamp;
  policyVersion: string;
  stage: Stage;
  nextDeadline?: { kind: DeadlineKind; at: Timestamp };
  /** How many entries `needsAttention` has. */
  needsAttention: number;
  /** The oldest first. */
  claims: { claimId: ClaimId; claimType: ClaimType; status: ClaimStatus; clause?: ClauseId }[];
  /** Once it is decided. */
  result?: { outcome: Outcome; clause: ClauseId; closedAt: Timestamp };
}

/** Purchases for which all conditions hold, the newest first. Throws `LedgerUnavailable`. */
export async function searchPurchases(
  ledger: Ledger,
  asked: Unread<SearchQuery>,
): Promise<Page<FoundPurchase> | NotUnderstood> {
  const read = readWith(searchQuery, asked);
  if (!read.ok) return read;
  const most = read.value.limit ?? DEFAULT_LIMIT;
  const found = await readTogether(ledger, async (transaction) => {
    const ids = await pageKeys(transaction, read.value, most + 1);
    return ids.length === 0 ? [] : foundPurchases(transaction, ids);
  });
  return pageOf(found, most, ({ purchasedAt, purchaseId }) => [purchasedAt, purchaseId]);
}

async function foundPurchases(ledger: Ledger, ids: PurchaseId[]): Promise<FoundPurchase[]> {
  const rows = await ledger
    .selectFrom('purchases')
    .selectAll()
    .select((builder) =>
      jsonArrayFrom(
        builder
          .selectFrom('claims')
          .select(['claim_id', 'claim_type', 'status', 'clause'])
          .whereRef('claims.purchase_id', '=', 'purchases.purchase_id')
          .orderBy('n'),
      ).as('claims'),
    )
    .where('purchase_id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((row) => [row.purchase_id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { next_deadline_kind: kind, next_deadline_at: at, outcome, outcome_clause, closed_at } = row;
    const decided = outcome !== null && outcome_clause !== null && closed_at !== null;
    return {
      purchaseId: row.purchase_id,
      customerId: row.customer_id,
      activationId: row.activation_id,
      service: row.service,
      country: row.country,
      price: { amount: row.price_amount, currency: row.price_currency },
      purchasedAt: row.purchased_at.toISOString(),
      policyVersion: row.policy_version,
      stage: row.stage,
      ...(kind === null || at === null ? {} : { nextDeadline: { kind, at: at.toISOString() } }),
      needsAttention: row.needs_attention.length,
      claims: row.claims.map(claimFrom),
      ...(decided ? { result: { outcome, clause: outcome_clause, closedAt: closed_at.toISOString() } } : {}),
    };
  });
}

const claimFrom = ({
  claim_id,
  claim_type,
  status,
  clause,
}: Pick<
  Selectable<ClaimsTable>,
  'claim_id' | 'claim_type' | 'status' | 'clause'
>): FoundPurchase['claims'][number] => ({
  claimId: claim_id,
  claimType: claim_type,
  status,
  ...fieldOf('clause', clause),
});
