import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { freshPostgresDatabase } from './fresh-postgres-database.ts';

test('each fresh database is empty and sees nothing of another', async () => {
  const one = await freshPostgresDatabase();
  const other = await freshPostgresDatabase();
  expect(other.url).not.toBe(one.url);
  await asked(one.url, 'create table kept (id integer)');
  expect(await asked(one.url, TABLES)).toEqual(['kept']);
  expect(await asked(other.url, TABLES)).toEqual([]);
  await one.drop();
  await other.drop();
});

test('a drop takes the database away from those who still use it, and leaves the others', async () => {
  const one = await freshPostgresDatabase();
  const other = await freshPostgresDatabase();
  const user = new Client({ connectionString: one.url });
  const errors: unknown[] = [];
  user.on('error', (error) => errors.push(error));
  await user.connect();
  const thrownOut = new Promise<void>((resolve) => user.on('end', resolve));
  await one.drop();
  await thrownOut;
  expect(errors[0]).toMatchObject({ code: '57P01' });
  const left = await asked(inject('postgresUrl'), 'select datname from pg_database');
  expect(left).not.toContain(nameIn(one.url));
  expect(left).toContain(nameIn(other.url));
  await one.drop();
  await other.drop();
});

const TABLES = "select tablename from pg_tables where schemaname = 'public'";

const nameIn = (url: string): string => new URL(url).pathname.slice(1);

/** The first column. */
async function asked(url: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' });
  await client.end();
  return rows.map((row) => row[0]);
}
