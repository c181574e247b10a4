import process from 'node:process';
import { CommanderError } from 'commander';
import {
  NoAnswerError,
  PurchaseLostError,
  RecordsAwayError,
  StatusFailedError,
} from '../client/no-answer.ts';
import { MailUnavailable } from '../emails/sending/mailer.ts';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { NoTemporalServer } from '../temporal/server-connection.ts';
import { StillBusy } from '../temporal/wait-until-idle.ts';
import { commandsOf, type AddCommands } from './commands.ts';
import { lineOf, NotPossible } from './not-possible.ts';
import { toStdout, toStderr } from './program.ts';
import { printable } from './printable.ts';
import { failedWith, GRPC, ofCall } from '../temporal/grpc-status.ts';

/** The output and the environment of a command. */
export interface CliIo {
  out: (line: string) => void;
  err: (line: string) => void;
  env: NodeJS.ProcessEnv;
  /** The width of the terminal. Absent: the output is no terminal. */
  columns?: number | undefined;
}

/** The output and the environment of this process. */
export const commandIo = (): CliIo => ({
  out: toStdout,
  err: toStderr,
  env: process.env,
  columns: process.stdout.columns,
});

/** Runs one command (`argv` without node and script) and resolves to its exit code. */
export async function runCli(
  argv: readonly string[],
  { out, err, ...more }: CliIo,
  addMore?: AddCommands,
): Promise<0 | 1> {
  let ok = true;
  // Output can hold foreign text, so everything is made safe for the terminal here.
  const io = {
    ...more,
    out: (line: string) => out(printable(line)),
    err: (line: string) => err(printable(line)),
  };
  const program = commandsOf({ ...io, fail: () => (ok = false) }, addMore);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return ok ? 0 : 1;
  } catch (error) {
    // Commander has printed its message before.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (isUnanswered(error))
      io.err('Temporal or the worker gives no answer: see whether the service runs, then repeat.');
    else io.err(lineOf(error, isExpected));
    return 1;
  }
}

const isExpected = (error: Error): boolean =>
  [
    NotPossible,
    NoTemporalServer,
    NoAnswerError,
    PurchaseLostError,
    RecordsAwayError,
    StatusFailedError,
    StillBusy,
    LedgerFailure,
    MailUnavailable,
  ].some((kind) => error instanceof kind);

/** `UNKNOWN` would be a worker's failure. */
function isUnanswered(error: unknown): boolean {
  return failedWith(ofCall(error), GRPC.DEADLINE_EXCEEDED, GRPC.UNAVAILABLE);
}
