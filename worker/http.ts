import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { httpUrl, listen } from '../src/listening/listen.ts';
import type { Readiness } from './readiness.ts';

export interface WorkerHttpOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  readiness: () => Promise<Readiness>;
  /** The metrics in Prometheus' text format. */
  metrics: () => Promise<string>;
}

export interface WorkerHttp {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves what an operator asks the worker: `/livez`, whether the process is alive; `/readyz`, whether it takes work;
 * `/metrics`. It is stopped after the worker, so that draining can be watched. Rejects if the port is taken.
 */
export async function serveWorkerHttp(options: WorkerHttpOptions): Promise<WorkerHttp> {
  const { host, port, readiness, metrics } = options;
  const app = new Hono();
  // A worker that fails ends its process, so a process that answers is alive.
  app.get('/livez', (c) => c.json({ live: true }));
  app.get('/readyz', async (c) => {
    const answer = await readiness();
    return c.json(answer, answer.ready ? 200 : 503);
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );

  const server = createServer(getRequestListener(app.fetch));
  const listening = await listen(server, { host, port });
  return { url: httpUrl(listening.host, listening.port), stop: () => listening.close() };
}
