import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { createDatabase, TEMPLATE } from './create-database.ts';

/** A database of its own on the PostgreSQL of the test run. */
export async function freshPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = freshName();
  const server = inject('postgresUrl');
  const url = await createDatabase(server, name);
  const drop = async (): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`).finally(() => client.end());
  };
  return { url, drop };
}

/** An empty ledger of its own on the PostgreSQL of the test run, up to date. It ends with the run. */
export async function freshLedger(): Promise<Ledger> {
  return openPostgres(await createDatabase(inject('postgresUrl'), freshName(), TEMPLATE));
}

const freshName = (): string => `test_${randomUUID().replaceAll('-', '')}`;
