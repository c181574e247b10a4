import process from 'node:process';
import { startPostgres } from '../../../dev/postgres/start-postgres.ts';

// One that starts a PostgreSQL as a process of its own, tells the pids on stdout, and stays until it is killed.
const postgres = await startPostgres({ env: process.env });
process.stdout.write(`${JSON.stringify(await postgres.pids())}\n`);
