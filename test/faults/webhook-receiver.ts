import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEvent } from '../../src/contract/feed-event.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { httpUrl, listen } from '../../src/listening/listen.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';

/** A webhook that has come. */
export interface Received {
  id: string;
  event: FeedEvent;
}

export interface WebhookReceiver {
  /** For the worker. */
  environment: Record<string, string>;
  /** What has come so far, repeats included. */
  received: readonly Received[];
  /** Decides what becomes of one that has come: the status of the answer, or a cut connection. */
  passage: (got: Received) => Promise<number | 'cut'>;
  /** Has the events of this ledger sent here, from now on. */
  subscribe(ledger: Ledger): Promise<void>;
  /** Resolves when all that closed purchases have to publish has arrived, or after ten minutes. */
  settled(ledger: Ledger): Promise<void>;
  close(): Promise<void>;
}

/** An event that failed twice comes again after five minutes. */
const SETTLED_WITHIN_MS = 600_000;
const RANGES = '127.0.0.0/8';

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const secret = randomBytes(32);
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as FeedEvent;
      const got = { id: String(request.headers['webhook-id']), event };
      received.push(got);
      void self.passage(got).then((answer) => {
        if (answer === 'cut') request.socket.destroy();
        else response.writeHead(answer).end();
      });
    });
  });
  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  const url = `${httpUrl(host, port)}/`;
  const self: WebhookReceiver = {
    environment: {
      WEBHOOK_SECRET: `whsec_${secret.toString('base64')}`,
      WEBHOOK_PRIVATE_RANGES: RANGES,
    },
    received,
    passage: () => Promise.resolve(204),
    async subscribe(ledger) {
      const parts = { ledger, secret, privateRanges: readPrivateRanges(RANGES) ?? [] };
      const made = await createEndpoint(parts, { url }, { by: 'test', now: new Date() });
      if (!made.ok) throw new Error('the endpoint was not made');
    },
    async settled(ledger) {
      const deadline = performance.now() + SETTLED_WITHIN_MS;
      while ((await openWork(ledger)) > 0 && performance.now() < deadline) await delay(200);
    },
    close,
  };
  return self;
}

/** Closed purchases of which something may have to be published, and events that have not arrived. */
async function openWork(ledger: Ledger): Promise<number> {
  const due = await ledger
    .selectFrom('events_due')
    .innerJoin('purchases', 'purchases.purchase_id', 'events_due.purchase_id')
    .select('events_due.purchase_id')
    .where('closed_at', 'is not', null)
    .execute();
  const open = await ledger
    .selectFrom('webhook_deliveries')
    .select('sequence')
    .where('state', 'in', ['queued', 'sending', 'waiting'])
    .execute();
  const { head } = await ledger
    .selectFrom('events')
    .select((row) => row.fn.max<number | null>('sequence').as('head'))
    .executeTakeFirstOrThrow();
  const behind = await ledger
    .selectFrom('webhook_endpoints')
    .select('endpoint_id')
    .where('handed_to', '<', head ?? 0)
    .execute();
  return due.length + open.length + behind.length;
}
