import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What lies between a program and its database. */
export interface Wire {
  /** The database's address, through the wire. */
  url: string;
  /** Ends every connection and takes none: as if the database were not there. */
  cut(): Promise<void>;
  /** Keeps connections open and lets nothing through: as if the database hung. */
  hang(): void;
  /** Lets everything through again. What hung goes on. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A wire to the database at `databaseUrl`, on the loopback. */
export async function openWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const ends = new Set<Socket>();
  let hung = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.pipe(other);
      if (hung) end.pause();
      end.on('error', () => other.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const unlisten = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const end of ends) end.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    cut: unlisten,
    hang() {
      hung = true;
      for (const end of ends) end.pause();
    },
    async mend() {
      hung = false;
      for (const end of ends) end.resume();
      if (!server.listening) await listen(port);
    },
    close: unlisten,
  };
}
