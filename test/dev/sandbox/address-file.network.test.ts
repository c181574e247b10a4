import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { settleAddress } from '../../../dev/sandbox/address-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const NO_WISH = { orderPort: undefined, inboxPort: undefined, token: undefined };

const take = async (port: number): Promise<void> => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
};

test('the sandbox listens where it listened before', async () => {
  const folder = temporaryFolder();
  const first = await settleAddress(folder, NO_WISH);
  expect(await settleAddress(folder, NO_WISH)).toEqual(first);
});

test('a remembered port that another program has taken gives way to a free one; port and token that are free stay', async () => {
  const folder = temporaryFolder();
  const first = await settleAddress(folder, NO_WISH);
  await take(first.orderPort);
  const second = await settleAddress(folder, NO_WISH);
  expect(second).toMatchObject({ inboxPort: first.inboxPort, token: first.token });
  expect(second.orderPort).not.toBe(first.orderPort);
  expect(await settleAddress(folder, NO_WISH)).toEqual(second);
});

test('a port that was asked for is not given up silently', async () => {
  const folder = temporaryFolder();
  const { orderPort } = await settleAddress(folder, NO_WISH);
  await take(orderPort);
  expect((await settleAddress(folder, { ...NO_WISH, orderPort })).orderPort).toBe(orderPort);
});
