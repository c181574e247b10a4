import process from 'node:process';
import { runCli } from './run-cli.ts';
import { quietWithoutReader } from './usage.ts';

quietWithoutReader();

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  env: process.env,
  columns: process.stdout.columns,
});
