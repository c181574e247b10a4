import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { settlePorts } from '../../../dev/server/settle-ports.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

async function take(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve());
  });
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
}

test('a server gets the ports that it had', async () => {
  const folder = temporaryFolder();
  const first = await settlePorts(folder, undefined);
  const { frontend, http, metrics, internal } = first;
  expect(new Set([frontend, http, metrics, ...internal]).size).toBe(10);
  expect(await settlePorts(folder, undefined)).toEqual(first);
});

test('a port that somebody else has taken meanwhile is replaced, and the others stay', async () => {
  const folder = temporaryFolder();
  const first = await settlePorts(folder, undefined);
  const [one = 0, taken = 0, ...others] = first.internal;
  await take(taken);
  const second = await settlePorts(folder, undefined);
  expect(second).toEqual({ ...first, internal: [one, expect.any(Number), ...others] });
  expect(second.internal).not.toContain(taken);
  expect(await settlePorts(folder, undefined)).toEqual(second);
});

test('a frontend’s port that is asked for is taken, and the others stay', async () => {
  const folder = temporaryFolder();
  const first = await settlePorts(folder, undefined);
  const { frontend } = await settlePorts(temporaryFolder(), undefined);
  expect(await settlePorts(folder, frontend)).toEqual({ ...first, frontend });
});
