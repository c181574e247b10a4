import { formatProblems, readConfig, type Config, type Part } from '../config/config.ts';
import { NotPossible } from './not-possible.ts';

/** What the commands read of the environment. Throws `NotPossible`, a sentence for each variable that is not right. */
export function cliConfig(env: NodeJS.ProcessEnv): Config<'cli'> {
  const read = readConfig('cli', env);
  if (read.ok) return read.config;
  throw new NotPossible(read.problems.map(({ variable, message }) => `${variable} ${message}.`).join('\n'));
}

/** What a part reads of the environment. Throws `NotPossible`, all that is not right in it. */
export function configOf<P extends Part>(part: P, env: NodeJS.ProcessEnv): Config<P> {
  const read = readConfig(part, env);
  if (read.ok) return read.config;
  throw new NotPossible(formatProblems(part, read.problems));
}
