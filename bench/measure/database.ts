import pg from 'pg';

export interface DatabaseCounters {
  /** Transactions, those that only read included. PostgreSQL counts them up to 10 s late. */
  commits: number;
  /** Transactions that wrote something. Exact at once. */
  writes: number;
  walBytes: number;
}

/** Looks at the server's databases from another one, so that looking is not counted. */
export interface DatabaseProbe {
  counters(): Promise<DatabaseCounters>;
  version(): Promise<string>;
  close(): Promise<void>;
}

/** `url`: of a database that Temporal does not use. */
export async function probeDatabase(url: string, databases: readonly string[]): Promise<DatabaseProbe> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The server goes first at the end: a broken connection is no error then.
  client.on('error', () => undefined);
  return {
    async counters() {
      const { rows } = await client.query<{ commits: string; writes: string; wal: string }>(
        `select (select sum(xact_commit) from pg_stat_database where datname = any($1)) as commits,
                pg_snapshot_xmax(pg_current_snapshot())::text as writes,
                pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal`,
        [databases],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('PostgreSQL gave no counters');
      return { commits: Number(row.commits), writes: Number(row.writes), walBytes: Number(row.wal) };
    },
    async version() {
      const { rows } = await client.query<{ server_version: string }>('show server_version');
      return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
    },
    close: () => client.end(),
  };
}
