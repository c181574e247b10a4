import process from 'node:process';
import { runProgram } from './program.ts';
import { commandIo, runCli } from './run-cli.ts';

await runProgram(() => runCli(process.argv.slice(2), commandIo()));
