import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { createDatabase, TEMPLATE } from './create-database.ts';

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of its own on the PostgreSQL of the test run, with nothing in it. */
export const freshPostgresDatabase = (): Promise<FreshDatabase> => freshDatabase();

/** The same with an empty ledger in it, up to date: for processes and pools that are given its address. */
export const freshLedgerDatabase = (): Promise<FreshDatabase> => freshDatabase(TEMPLATE);

/** An empty ledger of its own, up to date. Its database ends with the run. */
export async function freshLedger(): Promise<Ledger> {
  return openPostgres((await freshLedgerDatabase()).url);
}

async function freshDatabase(template?: string): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = inject('postgresUrl');
  const url = await createDatabase(server, name, template);
  const drop = async (): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`).finally(() => client.end());
  };
  return { url, drop };
}
