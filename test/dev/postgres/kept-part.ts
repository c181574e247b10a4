import process from 'node:process';
import { holdPostgres } from '../../../dev/postgres/kept-postgres.ts';

// Keeps a PostgreSQL in the folder FOLDER, as a process of its own: prints its address, and stays until it is killed.
const held = await holdPostgres(process.env['FOLDER'] ?? '', process.env);
const { url } = await held.start();
process.stdout.write(`${url}\n`);
