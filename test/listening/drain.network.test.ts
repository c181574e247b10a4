import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { httpUrl, listen, type Listening } from '../../src/listening/listen.ts';

/** Longer than a test may take. */
const NEVER_CUT_MS = 3_600_000;

/** A server whose requests a test answers itself, and a client that keeps its connections open. */
async function answeredByHand() {
  const server = createServer();
  const listening: Listening = await listen(server, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const url = httpUrl(listening.host, listening.port);
  return {
    listening,
    /** Sends a request. `cut` instead of its status: the connection ended without an answer. */
    ask: async (): Promise<{ answer: ServerResponse; status: Promise<number | 'cut' | undefined> }> => {
      const arrived = once(server, 'request') as Promise<[unknown, ServerResponse]>;
      const request = get(url, { agent });
      const status = (once(request, 'response') as Promise<[IncomingMessage]>).then(
        ([response]) => response.resume().statusCode,
        () => 'cut' as const,
      );
      return { answer: (await arrived)[1], status };
    },
  };
}

test('a server that ends answers what it was asked, although its client keeps the connection open', async () => {
  const { listening, ask } = await answeredByHand();
  const before = await ask();
  before.answer.end();
  expect(await before.status).toBe(200);
  const underWay = await ask();

  const drained = listening.drain(NEVER_CUT_MS);
  underWay.answer.end();

  expect(await underWay.status).toBe(200);
  await drained;
});

test('a request that is not answered in time is cut, and the server ends', async () => {
  const { listening, ask } = await answeredByHand();
  const unanswered = await ask();

  await listening.drain(1);

  expect(await unanswered.status).toBe('cut');
});

test('a connection over which nothing was asked yet does not hold up a server that ends', async () => {
  const { listening } = await answeredByHand();
  const silent = connect(listening.port, listening.host);
  // It may be reset.
  silent.on('error', () => undefined);
  await once(silent, 'connect');

  await listening.drain(NEVER_CUT_MS);

  if (!silent.destroyed) await once(silent, 'close');
  expect(silent.destroyed).toBe(true);
});
