import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Sandbox } from '../../dev/sandbox/sandbox.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';

export interface WorkerProcess {
  child: ChildProcess;
  /** The first line on stdout. */
  ready: Promise<string>;
  /** Where it answers, once it is ready. */
  url: () => Promise<string>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** What a worker needs to know of its surroundings, with a ledger of its own. */
export const surroundings = async (
  sandbox: Sandbox,
  { address, namespace }: { address: string; namespace: string },
): Promise<Record<string, string>> => ({
  DATABASE_URL: await migratedDatabase(),
  TEMPORAL_ADDRESS: address,
  TEMPORAL_NAMESPACE: namespace,
  ORDER_SERVICE_URL: sandbox.orderServiceUrl,
  ORDER_SERVICE_TOKEN: sandbox.token,
  SMTP_URL: sandbox.smtpUrl,
  MAIL_FROM: 'returns@instaotp.example',
});

async function migratedDatabase(): Promise<string> {
  const database = await freshPostgresDatabase();
  onTestFinished(() => database.drop());
  const ledger = openPostgres(database.url);
  await migrate(ledger);
  await ledger.destroy();
  return database.url;
}

/** The worker as an operator starts it. Killed when the test is over. */
export function startWorkerProcess(environment: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line').then(([line]) => String(line));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ready, url: async () => (await ready).replace('ready worker ', ''), ended };
}
