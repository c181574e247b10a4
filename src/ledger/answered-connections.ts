import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, type Pool, type QueryResultRow } from 'pg';

/** How a transaction begins, by the query builder. */
const BEGINS = /^(?:begin|start transaction)\b[^;]*$/i;

/**
 * The connections of `pool`. Each transaction begins with `limits`, statements of its own that hold until it ends, in
 * the same exchange: a pooler takes no setting of a connection, and lends it to others after each transaction.
 *
 * Left out are connections that owe an answer: where a query had no answer in time, the next one fails at once and the
 * connection is closed when it comes back.
 *
 * `pg` gives such a connection back as if nothing were outstanding (its `query_timeout`). A `BEGIN` that the database
 * takes late would then swallow whatever is written over it next: answered, never committed.
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
