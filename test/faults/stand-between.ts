import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A port in front of another server, which can go away and come back. */
export interface StandsBetween {
  port: number;
  /** Nobody listens any more; what is open is cut. */
  down: () => Promise<void>;
  up: () => Promise<void>;
}

/** Stands in front of the server of `target`. `relay` passes on what the two ends of a connection say. */
export async function standBetween(
  target: string,
  relay: (client: Socket, server: Socket) => void,
): Promise<StandsBetween> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(Number(targetPort), hostname);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    relay(client, server);
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(at, '127.0.0.1', () => {
        listener.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    down: async () => {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    up: () => listen(port),
  };
}

/** The address of `target`, at this port of this machine. */
export function addressAt(port: number, target: string): string {
  const url = new URL(target);
  url.port = String(port);
  return url.href;
}
