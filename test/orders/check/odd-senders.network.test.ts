import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { httpUrl, listen } from '../../../src/listening/listen.ts';
import { askOnce } from '../../../src/orders/check/ask-once.ts';
import { cutAfterSending } from '../../../src/orders/check/odd-senders.ts';

test('a lost answer: the shop has the whole request, and its answer reaches nobody', async () => {
  const server = createServer();
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  const came = once(server, 'request') as Promise<[IncomingMessage]>;
  const price = { amount: 149, currency: 'EUR' };
  const asked = askOnce(
    { url: httpUrl(host, port), token: 'secret' },
    (orders) => orders.refund({ key: 'refund:t1', purchaseId: 't1', price, reason: 'R2' }),
    cutAfterSending,
  );
  const [request] = await came;
  const { method, url, headers, socket } = request;
  const closed = once(socket, 'close');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  expect({ method, url, key: headers['idempotency-key'], token: headers.authorization }).toEqual({
    method: 'POST',
    url: '/refunds',
    key: 'refund:t1',
    token: 'Bearer secret',
  });
  expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({ purchaseId: 't1', ...price, reason: 'R2' });
  await closed;
  expect(await asked).toMatchObject({
    answered: false,
    raw: undefined,
    error: { message: 'The order service gave no answer to refund: the connection was cut.' },
  });
});
