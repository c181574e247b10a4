import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../dev/sandbox/sandbox.ts';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';
import { startProcess, type StartedProcess } from '../started-process.ts';

export interface WorkerProcess extends StartedProcess {
  /** Where it answers, once it is ready. */
  url: () => Promise<string>;
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
  const database = await freshLedgerDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

/** The worker as an operator starts it. `ready` is the first line on stdout. Killed when the test is over. */
export function startWorkerProcess(environment: Record<string, string>): WorkerProcess {
  const started = startProcess({
    script: 'worker/main.ts',
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    isReady: (stdout) => /^(.*)\n/.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });
  return { ...started, url: async () => (await started.ready).replace('ready worker ', '') };
}
