import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import type { TestContext } from 'vitest';
import { httpUrl, listen } from '../../src/listening/listen.ts';

export interface Exchange {
  method: string;
  path: string;
  key: string | undefined;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
}

/** Stands between adapter and sandbox until the test has finished, and writes down what goes by. */
export async function recordingProxy(
  target: string,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<{ url: string; exchanges: Exchange[] }> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
      const body = Buffer.concat(chunks).toString();
      const { authorization = '', 'idempotency-key': key } = request.headers;
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { authorization, ...(typeof key === 'string' ? { 'idempotency-key': key } : {}) },
        ...(body === '' ? {} : { body }),
      });
      const text = await answer.text();
      exchanges.push({
        method: request.method ?? '',
        path: request.url ?? '',
        key: typeof key === 'string' ? key : undefined,
        requestBody: body === '' ? undefined : JSON.parse(body),
        status: answer.status,
        responseBody: JSON.parse(text),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    };
    forward().catch(() => response.destroy());
  });
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  return { url: httpUrl(host, port), exchanges };
}
