import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Client } from '@temporalio/client';
import type { ReturnsClient } from '../../../src/client/returns-client.ts';
import { httpUrl, listen, type Listening } from '../../../src/listening/listen.ts';
import { pageApp } from './routes.ts';
import type { ReadingParts, SandboxParts, ServiceParts } from './purchase-on-page.ts';

export type SandboxPageOptions = PageServer &
  (Pick<SandboxParts, 'sandbox'> | Pick<ReadingParts, 'sandbox' | 'ledger' | 'inbox'>);

interface PageServer {
  returns: ReturnsClient;
  /** A connected client. It stays the caller's, who closes it. */
  temporal: Client;
  namespace: string;
  /** Whether the server can skip time. */
  timeSkipping: boolean;
  customerLink?: ServiceParts['customerLink'];
  mailTexts?: ServiceParts['mailTexts'];
  /** 0: any free port. If the wanted port is taken, any free one is used. */
  port: number;
}

export interface SandboxPage {
  url: string;
  /** The wanted port was taken, so another one is used. */
  movedAway: boolean;
  /** Closes the port and cuts what is still open. */
  stop(): Promise<void>;
}

/** Starts the page on 127.0.0.1: for trying the service, or with a real shop for looking at its purchases. */
export async function startSandboxPage(options: SandboxPageOptions): Promise<SandboxPage> {
  const { temporal, port, ...parts } = options;
  const app = pageApp({ ...parts, service: temporal.workflowService });
  const listening = await listenNear(getRequestListener(app.fetch), port);
  return {
    url: httpUrl(listening.host, listening.port),
    movedAway: port !== 0 && listening.port !== port,
    stop: () => listening.close(),
  };
}

async function listenNear(answer: RequestListener, port: number): Promise<Listening> {
  const host = '127.0.0.1';
  try {
    return await listen(createServer(answer), { host, port });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken || port === 0) throw error;
    return listen(createServer(answer), { host, port: 0 });
  }
}
