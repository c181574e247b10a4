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

/** In characters. A page of a list has up to 200 texts, each of which may have 4,000. */
const MOST = 400;

/** A text, or its beginning and `…`. */
export const beginningOf = <C extends string>(column: C): AliasedRawBuilder<string, C> =>
  sql<string>`case when length(${sql.ref(column)}) > ${MOST}::integer
    then left(${sql.ref(column)}, ${MOST - 1}::integer) || '…' else ${sql.ref(column)} end`.as(column);
