import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { settleAddress } from '../sandbox/address-file.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { takeLock, type Lock } from '../temporal/lock-file.ts';

/** Nothing is broken: the line says what to do. */
class NotPossible extends Error {}

// stdout has the one line that other programs wait for.
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function portFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new NotPossible(`${name} is not a port: send a whole number from 1 to 65535, or leave it out.`);
}

function hold(dataDir: string): Lock {
  mkdirSync(join(dataDir, 'sandbox'), { recursive: true });
  const answer = takeLock(join(dataDir, 'sandbox', 'sandbox.lock'));
  if (answer.held) return answer.lock;
  const { pid } = answer.holder;
  throw new NotPossible(
    `Process ${pid} runs a sandbox on this data: stop that one, or set DATA_DIR to another folder.`,
  );
}

async function run(dataDir: string): Promise<void> {
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const address = await settleAddress(dataDir, {
    orderPort: portFrom('SANDBOX_PORT'),
    inboxPort: portFrom('SANDBOX_SMTP_PORT'),
    token: process.env['ORDER_SERVICE_TOKEN'] || undefined,
  });
  const sandbox = await startSandbox({ dataDir, ...address });
  say(`mails go to ${sandbox.smtpUrl}`);
  process.stdout.write(`ready sandbox ${sandbox.orderServiceUrl}\n`);
  await stopAsked;
  await sandbox.stop();
}

try {
  const dataDir = process.env['DATA_DIR'] || '.data';
  const lock = hold(dataDir);
  try {
    await run(dataDir);
  } finally {
    lock.release();
  }
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const expected = taken || error instanceof NotPossible;
  const hint = taken
    ? ' Another program has this port: set SANDBOX_PORT or SANDBOX_SMTP_PORT to another one.'
    : '';
  say(expected ? `${error.message}${hint}` : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
