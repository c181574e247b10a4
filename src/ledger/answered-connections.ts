import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, type Pool, type QueryResultRow } from 'pg';

/**
 * The connections of `pool`, without the ones that owe an answer: where a query had no answer in time, the next one
 * fails at once and the connection is closed when it comes back.
 *
 * `pg` gives such a connection back as if nothing were outstanding (its `query_timeout`). A `BEGIN` that the database
 * takes late would then swallow whatever is written over it next: answered, never committed.
 */
export function answeredConnections(pool: Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      let unanswered: Error | undefined;
      return {
        async query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
          if (unanswered !== undefined) throw unanswered;
          try {
            const result = await client.query<Row & QueryResultRow>(text, [...parameters]);
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
