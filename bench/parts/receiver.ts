import { createServer } from 'node:http';
import { httpUrl, listen } from '../../src/listening/listen.ts';

/** Receives webhooks, in the bench's own process. */
export interface Receiver {
  url: string;
  /** When the first webhook about a purchase came, `Date.now()`. */
  cameAt: Map<string, number>;
  close(): Promise<void>;
}

/** `answersAfterMs`: `never` takes the request and leaves it without an answer. */
export async function startReceiver(answersAfterMs: number | 'never'): Promise<Receiver> {
  const cameAt = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { data } = JSON.parse(body) as { data: { purchaseId: string } };
      if (!cameAt.has(data.purchaseId)) cameAt.set(data.purchaseId, Date.now());
      if (answersAfterMs === 'never') return;
      setTimeout(() => response.writeHead(204).end(), answersAfterMs);
    });
  });
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  return {
    url: `${httpUrl(host, port)}/webhooks`,
    cameAt,
    close,
  };
}
