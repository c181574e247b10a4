import { sql, type AliasedRawBuilder } from 'kysely';
import type { Statement } from '../../contract/status.ts';

export interface LastStatementColumns {
  said_at: Date | null;
  by_kind: Statement['by']['kind'] | null;
  by_id: string | null;
  kind: Statement['kind'] | null;
  visibility: Statement['visibility'] | null;
  words: string | null;
}

export function lastStatementFrom(columns: LastStatementColumns): Statement | undefined {
  const { said_at: at, by_kind, by_id, kind, visibility, words } = columns;
  if (at === null || by_kind === null || by_id === null) return undefined;
  if (kind === null || visibility === null || words === null) return undefined;
  return { at: at.toISOString(), by: { kind: by_kind, id: by_id }, kind, text: words, visibility };
}

/** Characters shown of a text in a list. A page has up to 200 texts of up to 4,000 characters each. */
const MOST = 400;

/** The text, or its beginning followed by `…`. */
export const beginningOf = <C extends string>(column: C): AliasedRawBuilder<string, C> =>
  sql<string>`case when length(${sql.ref(column)}) > ${MOST}::integer
    then left(${sql.ref(column)}, ${MOST - 1}::integer) || '…' else ${sql.ref(column)} end`.as(column);
