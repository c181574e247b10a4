import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, type Pool, type QueryResultRow } from 'pg';

/** The statement with which the query builder begins a transaction. */
const BEGINS = /^(?:begin|start transaction)\b[^;]*$/i;

/**
 * The connections of `pool`. Each transaction begins with `limits`, statements that hold until it ends, sent in the same
 * exchange. Settings of the connection cannot be used: a pooler takes none, and lends the connection to others after each
 * transaction.
 *
 * If a query got no answer in time, the next one on that connection fails at once, and the connection is closed when it is
 * returned. After its `query_timeout` `pg` would return it to the pool as if nothing were outstanding. If the query was a
 * `BEGIN` that the database carries out late, the next write on it would be answered and never committed.
 */
export function answeredConnections(pool: Pool, limits: string): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      let unanswered: Error | undefined;
      return {
        async query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
          if (unanswered !== undefined) throw unanswered;
          try {
            const whole = BEGINS.test(text) ? `${text}; ${limits}` : text;
            const result = await client.query<Row & QueryResultRow>(whole, [...parameters]);
            return result as PostgresQueryResult<Row>;
          } catch (error) {
            if (error instanceof Error && !(error instanceof DatabaseError)) unanswered = error;
            throw error;
          }
        },
        release: () => client.release(unanswered),
      } as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}
