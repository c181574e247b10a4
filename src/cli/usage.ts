import process from 'node:process';
import { variablesOf, type Part } from '../config/config.ts';
import { quietWithoutReader } from './program.ts';

/** What a command says of itself. */
export interface Usage {
  /** As it is started, e.g. `npm run worker`. */
  command: string;
  /** What it does, in a sentence or two. */
  what: string;
  /** Whose environment variables it reads. */
  variables: readonly string[];
  /** What else it takes, by its name on the command line. Default: nothing. */
  options?: Readonly<Record<string, string>>;
}

/** `more`: variables that are read beside the configuration of the part. */
export const usageOf = (
  part: Part,
  usage: Omit<Usage, 'variables'>,
  more: readonly string[] = [],
): Usage => ({ ...usage, variables: [...variablesOf(part), ...more] });

/** For a person. */
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
 * Answers `--help`, and what the command does not take. Ends the process then, before anything is started: with 0, or
 * with 1 and a line that names the argument.
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

/** The same for the help of a command with options of its own. */
export const variablesText = (part: Part): string =>
  [
    '',
    'Environment variables (docs/operations.md says what each is for):',
    ...variablesOf(part).map((name) => `  ${name}`),
  ].join('\n');
