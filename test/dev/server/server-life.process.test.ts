import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { DataFolderHeld } from '../../../dev/server/data-folder.ts';
import { groupListensOn } from '../../../dev/server/listening-process.ts';
import { isRunning } from '../../../src/cli/process-mark.ts';
import { startTemporal } from '../../../dev/server/start-temporal.ts';
import type { TemporalOptions, TemporalServer } from '../../../dev/server/temporal-server.ts';
import { serverOf } from './server-process.ts';
import { startTemporalPart } from './started-part.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const START_TIMEOUT_MS = 60_000;

async function start(options: Partial<TemporalOptions> & { dataDir: string }): Promise<TemporalServer> {
  const server = await startTemporal({ needs: 'any', say: () => undefined, ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function withClient<T>(server: { address: string }, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection, namespace: 'default' }));
  } finally {
    await connection.close();
  }
}

test(
  'an open workflow and its timer are still there after a restart, at another port',
  async () => {
    const dataDir = temporaryFolder();
    const first = await start({ dataDir });
    await withClient(first, (client) =>
      client.workflow.start('waits', { taskQueue: 'nobody', workflowId: 'open', startDelay: '5 days' }),
    );
    await first.stop();

    const second = await start({ dataDir });

    const open = await withClient(second, (client) => client.workflow.getHandle('open').describe());
    expect(open.status.name).toBe('RUNNING');
    expect(await first.ended).toEqual({ reason: undefined });
  },
  START_TIMEOUT_MS,
);

test(
  'every port of the server is on 127.0.0.1',
  async () => {
    const dataDir = temporaryFolder();
    const server = await start({ dataDir });
    const { pid } = serverOf(dataDir);

    const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => inodeOf(`/proc/${pid}/fd/${fd}`)));
    const listening = ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A' && sockets.has(fields[9] ?? ''))
        .map((fields) => fields[1]?.split(':')[0]),
    );
    expect(listening).toEqual(Array.from({ length: 10 }, () => '0100007F'));
    const port = Number(server.address.split(':')[1]);
    expect(await groupListensOn(pid, port)).toBe('yes');
    expect(await groupListensOn(process.pid, port)).toBe('no');
  },
  START_TIMEOUT_MS,
);

test(
  'the second starter on the same data is told who holds it and where it answers, and the first goes on',
  async () => {
    const dataDir = temporaryFolder();
    const first = await start({ dataDir });

    const second = startTemporal({ dataDir, needs: 'any', say: () => undefined });

    await expect(second).rejects.toThrow(DataFolderHeld);
    await expect(second).rejects.toMatchObject({
      pid: process.pid,
      address: first.address,
      message:
        `${join(dataDir, 'temporal')} is held: process ${process.pid} has a server on it at ${first.address}. ` +
        `Stop that one, set TEMPORAL_ADDRESS=${first.address} to use that server, or set DATA_DIR to another folder.`,
    });
    const listed = await withClient(first, (client) =>
      client.workflowService.listWorkflowExecutions({ namespace: 'default' }),
    );
    expect(listed.executions).toEqual([]);
  },
  START_TIMEOUT_MS,
);

test(
  'after kill -9 of its parent the server is gone within 5 s, and the data can be used at once',
  async () => {
    const dataDir = temporaryFolder();
    const part = startTemporalPart({ DATA_DIR: dataDir });
    await part.ready;
    const orphan = serverOf(dataDir);
    expect(isRunning(orphan.pid, orphan.mark)).toBe(true);

    part.child.kill('SIGKILL');
    await part.ended;
    const next = await start({ dataDir });

    expect(isRunning(orphan.pid, orphan.mark)).toBe(false);
    expect(serverOf(dataDir).pid).not.toBe(orphan.pid);
    expect(next.address).toMatch(/^127\.0\.0\.1:\d+$/);
  },
  START_TIMEOUT_MS,
);

test(
  'Ctrl-C ends npm run temporal in order: code 0, nothing on stdout but the ready line, no server, no lock',
  async () => {
    const dataDir = temporaryFolder();
    const part = startTemporalPart({ DATA_DIR: dataDir });
    const address = await part.ready;
    const server = serverOf(dataDir);

    process.kill(-part.pid, 'SIGINT');

    const end = await part.ended;
    expect(end).toMatchObject({ code: 0, stdout: `ready temporal ${address}\n` });
    expect(part.child.signalCode).toBeNull();
    expect(end.stderr).not.toContain('ended by itself');
    expect(isRunning(server.pid, server.mark)).toBe(false);
    expect(existsSync(join(dataDir, 'temporal/server.lock'))).toBe(false);
  },
  START_TIMEOUT_MS,
);

test(
  'a server that dies is reported by its code, and its data is let go',
  async () => {
    const dataDir = temporaryFolder();
    const server = await start({ dataDir });

    process.kill(serverOf(dataDir).pid, 'SIGKILL');

    expect(await server.ended).toEqual({ reason: 'The Temporal server ended by itself with code 128.' });
    expect(existsSync(join(dataDir, 'temporal/server.lock'))).toBe(false);
  },
  START_TIMEOUT_MS,
);

test('a port that is taken is named, and nothing is started', async () => {
  const dataDir = temporaryFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const starting = startTemporal({ dataDir, needs: 'any', port, say: () => undefined });

  await expect(starting).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken.`);
  expect(existsSync(join(dataDir, 'temporal'))).toBe(false);
});

function inodeOf(descriptor: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor))?.[1] ?? '';
  } catch {
    return '';
  }
}
