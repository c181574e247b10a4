import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TestContext } from 'vitest';
import { CERTIFICATE, KEY } from './self-signed.ts';

/** Stands before a server that speaks no TLS and speaks it, with a self-signed certificate for `localhost`. */
export async function tlsFront(
  target: string,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  { asksForCertificate = false } = {},
): Promise<number> {
  const [host, port] = target.split(':');
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const options = { cert: CERTIFICATE, key: KEY, ALPNProtocols: ['h2'], requestCert: asksForCertificate };
  const server = createServer(options, (client) => {
    const behind = connect({ host, port: Number(port) });
    keep(client);
    keep(behind);
    client.on('close', () => behind.destroy()).pipe(behind);
    behind.on('close', () => client.destroy()).pipe(client);
  });
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
