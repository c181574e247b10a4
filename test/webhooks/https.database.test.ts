import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readDeliveries } from '../../src/ledger/read/webhook-deliveries.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { appendEvents } from '../../src/ledger/write/publish-events.ts';
import { handOut } from '../../src/ledger/write/webhook-hand-out.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { deliveries } from '../../src/webhooks/deliver.ts';
import { poster } from '../../src/webhooks/post.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { AUTHORITY, CERTIFICATE, KEY } from './certificates.ts';
import { nameServer } from './name-server.ts';

const MASTER = randomBytes(32);
const RANGES = readPrivateRanges('127.0.0.0/8') ?? [];
const NOW = new Date('2026-03-02T09:00:00.000Z');

let ledger: Ledger;
beforeEach(async () => {
  ledger = await emptyLedger();
  await recordSnapshot(ledger, snapshotOf('p1'), { now: NOW });
});

interface Arrived {
  path: string | undefined;
  host: string | undefined;
  event: unknown;
}

/** A receiver with a certificate for `hooks.example`. */
async function httpsReceiver(): Promise<{ port: number; arrived: Arrived[]; askedFor: string[] }> {
  const arrived: Arrived[] = [];
  /** The names of which a certificate was asked. */
  const askedFor: string[] = [];
  const SNICallback = (name: string, answer: (error: null) => void): void => {
    askedFor.push(name);
    answer(null);
  };
  const server = createServer({ cert: CERTIFICATE, key: KEY, SNICallback }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path, headers } = request;
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      arrived.push({ path, host: headers.host, event });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, arrived, askedFor };
}

/** What is on record of an event that was sent to this address once. Every name is known as this machine. */
async function sentTo(url: string, trusted?: string) {
  const nameServers = [await nameServer(() => ['127.0.0.1'])];
  const ca = trusted === undefined ? {} : { ca: trusted };
  const http = poster(RANGES, { tryMs: 10_000, nameServers, ...ca });
  onTestFinished(() => http.close());
  const now = (): Date => NOW;
  const parts = { ledger, secret: MASTER, privateRanges: RANGES };
  const made = await createEndpoint(parts, { url }, { by: 'admin', now: NOW });
  if (!made.ok) throw new Error('the endpoint was not made');
  const event = { eventId: 'evt_1', type: 'refund.pending', purchaseId: 'p1' } as const;
  await appendEvents(ledger, [{ ...event, at: NOW.toISOString(), data: { purchaseId: 'p1' } }], NOW);
  const [handed] = (await handOut(ledger, made.endpointId, NOW)) ?? [];
  if (handed === undefined) throw new Error('nothing was handed out');
  const nothing = (): void => undefined;
  const { deliver } = deliveries({
    ledger,
    secret: MASTER,
    poster: http,
    switchedOff: nothing,
    otherSecret: nothing,
    now,
    random: () => 0,
  });
  await deliver(handed);
  const [{ state, lastStatus, lastError } = {}] = await readDeliveries(ledger, made.endpointId, { limit: 1 });
  return { state, lastStatus, lastError };
}

test('a webhook arrives by https at a name, which is the one that the certificate is asked for', async () => {
  const { port, arrived, askedFor } = await httpsReceiver();
  expect(await sentTo(`https://hooks.example:${port}/in`, AUTHORITY)).toEqual({
    state: 'delivered',
    lastStatus: 204,
    lastError: undefined,
  });
  const event = {
    id: 'evt_1',
    type: 'refund.pending',
    timestamp: NOW.toISOString(),
    sequence: 1,
    data: { purchaseId: 'p1' },
  };
  expect(askedFor).toEqual(['hooks.example']);
  expect(arrived).toEqual([{ path: '/in', host: `hooks.example:${port}`, event }]);
});

test('a receiver whose certificate nobody vouches for gets nothing, and the record says so', async () => {
  const { port, arrived } = await httpsReceiver();
  expect(await sentTo(`https://hooks.example:${port}/in`)).toEqual({
    state: 'waiting',
    lastStatus: undefined,
    lastError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  });
  expect(arrived).toEqual([]);
});

test.each(['other.example', '127.0.0.1'])(
  'a receiver whose certificate is for another name than %s gets nothing, and the record says so',
  async (host) => {
    const { port, arrived } = await httpsReceiver();
    expect(await sentTo(`https://${host}:${port}/in`, AUTHORITY)).toEqual({
      state: 'waiting',
      lastStatus: undefined,
      lastError: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(arrived).toEqual([]);
  },
);
