import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { LedgerTables } from '../tables.ts';
import type { SearchQuery } from './search-query.ts';

/**
 * The purchases of one page, the newest first. Each query reads one index in the order of the page, checks the other
 * conditions for each row, and stops when the page is full. There is no index for the policy version: if few purchases have
 * it, all others are read.
 */
export async function pageKeys(
  transaction: Transaction<LedgerTables>,
  query: SearchQuery,
  most: number,
): Promise<PurchaseId[]> {
  const ways = waysTo(query).map((way) => sql`(${way} limit ${most})`);
  const { rows } = await sql<{ purchase_id: PurchaseId }>`
    select purchase_id from (${sql.join(ways, sql` union `)}) as found
    order by purchased_at desc, purchase_id desc limit ${most}`.execute(transaction);
  return rows.map(({ purchase_id }) => purchase_id);
}

/** One query per index, chosen by the most selective condition. A clause can be of a claim or of the purchase. */
function waysTo(query: SearchQuery): RawBuilder<unknown>[] {
  const { clause, claimType, stage, open } = query;
  const { purchaseId, purchaseIds, activationId, customerId } = query;
  if ((purchaseId ?? purchaseIds ?? activationId ?? customerId) !== undefined) {
    return [amongPurchases(query)];
  }
  if (clause !== undefined) {
    const rest = { ...query, clause: undefined };
    const ofClaims = amongClaims(sql`claims.clause = ${clause}`, rest);
    // An open purchase has no deciding clause yet.
    if (open === true || (stage !== undefined && stage !== 'closed')) return [ofClaims];
    return [ofClaims, amongPurchases(rest, sql`purchases.outcome_clause = ${clause}`)];
  }
  if (claimType !== undefined) {
    return [amongClaims(sql`claims.claim_type = ${claimType}`, { ...query, claimType: undefined })];
  }
  if (open !== undefined || stage !== undefined) return [amongPurchases(query)];
  return [amongPurchases({ ...query, open: true }), amongPurchases({ ...query, open: false })];
}

/** The conditions that are still to be checked for each row. */
type Rest = { readonly [K in keyof SearchQuery]: SearchQuery[K] | undefined };

function amongPurchases(rest: Rest, first?: RawBuilder<unknown>): RawBuilder<unknown> {
  const conditions = [...(first ? [first] : []), ...conditionsOf(rest), ...beyond('purchases', rest)];
  return sql`
    select purchases.purchased_at, purchases.purchase_id from ledger.purchases
    ${where(conditions)}
    order by purchases.purchased_at desc, purchases.purchase_id desc`;
}

// With `offset 0` the planner looks up the purchase of each claim in turn. Otherwise it may read all open purchases, or all
// claims, to fill one page.
function amongClaims(first: RawBuilder<unknown>, rest: Rest): RawBuilder<unknown> {
  const conditions = [first, ...conditionsOf(rest), ...beyond('claims', rest)];
  return sql`
    select distinct on (claims.purchased_at, claims.purchase_id) claims.purchased_at, claims.purchase_id
    from ledger.claims,
    lateral (select * from ledger.purchases where purchase_id = claims.purchase_id offset 0) as purchases
    ${where(conditions)}
    order by claims.purchased_at desc, claims.purchase_id desc`;
}

const where = (conditions: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;

/** Only rows after the previous page. */
const beyond = (table: 'purchases' | 'claims', { after }: Rest): RawBuilder<unknown>[] =>
  after === undefined
    ? []
    : [
        sql`(${sql.ref(`${table}.purchased_at`)}, ${sql.ref(`${table}.purchase_id`)})
          < (${after.purchasedAt}::timestamptz, ${after.purchaseId}::text)`,
      ];

function conditionsOf(rest: Rest): RawBuilder<unknown>[] {
  const { purchaseId, purchaseIds, activationId, customerId, stage, claimType, clause, policyVersion } = rest;
  const conditions: RawBuilder<unknown>[] = [];
  if (purchaseId !== undefined) conditions.push(sql`purchases.purchase_id = ${purchaseId}`);
  if (purchaseIds !== undefined) conditions.push(sql`purchases.purchase_id = any(${purchaseIds}::text[])`);
  if (activationId !== undefined) conditions.push(sql`purchases.activation_id = ${activationId}`);
  if (customerId !== undefined) conditions.push(sql`purchases.customer_id = ${customerId}`);
  if (stage !== undefined) conditions.push(sql`purchases.stage = ${stage}`);
  // Implied by the stage, but needed so that the planner can use an index of only open or only closed purchases.
  if (stage !== undefined && stage !== 'closed') conditions.push(sql`purchases.closed_at is null`);
  if (stage === 'closed') conditions.push(sql`purchases.closed_at is not null`);
  if (rest.open === true) conditions.push(sql`purchases.closed_at is null`);
  if (rest.open === false) conditions.push(sql`purchases.closed_at is not null`);
  if (policyVersion !== undefined) conditions.push(sql`purchases.policy_version = ${policyVersion}`);
  if (claimType !== undefined) conditions.push(sql`${hasClaim} and claims.claim_type = ${claimType})`);
  if (clause !== undefined) {
    conditions.push(
      sql`(purchases.outcome_clause = ${clause} or ${hasClaim} and claims.clause = ${clause}))`,
    );
  }
  return conditions;
}

/** Ends within a bracket: further conditions on the claim follow. */
const hasClaim = sql`exists (select from ledger.claims where claims.purchase_id = purchases.purchase_id`;
