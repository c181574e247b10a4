import { createServer, type AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import { databaseTrouble } from '../../src/ledger/database-trouble.ts';
import { readyLedger } from '../../src/ledger/ready-ledger.ts';

const whyNot = async (url: string): Promise<string> => {
  const ready = await readyLedger(url);
  if (ready.ready) await ready.ledger.destroy();
  return ready.ready ? 'ready' : ready.why;
};

test('a database that offers no TLS is told from one that is away', async () => {
  const url = new URL(inject('postgresUrl'));
  url.searchParams.set('sslmode', 'verify-full');
  expect(await whyNot(url.href)).toBe(
    'The database of DATABASE_URL cannot be used: it offers no TLS: turn that on there, or set sslmode=disable and ALLOW_PLAINTEXT=postgres.',
  );
});

test('a database that is not there by name is told from a server that is not there', async () => {
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
