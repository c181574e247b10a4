import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { setUpSchema } from '../../../dev/postgres/set-up-schema.ts';
import { startPostgres } from '../../../dev/postgres/start-postgres.ts';
import type { Postgres } from '../../../dev/postgres/start-postgres.ts';
import { startServerOnPostgres } from '../../../dev/postgres/start-server-on-postgres.ts';
import type { ServerOnPostgres } from '../../../dev/postgres/start-server-on-postgres.ts';
import { probeTimeSkipping } from '../../../dev/server/probe-time-skipping.ts';
import { isRunning, processMark } from '../../../src/cli/process-mark.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const PART = fileURLToPath(new URL('./postgres-part.ts', import.meta.url));
const { env } = process;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

describe.each([
  { timeSkipping: true, probed: { supported: true } },
  {
    timeSkipping: false,
    probed: {
      supported: false,
      why: 'time skipping is off there (frontend.WorkflowTimeSkippingEnabled)',
    },
  },
])('a server on PostgreSQL, time skipping $timeSkipping', ({ timeSkipping, probed }) => {
  let postgres: Postgres;
  let server: ServerOnPostgres;
  let connection: Connection;
  beforeAll(async () => {
    postgres = await startPostgres({ env });
    await setUpSchema({ postgres, env, say });
    server = await startServerOnPostgres({ postgres, timeSkipping, env, say });
    connection = await Connection.connect(server.connectionOptions);
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
    await postgres.stop();
  });

  test('skips time or does not, as it was told', async () => {
    expect(await probeTimeSkipping(connection.workflowService, server.namespace)).toEqual(probed);
  });

  test('keeps closed purchases for 30 days', async () => {
    const { config } = await connection.workflowService.describeNamespace({ namespace: server.namespace });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
  });

  test('has lost nothing of an open workflow after kill -9, at the same address', async () => {
    const { workflow } = new Client({ connection, namespace: server.namespace });
    const handle = await workflow.start('nobody-runs-it', {
      workflowId: 'open',
      taskQueue: 'none',
      args: [],
    });
    await handle.signal('before');
    const killed = await server.pid();

    await server.kill();
    await server.restart();

    expect(await server.pid()).not.toBe(killed);
    await handle.signal('after');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    const { events } = await handle.fetchHistory();
    const signals = events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName);
    expect(signals).toEqual([undefined, undefined, 'before', 'after']);
    await handle.terminate();
  });
});

test('a stopped PostgreSQL leaves no process and no folder', async () => {
  const brief = await startPostgres({ env });
  const before = (await brief.pids()).map((pid) => ({ pid, mark: processMark(pid) ?? '' }));
  const folder = readlinkSync(`/proc/${before[0]?.pid}/cwd`);
  expect(existsSync(folder)).toBe(true);

  await brief.stop();
  await brief.stop();

  expect(before.length).toBeGreaterThan(1);
  expect(existsSync(folder)).toBe(false);
  expect(before.filter(({ pid, mark }) => isRunning(pid, mark))).toEqual([]);
});

test('after kill -9 of its parent a PostgreSQL is gone within 5 s', async () => {
  const folder = temporaryFolder();
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o711);
  const child = spawn(process.execPath, ['--import', 'tsx', PART], {
    env: { ...env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', () => reject(new Error('ended before it was ready')));
  });
  const pids = JSON.parse(line) as number[];
  const orphans = pids.map((pid) => ({ pid, mark: processMark(pid) ?? '' }));
  expect(orphans.length).toBeGreaterThan(1);

  child.kill('SIGKILL');

  const deadline = performance.now() + 5_000;
  const left = () => orphans.filter(({ pid, mark }) => isRunning(pid, mark));
  while (left().length > 0 && performance.now() < deadline) await delay(20);
  expect(left()).toEqual([]);
});
