import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ListenOptions } from 'node:net';

/** A server that takes connections. */
export interface Listening {
  /** 0 for one that listens at a path. */
  port: number;
  /** Of the interface, as the system names it; empty for one that listens at a path. */
  host: string;
  /** Takes no more connections and cuts those that are open. */
  close: () => Promise<void>;
}

/**
 * Listens: at `host` and `port`, where 0 is any free port, or at the `path` of a socket. Rejects with the error of the
 * system, `EADDRINUSE` for what is taken.
 */
export async function listen(server: Server, where: ListenOptions): Promise<Listening> {
  server.listen(where);
  // Rejects with what the server says instead.
  await once(server, 'listening');
  const address = server.address();
  const { port = 0, address: host = '' } = typeof address === 'object' && address !== null ? address : {};
  return {
    port,
    host,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The http address at which others reach a server that listens at `host`. */
export const httpUrl = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
