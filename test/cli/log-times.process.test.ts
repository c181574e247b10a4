import { expect, test } from 'vitest';
import { startProcess } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serviceEnvironment } from './service-environment.ts';

test.each([
  { part: 'worker', script: 'worker/main.ts' },
  { part: 'api', script: 'src/cli/api.ts' },
])('the log of $part says its times as RFC 3339, in UTC', async ({ part, script }) => {
  const process = startProcess({
    script,
    env: { DATA_DIR: temporaryFolder(), ...(await serviceEnvironment()) },
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
