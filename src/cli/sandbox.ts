import process from 'node:process';
import { startEmbeddedSandbox } from './embedded-sandbox.ts';
import { lineOf, NotPossible } from './not-possible.ts';

// stdout has the one line that other programs wait for.
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const sandbox = await startEmbeddedSandbox(process.env['DATA_DIR'] || '.data', process.env);
  say(`mails go to ${sandbox.smtpUrl}`);
  process.stdout.write(`ready sandbox ${sandbox.orderServiceUrl}\n`);
  await stopAsked;
  await sandbox.stop();
}

try {
  await main();
} catch (error) {
  say(lineOf(error, (thrown) => thrown instanceof NotPossible));
  process.exitCode = 1;
}
