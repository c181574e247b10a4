import process from 'node:process';
import { startTemporal } from './server/start-temporal.ts';
import { NotPossible } from '../src/cli/not-possible.ts';
import { toStdout, toStderr, runProgram } from '../src/cli/program.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

async function main(): Promise<void> {
  const server = await startTemporal({
    dataDir: process.env['DATA_DIR'] || '.data',
    needs: 'any',
    timerShift: 'default',
    say: toStderr,
  });
  // Not before: until here a signal may end this process at once, and what it started goes with it.
  const stopped = stopAsked().then(() => undefined);
  toStdout(`ready temporal ${server.address}`);
  const reason = await Promise.race([stopped, server.ended.then((end) => end.reason)]);
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
