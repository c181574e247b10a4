import process from 'node:process';
import { startTemporal } from './server/start-temporal.ts';
import { DataFolderHeld } from './server/data-folder.ts';
import { NoTemporalServer } from '../src/temporal/server-connection.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

// stdout has the one line that other programs wait for.
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const server = await startTemporal({
    dataDir: process.env['DATA_DIR'] || '.data',
    needs: 'any',
    timerShift: 'default',
    say,
  });
  // Not before: until here a signal may end this process at once, and what it started goes with it.
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write(`ready temporal ${server.address}\n`);
  const reason = await Promise.race([stopAsked, server.ended.then((end) => end.reason)]);
  await server.stop();
  if (reason !== undefined) {
    say(reason);
    process.exitCode = 1;
  }
}

answerUsage(
  usageOf('temporal', {
    command: 'npm run temporal',
    what: 'Starts a Temporal server of ours in the data folder, for development, and stays until it is stopped.',
  }),
);

try {
  await main();
} catch (error) {
  const expected = error instanceof NoTemporalServer || error instanceof DataFolderHeld;
  say(expected ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
