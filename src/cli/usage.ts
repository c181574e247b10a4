import process from 'node:process';
import { variablesOf, type Part } from '../config/config.ts';
import { quietWithoutReader } from './program.ts';

/** The help of a command. */
export interface Usage {
  /** How it is started, e.g. `npm run worker`. */
  command: string;
  /** What it does, in a sentence or two. */
  what: string;
  /** The environment variables that it reads. */
  variables: readonly string[];
  /** Its options, by their names on the command line. Default: none. */
  options?: Readonly<Record<string, string>>;
}

/** `more`: variables that it reads in addition to those of the part. */
export const usageOf = (
  part: Part,
  usage: Omit<Usage, 'variables'>,
  more: readonly string[] = [],
): Usage => ({ ...usage, variables: [...variablesOf(part), ...more] });

/** The help as text. */
export function usageText({ command, what, variables, options = {} }: Usage): string {
  const all = { ...options, '--help': 'says this' };
  const width = Math.max(...Object.keys(all).map((name) => name.length));
  return [
    `Usage: ${command}${Object.keys(options).length > 0 ? ' [-- options]' : ''}`,
    '',
    what,
    '',
    'Options:',
    ...Object.entries(all).map(([name, does]) => `  ${name.padEnd(width)}  ${does}`),
    '',
    'Environment variables (docs/operations.md says what each is for):',
    ...variables.map((name) => `  ${name}`),
    '',
  ].join('\n');
}

/**
 * Prints the help for `--help` and ends the process with 0. For an unknown argument it prints a line that names it and ends
 * with 1. Nothing was started by then.
 */
export function answerUsage(usage: Usage, argv: readonly string[] = process.argv.slice(2)): void {
  quietWithoutReader();
  if (argv.some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(usageText(usage));
    process.exit(0);
  }
  const unknown = argv.find((argument) => !(argument in (usage.options ?? {})));
  if (unknown === undefined) return;
  process.stderr.write(
    `${usage.command} does not take ${JSON.stringify(unknown)}: see ${usage.command} -- --help.\n`,
  );
  process.exit(1);
}

/** The environment variables, for the help of a command whose options commander reads. */
export const variablesText = (part: Part): string =>
  [
    '',
    'Environment variables (docs/operations.md says what each is for):',
    ...variablesOf(part).map((name) => `  ${name}`),
  ].join('\n');
