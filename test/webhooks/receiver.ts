import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { httpUrl, listen } from '../../src/listening/listen.ts';

export interface Received {
  id: string;
  at: number;
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: string; type: string; sequence: number; data: { purchaseId: string } };
}

export interface Receiver {
  url: string;
  received: Received[];
  /** How it answers from now on. Default: 204. */
  answer: (response: ServerResponse, received: Received) => void;
}

/** A receiver of webhooks on a port of its own. It ends with the test. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  const self: Receiver = {
    url: '',
    received,
    answer: (response) => {
      response.writeHead(204).end();
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { headers } = request;
      const event = JSON.parse(body) as Received['event'];
      const got = { id: String(headers['webhook-id']), at: Date.now(), headers, body, event };
      received.push(got);
      self.answer(response, got);
    });
  });
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  self.url = `${httpUrl(host, port)}/webhooks`;
  onTestFinished(close);
  return self;
}
