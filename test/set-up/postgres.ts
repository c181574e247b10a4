import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../dev/postgres/start-postgres.ts';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { createDatabase, TEMPLATE } from '../databases/create-database.ts';
import { oncePerRun, type Started } from './once-per-run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the test run's PostgreSQL, which has the database `TEMPLATE` with an empty ledger in it. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for every test file, in which each makes databases of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, stop } = await oncePerRun('postgres', start);
  project.provide('postgresUrl', value);
  return stop;
}

async function start(): Promise<Started<string>> {
  const postgres = await startPostgres({ env: process.env, durable: false });
  const template = openPostgres(await createDatabase(postgres.url, TEMPLATE));
  await migrate(template);
  await template.destroy();
  return { value: postgres.url, stop: () => postgres.stop() };
}
