import process from 'node:process';
import { startTemporal } from './server/start-temporal.ts';
import { NotPossible } from '../src/cli/not-possible.ts';
import { toStdout, toStderr, runProgram } from '../src/cli/program.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

async function main(): Promise<void> {
  const server = await startTemporal({
    dataDir: process.env['DATA_DIR'] || '.data',
    needs: 'any',
    timerShift: 'default',
    say: toStderr,
  });
  // Not before: until here a signal may end this process at once, and what it started goes with it.
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  toStdout(`ready temporal ${server.address}`);
  const reason = await Promise.race([stopAsked, server.ended.then((end) => end.reason)]);
  await server.stop();
  if (reason !== undefined) throw new NotPossible(reason);
}

answerUsage(
  usageOf('temporal', {
    command: 'npm run temporal',
    what: 'Starts a Temporal server of ours in the data folder, for development, and stays until it is stopped.',
  }),
);

await runProgram(main);
