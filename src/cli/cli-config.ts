import { formatProblems, readConfig, type Config, type Part } from '../config/config.ts';
import { NotPossible } from './not-possible.ts';

/** The configuration of the command line. Throws `NotPossible` with a sentence for each variable that is wrong. */
export function cliConfig(env: NodeJS.ProcessEnv): Config<'cli'> {
  const read = readConfig('cli', env);
  if (read.ok) return read.config;
  throw new NotPossible(read.problems.map(({ variable, message }) => `${variable} ${message}.`).join('\n'));
}

/** The configuration of a part. Throws `NotPossible` with everything that is wrong. */
export function configOf<P extends Part>(part: P, env: NodeJS.ProcessEnv): Config<P> {
  const read = readConfig(part, env);
  if (read.ok) return read.config;
  throw new NotPossible(formatProblems(part, read.problems));
}
