import type { ConnectionOptions } from '@temporalio/client';

/** How to connect to a server, for the client and the worker alike. */
export interface ServerConnection {
  address: string;
  tls?: Exclude<ConnectionOptions['tls'], undefined | null>;
  apiKey?: string;
  metadata?: Record<string, string>;
}

/** There is no Temporal server to use, or the one that is configured cannot be used. The message says what to do. */
export class NoTemporalServer extends Error {
  override name = 'NoTemporalServer';
}
