import process from 'node:process';
import { CommanderError } from 'commander';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { NoTemporalServer } from '../temporal/server-connection.ts';
import { lineOf, NotPossible } from './not-possible.ts';
import { printable } from './printable.ts';

/** Prints a line on stdout, which another program may read. Control characters are replaced. */
export const toStdout = (line: string): void => void process.stdout.write(`${printable(line)}\n`);

/** A line for a person, on stderr. */
export const toStderr = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

const EXPECTED = [NotPossible, NoTemporalServer, LedgerFailure];

export interface ProgramOptions {
  /** How the process ends if it fails. Default 1. */
  failure?: 1 | 2;
  /** Ends without waiting for open resources. The runtime of Temporal's SDK would keep the process alive for ever. */
  failsAtOnce?: boolean;
}

/**
 * Runs the main function of a process, which returns the exit code; no value means 0. An error is printed on stderr: the
 * message of an expected one, the stack of any other. Errors in the arguments were printed by commander before.
 */
export async function runProgram(
  main: () => Promise<number | void>,
  { failure = 1, failsAtOnce = false }: ProgramOptions = {},
): Promise<void> {
  quietWithoutReader();
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : failure;
      return;
    }
    toStderr(lineOf(error, (thrown) => EXPECTED.some((kind) => thrown instanceof kind)));
    process.exitCode = failure;
    if (failsAtOnce) process.exit();
  }
}

/** A reader like `head` may close the pipe early. That is no error, and the process ends quietly. */
export function quietWithoutReader(whenGone: () => void = () => undefined): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      whenGone();
    });
  }
}
