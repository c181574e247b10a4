import { createServer } from 'node:net';
import type { Server } from 'node:net';

// Below the range of ports that systems use for outgoing connections, so that none of those takes a port in between.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;

/** Whether 127.0.0.1:`port` can be listened on now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server !== undefined) await close(server);
  return server !== undefined;
}

/** `count` different ports of 127.0.0.1 that are free now. If another process takes one before the server does, the server ends. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Map<number, Server>();
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries > 100 * count) throw new Error(`No ${count} free ports from ${FIRST_PORT} to ${LAST_PORT}.`);
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    const server = await listen(port);
    if (server !== undefined) found.set(port, server);
  }
  await Promise.all([...found.values()].map(close));
  return [...found.keys()];
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
