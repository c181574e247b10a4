import pg from 'pg';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';

/** A database of its own with an empty ledger, so that its writes can be counted apart from others. */
export interface LedgerDatabase {
  name: string;
  url: string;
  /** Also closes the connections that are still open. */
  drop(): Promise<void>;
}

/** `serverUrl`: of any database of the same PostgreSQL. */
export async function createLedgerDatabase(serverUrl: string, name: string): Promise<LedgerDatabase> {
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const ledger = openPostgres(url.href);
  await migrate(ledger).finally(() => ledger.destroy());
  return { name, url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
