import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { PurchaseStatus, Statement } from '../../contract/status.ts';
import type { LedgerTables } from '../tables.ts';

type Told = Pick<PurchaseStatus, 'purchaseId' | 'claims' | 'statements'>;

/** Those of each claim, then those of the purchase, whose claim is empty. */
const statementsIn = ({ claims, statements }: Told): { claimId: string; said: Statement[] | undefined }[] => [
  ...claims.map((claim) => ({ claimId: claim.claimId, said: claim.statements })),
  { claimId: '', said: statements },
];

/**
 * Which rows a snapshot does not have: those of claims that never came to be, and those past the end of what was said.
 * Where a snapshot has no statements, a version that kept none has made it: it says nothing about those that are known.
 */
export function statementsNeverMade(status: Told): RawBuilder<SqlBool> {
  const known = statementsIn(status).map(({ claimId, said }) =>
    said === undefined
      ? sql`when claim_id = ${claimId} then false`
      : sql`when claim_id = ${claimId} then n > ${said.length}::integer`,
  );
  return sql`purchase_id = ${status.purchaseId} and case ${sql.join(known, sql` `)} else true end`;
}

/** Adds what is new. What was said stays as it is, so nearly nothing is ever written again. */
export async function recordStatements(transaction: Transaction<LedgerTables>, status: Told): Promise<void> {
  const rows = statementsIn(status).flatMap(({ claimId, said = [] }) =>
    said.map(({ at, by, kind, text, visibility }, index) => ({
      purchase_id: status.purchaseId,
      claim_id: claimId,
      n: index + 1,
      at,
      by_kind: by.kind,
      by_id: by.id,
      kind,
      visibility,
      words: text,
    })),
  );
  if (rows.length === 0) return;
  await transaction
    .insertInto('statements')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['purchase_id', 'claim_id', 'n'])
        .doUpdateSet((row) => ({
          at: row.ref('excluded.at'),
          by_kind: row.ref('excluded.by_kind'),
          by_id: row.ref('excluded.by_id'),
          kind: row.ref('excluded.kind'),
          visibility: row.ref('excluded.visibility'),
          words: row.ref('excluded.words'),
        }))
        .where(sql<boolean>`${columnsOf('statements')} is distinct from ${columnsOf('excluded')}`),
    )
    .execute();
}

const columnsOf = (table: string): RawBuilder<unknown> => {
  const columns = ['at', 'by_kind', 'by_id', 'kind', 'visibility', 'words'];
  return sql`(${sql.join(columns.map((column) => sql.ref(`${table}.${column}`)))})`;
};
