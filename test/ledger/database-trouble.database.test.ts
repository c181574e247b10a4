import { createServer, type AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import { databaseTrouble } from '../../src/ledger/database-trouble.ts';
import { readyLedger } from '../../src/ledger/ready-ledger.ts';

const whyNot = async (url: string): Promise<string> => {
  const ready = await readyLedger(url);
  if (ready.ready) await ready.ledger.destroy();
  return ready.ready ? 'ready' : ready.why;
};

test('a database that offers no TLS is distinguished from one that is away', async () => {
  const url = new URL(inject('postgresUrl'));
  url.searchParams.set('sslmode', 'verify-full');
  expect(await whyNot(url.href)).toBe(
    'The database of DATABASE_URL cannot be used: it offers no TLS: turn that on there, or set sslmode=disable and ALLOW_PLAINTEXT=postgres.',
  );
});

// Whoever stands between can answer that as well, and would hear the rest.
test.each(['require', 'verify-ca', 'verify-full'])(
  'with sslmode=%s who says that there is no TLS hears neither user nor password',
  async (mode) => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        heard.push(bytes);
        socket.write('N');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await whyNot(`postgres://returns:geheim@127.0.0.1:${port}/returns?sslmode=${mode}`)).toBe(
      'The database of DATABASE_URL cannot be used: it offers no TLS: turn that on there, or set sslmode=disable and ALLOW_PLAINTEXT=postgres.',
    );
    await new Promise((resolve) => server.close(resolve));
    // The question whether there is TLS (SSLRequest) has eight bytes.
    expect(new Set(heard.map((bytes) => bytes.toString('hex')))).toEqual(new Set(['0000000804d2162f']));
  },
);

test('a database that that the server does not have is distinguished from a server that is not there', async () => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = '/no_such_database';
  expect(await whyNot(url.href)).toBe(
    'The database of DATABASE_URL cannot be used (3D000): it has no database of that name: create it, or correct the name.',
  );
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await whyNot(`postgres://u:secret@127.0.0.1:${port}/returns`)).toBe(
    'The database of DATABASE_URL cannot be used (ECONNREFUSED): nobody listens there: start it, or correct the address.',
  );
});

test('a certificate that nobody has signed is named, and no word of the driver is repeated', () => {
  const error = Object.assign(new Error('secret.example.com'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(databaseTrouble(error)).toBe(
    'The database of DATABASE_URL cannot be used (DEPTH_ZERO_SELF_SIGNED_CERT): its certificate is signed by itself: set NODE_EXTRA_CA_CERTS to it.',
  );
});
