import pg from 'pg';

/** Of the ledger's own database. */
export interface LedgerCounters {
  /** Transactions. Counted up to 10 s late. */
  commits: number;
  /** Inserted, changed and deleted. Counted up to 10 s late. */
  rows: number;
  /** Tables and indexes on disk, with what is dead in them. */
  bytes: number;
}

export interface LedgerProbe {
  /** Is one commit itself. */
  counters(): Promise<LedgerCounters>;
  close(): Promise<void>;
}

export async function probeLedger(url: string): Promise<LedgerProbe> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // As for the other probe: the server may go first.
  client.on('error', () => undefined);
  return {
    async counters() {
      const { rows } = await client.query<Record<keyof LedgerCounters, string>>(
        `select (select xact_commit from pg_stat_database where datname = current_database()) as commits,
                sum(n_tup_ins + n_tup_upd + n_tup_del) as rows, sum(pg_total_relation_size(relid)) as bytes
         from pg_stat_user_tables where schemaname = 'ledger'`,
      );
      const [row] = rows;
      if (row === undefined) throw new Error('PostgreSQL gave no counters of the ledger');
      return { commits: Number(row.commits), rows: Number(row.rows), bytes: Number(row.bytes) };
    },
    close: () => client.end(),
  };
}
