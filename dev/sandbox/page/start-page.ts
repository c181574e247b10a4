import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Client } from '@temporalio/client';
import type { ReturnsClient } from '../../../src/client/returns-client.ts';
import { pageApp } from './routes.ts';
import type { ReadingParts, SandboxParts } from './standing.ts';

export type SandboxPageOptions = PageServer &
  (Pick<SandboxParts, 'sandbox'> | Pick<ReadingParts, 'sandbox' | 'ledger' | 'inbox'>);

interface PageServer {
  returns: ReturnsClient;
  /** A connected client. It stays the caller's, who closes it. */
  temporal: Client;
  namespace: string;
  /** Whether the server can skip time. */
  timeSkipping: boolean;
  /** 0: any free one. One that is taken gives way to any free one. */
  port: number;
}

export interface SandboxPage {
  url: string;
  /** The wanted port was taken, so it is another one. */
  movedAway: boolean;
  /** Closes the port and cuts what is still open. */
  stop(): Promise<void>;
}

/** The page to try the service with, or with a real shop to look at its purchases, on 127.0.0.1 only. */
export async function startSandboxPage(options: SandboxPageOptions): Promise<SandboxPage> {
  const { temporal, port, ...parts } = options;
  const app = pageApp({ ...parts, service: temporal.workflowService });
  const server = createServer(getRequestListener(app.fetch));
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    movedAway: port !== 0 && actual !== port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  const at = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await at(port);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken || port === 0) throw error;
    await at(0);
  }
}
