import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { httpOrderService } from '../../../src/orders/http-order-service.ts';
import { readAddress } from '../../../dev/sandbox/address-file.ts';
import { freePorts } from '../../../src/listening/free-ports.ts';
import { startProcess, type StartedProcess } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const CLI = fileURLToPath(new URL('../../../dev/sandbox.ts', import.meta.url));

/** `npm run sandbox` as a process. `ready` is its address. */
const startPart = (env: Record<string, string>): StartedProcess =>
  startProcess({
    script: CLI,
    env: { PATH: process.env['PATH'], ...env },
    isReady: (stdout) => /^ready sandbox (\S+)\n$/.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });

test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  'after %s the next start has the same address, token and shop data',
  async (signal) => {
    const dataDir = temporaryFolder();
    const first = startPart({ DATA_DIR: dataDir });
    const url = await first.ready;
    const address = readAddress(dataDir);
    const bought = await fetch(`${url}/sandbox/purchases`, { method: 'POST', body: '{"purchaseId":"p1"}' });
    expect(bought.status).toBe(201);
    await bought.body?.cancel();
    first.child.kill(signal);
    const end = await first.ended;
    expect(end.code).toBe(signal === 'SIGKILL' ? null : 0);
    expect(end.stdout).toBe(`ready sandbox ${url}\n`);

    const second = startPart({ DATA_DIR: dataDir });
    expect(await second.ready).toBe(url);
    expect(readAddress(dataDir)).toEqual(address);
    const orders = httpOrderService({ url, token: address?.token ?? '' });
    const price = { amount: 149, currency: 'EUR' };
    expect(await orders.refund({ key: 'refund:p1', purchaseId: 'p1', price, reason: 'R2' })).toMatchObject({
      status: 'confirmed',
    });
  },
);

test('a second sandbox on the same data is refused with what to do, and the first goes on', async () => {
  const dataDir = temporaryFolder();
  const first = startPart({ DATA_DIR: dataDir });
  const url = await first.ready;
  const { code, stdout, stderr } = await startPart({ DATA_DIR: dataDir }).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `Process ${first.child.pid} runs a sandbox on this data: stop that one, or set DATA_DIR to another folder.\n`,
  );
  const shopData = await fetch(`${url}/sandbox/shop`);
  expect(shopData.status).toBe(200);
  await shopData.body?.cancel();
});

test('a port that is none is named and nothing starts', async () => {
  const { code, stdout, stderr } = await startPart({ DATA_DIR: temporaryFolder(), SANDBOX_PORT: '70000' })
    .ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe('SANDBOX_PORT is not a port: send a whole number from 1 to 65535, or leave it out.\n');
});

test('PORT and LISTEN_HOST say where it listens', async () => {
  const [port = 0] = await freePorts(1);
  const { ready } = startPart({
    DATA_DIR: temporaryFolder(),
    PORT: String(port),
    LISTEN_HOST: '127.0.0.2',
    SANDBOX_PORT: '1',
  });
  expect(await ready).toBe(`http://127.0.0.2:${port}`);
  const answer = await fetch(`http://127.0.0.2:${port}/readyz`);
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
});

test('all that is wrong with its environment is listed at once, and nothing starts', async () => {
  const wrong = { PORT: 'http', LISTEN_HOST: 'everywhere' };
  const { code, stdout, stderr } = await startPart({ DATA_DIR: temporaryFolder(), ...wrong }).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    [
      'The configuration of sandbox is not right:',
      '  LISTEN_HOST must be the address to listen on, e.g. 127.0.0.1, or 0.0.0.0 for all',
      '  PORT must be a port from 0 to 65535, 0 for any free one',
      '',
    ].join('\n'),
  );
});
