import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { httpUrl, listen } from '../../src/listening/listen.ts';

export interface HostileServer {
  url: string;
  /** `<method> <path>` of each request, in order. */
  requests: string[];
}

/** A server on loopback that answers as the test likes. Closed after the test, with what is still open. */
export async function hostileServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<HostileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(response, request);
  });
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  return { url: httpUrl(host, port), requests };
}

/** Answers every request with this status and body. */
export const always =
  (status: number, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
