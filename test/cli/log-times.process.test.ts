import { expect, inject, onTestFinished, test } from 'vitest';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';
import { startProcess } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test.each([
  { part: 'worker', script: 'worker/main.ts' },
  { part: 'api', script: 'src/cli/api.ts' },
])('the log of $part says its times as RFC 3339, in UTC', async ({ part, script }) => {
  const database = await freshLedgerDatabase();
  onTestFinished(() => database.drop());
  const process = startProcess({
    script,
    env: {
      DATA_DIR: temporaryFolder(),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      ORDER_SERVICE_URL: 'http://127.0.0.1:1',
      ORDER_SERVICE_TOKEN: 'token',
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'returns@instaotp.example',
    },
    isReady: (stdout) => (stdout.startsWith(`ready ${part} `) ? stdout : undefined),
    endedBy: 'SIGKILL',
  });
  await process.ready;
  process.child.kill('SIGTERM');
  const { code, stderr } = await process.ended;
  expect(code).toBe(0);
  const lines = stderr.trim().split('\n');
  expect(lines.some((line) => line.includes('"stopping: '))).toBe(true);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
  }
});
