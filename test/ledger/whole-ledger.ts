import { sql } from 'kysely';
import type { Ledger } from '../../src/ledger/tables.ts';

/** Every table with all its rows as text, in the order of their keys. */
export type WholeLedger = Record<string, Record<string, string | null>[]>;

/** Reads it by the catalogue of the database, so that no table and no column can be forgotten. */
export async function wholeLedger(ledger: Ledger): Promise<WholeLedger> {
  const { rows: columns } = await sql<{ table_name: string; column_name: string }>`
    select table_name, column_name from information_schema.columns
    where table_schema = 'ledger' and table_name not like 'migrations%'
    order by table_name, ordinal_position`.execute(ledger);
  const whole: WholeLedger = {};
  for (const table of new Set(columns.map(({ table_name }) => table_name))) {
    const names = columns.filter(({ table_name }) => table_name === table);
    const texts = names.map(
      ({ column_name }) => sql`${sql.ref(column_name)}::text as ${sql.id(column_name)}`,
    );
    const { rows } = await sql<Record<string, string | null>>`
      select ${sql.join(texts)} from ${sql.id('ledger', table)}`.execute(ledger);
    whole[table] = rows.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
  }
  return whole;
}

/** Where in it a text stands, as `table.column`. */
export function placesOf(whole: WholeLedger, text: string): string[] {
  const places = new Set<string>();
  for (const [table, rows] of Object.entries(whole)) {
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (value?.toLowerCase().includes(text.toLowerCase())) places.add(`${table}.${column}`);
      }
    }
  }
  return [...places].toSorted();
}

/** Which columns differ, by the rows' keys. Rows that are new are named as a table. */
export function differingColumns(before: WholeLedger, after: WholeLedger): Record<string, string[]> {
  const differing: Record<string, string[]> = {};
  for (const [table, rows] of Object.entries(after)) {
    const old = new Map((before[table] ?? []).map((row) => [keyOf(row), row]));
    const columns = new Set<string>();
    for (const row of rows) {
      const was = old.get(keyOf(row));
      if (was === undefined) columns.add('new row');
      for (const [column, value] of Object.entries(row)) {
        if (was !== undefined && was[column] !== value) columns.add(column);
      }
      old.delete(keyOf(row));
    }
    if (old.size > 0) columns.add('row gone');
    if (columns.size > 0) differing[table] = [...columns].toSorted();
  }
  return differing;
}

/** What never changes of a row. */
const keyOf = (row: Record<string, string | null>): string =>
  [
    'occasion',
    'erasure_id',
    'case_id',
    'entry_id',
    'message_id',
    'key',
    'purchase_id',
    'claim_id',
    'kind',
    'n',
  ]
    .map((column) => row[column] ?? '')
    .join(' ');
