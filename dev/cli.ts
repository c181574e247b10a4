import process from 'node:process';
import { runProgram } from '../src/cli/program.ts';
import { commandIo, runCli } from '../src/cli/run-cli.ts';
import { addTryingOutCommands } from './cli/trying-out-commands.ts';

// `npm run cli`: the commands of src/cli/main.ts, and further ones for trying things out.

await runProgram(() => runCli(process.argv.slice(2), commandIo(), addTryingOutCommands));
