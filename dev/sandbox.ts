import process from 'node:process';
import { formatProblems, readConfig } from '../src/config/config.ts';
import { startEmbeddedSandbox } from './sandbox/embedded-sandbox.ts';
import { lineOf, NotPossible } from '../src/cli/not-possible.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

// stdout has the one line that other programs wait for.
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const read = readConfig('sandbox', process.env);
  if (!read.ok) {
    say(formatProblems('sandbox', read.problems));
    process.exitCode = 1;
    return;
  }
  const { dataDir, listenHost, port } = read.config;
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const sandbox = await startEmbeddedSandbox(dataDir, process.env, {
    listenHost,
    // 0 is any free one, which is also what is taken without a wish.
    orderPort: port || undefined,
  });
  say(`mails go to ${sandbox.smtpUrl}`);
  process.stdout.write(`ready sandbox ${sandbox.orderServiceUrl}\n`);
  await stopAsked;
  await sandbox.stop();
}

answerUsage(
  usageOf(
    'sandbox',
    {
      command: 'npm run sandbox',
      what: 'Starts a shop and a mail server to try the service with, and stays until it is stopped.',
    },
    ['SANDBOX_PORT', 'SANDBOX_SMTP_PORT'],
  ),
);

try {
  await main();
} catch (error) {
  say(lineOf(error, (thrown) => thrown instanceof NotPossible));
  process.exitCode = 1;
}
