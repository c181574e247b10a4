import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/listening/listen.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { poster, type Posted } from '../../src/webhooks/post.ts';
import { allowedLookup } from '../../src/webhooks/address.ts';
import { nameServer } from './name-server.ts';

const HERE = readPrivateRanges('127.0.0.0/8,::1/128') ?? [];

async function port(listener: RequestListener): Promise<number> {
  const { port: at, close } = await listen(createServer(listener), { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  return at;
}

async function post(url: string, { ranges = HERE, tryMs = 5_000 } = {}): Promise<Posted> {
  const http = poster(ranges, { tryMs });
  onTestFinished(() => http.close());
  return http.post(url, { 'content-type': 'application/json' }, Buffer.from('{}'));
}

test('an answer is its status, and when to come again', async () => {
  const at = await port((_request, response) =>
    response.writeHead(503, { 'retry-after': '120' }).end('busy'),
  );
  expect(await post(`http://127.0.0.1:${at}/`)).toEqual({ status: 503, retryAfterMs: 120_000 });
});

test('a redirect is an answer like any other, and nobody goes there', async () => {
  let followed = 0;
  const target = await port((_request, response) => {
    followed += 1;
    response.end();
  });
  const at = await port((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end(),
  );
  expect(await post(`http://127.0.0.1:${at}/`)).toEqual({ status: 307 });
  expect(followed).toBe(0);
});

test('a receiver that never answers and one that hangs up take no longer than a try', async () => {
  const silent = await port(() => undefined);
  expect(await post(`http://127.0.0.1:${silent}/`, { tryMs: 200 })).toEqual({ error: 'timeout' });
  const rude = await port((request) => request.socket.destroy());
  expect(await post(`http://127.0.0.1:${rude}/`)).toEqual({ error: 'ECONNRESET' });
});

test('the status is the answer, whatever follows it', async () => {
  const drip = await port((_request, response) => {
    response.writeHead(200);
    response.write('x');
  });
  expect(await post(`http://127.0.0.1:${drip}/`, { tryMs: 500 })).toEqual({ status: 200 });
  const untidy = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => {
    untidy.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void untidy.close());
  const at = (untidy.address() as AddressInfo).port;
  expect(await post(`http://127.0.0.1:${at}/`)).toEqual({ status: 204 });
});

test('of an endless answer no more is read than is bounded, and its status counts', async () => {
  const at = await port((_request, response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  expect(await post(`http://127.0.0.1:${at}/`)).toEqual({ status: 200 });
});

test('an address or a name that leads inside gets no connection', async () => {
  let reached = 0;
  const at = await port((_request, response) => {
    reached += 1;
    response.end();
  });
  const none = { ranges: [] };
  const refused = { error: 'address_not_allowed' };
  expect(await post(`http://127.0.0.1:${at}/`, none)).toEqual(refused);
  expect(await post(`http://[::ffff:127.0.0.1]:${at}/`, none)).toEqual(refused);
  expect(await post(`http://2130706433:${at}/`, none)).toEqual(refused);
  expect(await post('http://169.254.169.254/latest/meta-data/')).toEqual(refused);
  expect(reached).toBe(0);
  expect(await post(`http://localhost:${at}/`)).toEqual({ status: 200 });
});

test('a name that leads inside when the connection is made gets none, whatever it answered before', async () => {
  let reached = 0;
  const at = await port((_request, response) => {
    reached += 1;
    response.end();
  });
  let answers = ['93.184.216.34'];
  const nameServers = [await nameServer(() => answers)];
  const http = poster([], { tryMs: 500, nameServers });
  onTestFinished(() => http.close());
  const send = (scheme: string): Promise<Posted> =>
    http.post(`${scheme}://rebinding.example:${at}/`, {}, Buffer.from('{}'));
  await send('https');
  for (answers of [['127.0.0.1'], ['169.254.169.254'], ['10.0.0.1', '127.0.0.1']]) {
    expect(await send('https')).toEqual({ error: 'address_not_allowed' });
  }
  // Of several addresses only those are tried that are allowed.
  answers = ['127.0.0.1', '203.0.113.7'];
  expect(await send('https')).toEqual({ error: 'address_not_allowed' });
  // http is for private networks only.
  answers = ['93.184.216.34'];
  expect(await send('http')).toEqual({ error: 'address_not_allowed' });
  expect(reached).toBe(0);
});

test('of several addresses of a name only those are connected to that are allowed', async () => {
  const nameServers = [await nameServer(() => ['127.0.0.1', '93.184.216.34', '169.254.169.254'])];
  const lookup = allowedLookup([], { isHttps: true, nameServers });
  const found = await new Promise((resolve) => {
    lookup('mixed.example', { all: true }, (_error, addresses) => resolve(addresses));
  });
  expect(found).toEqual([{ address: '93.184.216.34', family: 4 }]);
});

test('a name in a network of ours is reached, by http too', async () => {
  const at = await port((_request, response) => response.end());
  const nameServers = [await nameServer(() => ['127.0.0.1'])];
  const http = poster(HERE, { nameServers });
  onTestFinished(() => http.close());
  expect(await http.post(`http://inside.example:${at}/`, {}, Buffer.from('{}'))).toEqual({ status: 200 });
});
