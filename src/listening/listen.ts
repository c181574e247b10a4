import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';

/** A server that takes connections. */
export interface Listening {
  /** 0 if it listens at a path. */
  port: number;
  /** The address it listens on; empty if it listens at a path. */
  host: string;
  /** Takes no more connections and cuts those that are open. */
  close: () => Promise<void>;
  /**
   * Takes no more connections, closes idle ones and those over which nothing was asked yet, and cuts those whose request is not
   * answered within `graceMs`.
   */
  drain: (graceMs: number) => Promise<void>;
}

/** How often a connection that has just been answered is looked for: its client may keep it open. */
const IDLE_CHECK_MS = 50;

/**
 * Listens: at `host` and `port`, where 0 is any free port, or at the `path` of a socket. Rejects with the error of the
 * system, e.g. `EADDRINUSE`.
 */
export async function listen(server: Server, where: ListenOptions): Promise<Listening> {
  // Node does not count these as idle. A browser opens some in advance.
  const neverUsed = new Set<Socket>();
  server.on('connection', (socket) => {
    neverUsed.add(socket);
    socket.once('close', () => neverUsed.delete(socket));
  });
  server.on('request', ({ socket }) => neverUsed.delete(socket));
  server.listen(where);
  // Rejects if the server emits an error first.
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
    async drain(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of neverUsed) socket.destroy();
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

/** The http address at which others reach a server that listens at `host`. */
export const httpUrl = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
