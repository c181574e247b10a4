import process from 'node:process';
import { configOf } from '../src/cli/cli-config.ts';
import { toStdout, toStderr, runProgram } from '../src/cli/program.ts';
import { startEmbeddedSandbox } from './sandbox/embedded-sandbox.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';
import { answerUsage, usageOf } from '../src/cli/usage.ts';

async function main(): Promise<void> {
  const { dataDir, listenHost, port } = configOf('sandbox', process.env);
  const stopped = stopAsked();
  const sandbox = await startEmbeddedSandbox(dataDir, process.env, {
    listenHost,
    // 0 means any free port, as without the option.
    orderPort: port || undefined,
  });
  toStderr(`mails go to ${sandbox.smtpUrl}`);
  toStdout(`ready sandbox ${sandbox.orderServiceUrl}`);
  await stopped;
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

await runProgram(main);
