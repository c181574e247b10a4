import process from 'node:process';
import { CommanderError } from 'commander';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { NoTemporalServer } from '../temporal/server-connection.ts';
import { lineOf, NotPossible } from './not-possible.ts';
import { printable } from './printable.ts';

/** A line for whoever reads the program's output, another program for one. Control characters are taken out. */
export const toStdout = (line: string): void => void process.stdout.write(`${printable(line)}\n`);

/** A line for a person, on stderr. */
export const toStderr = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

const EXPECTED = [NotPossible, NoTemporalServer, LedgerFailure];

export interface ProgramOptions {
  /** How the process ends if it fails. Default 1. */
  failure?: 1 | 2;
  /** Ends without waiting for what is still open, since the runtime of Temporal's SDK would never let go. */
  failsAtOnce?: boolean;
}

/**
 * Runs the main function of a process, which answers with the exit code; nothing is 0. What it throws is printed on
 * stderr: the message of an expected error, the stack of any other, nothing for an error of the arguments, which
 * commander has printed by then.
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

/** Whoever has read enough, like `head`, closes the pipe: that is no fault, and nothing more is to be said to it. */
export function quietWithoutReader(whenGone: () => void = () => undefined): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      whenGone();
    });
  }
}
