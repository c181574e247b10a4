import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers every request with this status and body. */
export const always =
  (status: number, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
