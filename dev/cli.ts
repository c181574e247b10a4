import process from 'node:process';
import { runCli } from '../src/cli/run-cli.ts';
import { quietWithoutReader } from '../src/cli/usage.ts';
import { addTryingOutCommands } from './cli/trying-out-commands.ts';

// `npm run cli`: the commands of src/cli/main.ts, and those for trying out.

quietWithoutReader();

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    env: process.env,
    columns: process.stdout.columns,
  },
  addTryingOutCommands,
);
