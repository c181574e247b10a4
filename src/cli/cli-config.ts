import { readConfig, type Config } from '../config/config.ts';
import { NotPossible } from './not-possible.ts';

/** What the commands read of the environment. Throws `NotPossible`, a sentence for each variable that is not right. */
export function cliConfig(env: NodeJS.ProcessEnv): Config<'cli'> {
  const read = readConfig('cli', env);
  if (read.ok) return read.config;
  throw new NotPossible(read.problems.map(({ variable, message }) => `${variable} ${message}.`).join('\n'));
}
