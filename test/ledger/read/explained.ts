import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Ledger, LedgerTables } from '../../../src/ledger/tables.ts';

/** How the database went about what was read. */
export interface Explained {
  /** Index, or table in brackets where it was read whole, each once, in the order of the alphabet. */
  by: string[];
  /** Rows that were looked at in tables and indexes, those thrown away again included. */
  rows: number;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** Reads with the product's own code on a ledger that tells its queries, and runs each once more to be explained. */
export async function explained(url: string, read: (ledger: Ledger) => Promise<unknown>): Promise<Explained> {
  const queries: CompiledQuery[] = [];
  const ledger: Ledger = new Kysely<LedgerTables>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url }) }),
    log: ({ query }) => void queries.push(query),
  }).withSchema('ledger');
  try {
    await read(ledger);
    const looked: { by: string; rows: number }[] = [];
    for (const { sql, parameters } of queries.filter((query) => /^\s*select/.test(query.sql))) {
      const { rows } = await ledger.executeQuery<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        CompiledQuery.raw(`explain (analyze, timing off, format json) ${sql}`, [...parameters]),
      );
      for (const plan of rows.flatMap((row) => row['QUERY PLAN'])) looked.push(...scans(plan.Plan));
    }
    return {
      by: [...new Set(looked.map(({ by }) => by))].toSorted(),
      rows: looked.reduce((sum, { rows }) => sum + rows, 0),
    };
  } finally {
    await ledger.destroy();
  }
}

function scans(node: PlanNode): { by: string; rows: number }[] {
  const below = (node.Plans ?? []).flatMap(scans);
  const index = node['Index Name'];
  const table = node['Relation Name'];
  // A bitmap's rows are counted where they are fetched, its index where it is read.
  const by = index ?? (below.length > 0 || table === undefined ? undefined : `(${table})`);
  if (by === undefined && table === undefined) return below;
  const each =
    node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  const rows = node['Node Type'] === 'Bitmap Heap Scan' ? 0 : Math.ceil(each * node['Actual Loops']);
  return by === undefined ? below : [...below, { by, rows }];
}
