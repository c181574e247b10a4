import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { keepClean } from '../evidence/keep-clean.ts';
import type { ClaimsOf } from '../evidence/put-into-claim.ts';
import type { Rounds } from '../feed/rounds.ts';
import { pingLedger } from '../ledger/read/ping-ledger.ts';
import { connectionAddress, type TrustedProxies } from '../listening/caller-address.ts';
import { httpUrl, listen } from '../listening/listen.ts';
import { LONGEST_UPLOAD_MS, takesPictures } from './api/read-picture.ts';
import { docs, isOfDocs } from './docs/docs.ts';
import { MCP } from './mcp/mcp.ts';
import { DOCUMENT_TEXT } from './api/document.ts';
import { createApi, LIMITS, type ApiOptions, type RequestSeen } from './api/api.ts';
import { createCustomerSite, isOfCustomers } from './customer/site.ts';
import type { ApiParts, ApiContext } from './api/parts.ts';
import type { CustomerParts } from './customer/parts.ts';
import { notAllowedHere } from './api/problems.ts';
import { findWhole } from './api/purchases.ts';
import { answerUnread, unreadBecause } from './api/unread-request.ts';
import { contextOf } from './api/api-context.ts';
import { apiMetrics } from './api/metrics.ts';
import { recordUses } from './api/use-record.ts';

/** What the API and all that is served beside it work with. */
export interface ServedParts extends ApiParts {
  /** What customers reach their pages with. Without it there are none. */
  customers?: CustomerParts;
}

export interface ServeOptions extends Omit<ApiOptions, 'uses' | 'seen' | 'customers'>, ServedParts {
  host: string;
  /** 0: any free one. */
  port: number;
}

export interface ServedApi {
  url: string;
  /** Takes no more requests, answers those under way, within `DRAIN_GRACE_MS`, and writes what is still to be written. */
  stop(): Promise<void>;
}

/** How long a request may take to arrive. Slow and half-open clients hold only their own connection, and not for long. */
const LONGEST_REQUEST_MS = 15_000;
const TIMES = {
  headersTimeout: 10_000,
  // That of pictures. Node has one for all: the shorter one of the others is kept by `soonComplete`.
  requestTimeout: LONGEST_UPLOAD_MS,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;
/** Longer than any answer takes. An upload that is cut may be sent again. */
const DRAIN_GRACE_MS = 20_000;
const MOST_CONNECTIONS = 2_000;
/** So that no address alone has all of them. */
const MOST_OF_ONE_ADDRESS = 500;
const MOST_HEADER_BYTES = 16_384;
/** After so long without a byte a connection is cut, whatever it waits for: a client may not read what it has asked for. */
const SILENCE_MS = 60_000;
/** Requests of one connection that are not answered yet. A client with more sends without reading. */
const MOST_AT_ONCE = 20;

/** Serves the API, with `/livez`, `/readyz` and `/metrics` beside it. Rejects if the port is taken. */
export async function serveApi({ host, port, ...options }: ServeOptions): Promise<ServedApi> {
  const { ledger, temporal, now } = options;
  const metrics = apiMetrics();
  const uses = recordUses(ledger, now);
  const moreRoutes = [MCP, ...(options.moreRoutes ?? [])];
  const seen = (request: RequestSeen): void => metrics.seen(request);
  const context = contextOf(options, { ...LIMITS, ...options.limits });
  const app = createApi({ ...options, moreRoutes, uses, seen }, context);
  const site = options.customers && createCustomerSite(context, options.customers, seen);
  const answer: typeof app.fetch = (request, bindings, execution) =>
    site !== undefined && isOfCustomers(new URL(request.url).pathname)
      ? site.fetch(request, bindings, execution)
      : app.fetch(request, bindings, execution);
  app.get('/livez', (c) => c.json({ live: true }));
  app.get('/readyz', async (c) => {
    const [ledgerAnswers, temporalAnswers] = await Promise.all([
      answers(() => pingLedger(ledger)),
      answers(() =>
        temporal.connection.withDeadline(Date.now() + 2_000, () =>
          temporal.workflowService.getSystemInfo({}),
        ),
      ),
    ]);
    const ready = ledgerAnswers && temporalAnswers;
    return c.json({ ready, ledger: ledgerAnswers, temporal: temporalAnswers }, ready ? 200 : 503);
  });
  app.get('/v1/openapi.json', (c) => c.body(DOCUMENT_TEXT, 200, { 'content-type': 'application/json' }));
  app.get('/metrics', (c) =>
    c.body(metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );

  for (const path of ['/livez', '/readyz', '/v1/openapi.json', '/metrics']) {
    app.all(path, () => {
      throw notAllowedHere(['GET', 'HEAD']);
    });
  }

  const underWay = new WeakMap<Socket, Set<ServerResponse>>();
  // For the whole process the adapter puts requests and answers of its own in the place of Node's: those that are made of one
  // text are then written at once and with their length, without a stream.
  const server = createServer(
    { ...TIMES, maxHeaderSize: MOST_HEADER_BYTES },
    fewAtOnce(underWay, withHost(soonComplete(withDocs(getRequestListener(answer))))),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    // Sound: a server without TLS has no other streams.
    const socket = stream as Socket;
    const [answering, ...others] = underWay.get(socket) ?? [];
    // In the place of an answer that has begun, or before another one that is due, it would not be understood.
    const isTurn = others.length === 0 && answering?.headersSent !== true;
    if (error.code !== 'ECONNRESET' && socket.writable && isTurn) answerUnread(socket, unreadBecause(error));
    else socket.destroy(error);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', fewOfEach(options.trustedProxies ?? []));
  server.timeout = SILENCE_MS;
  const listening = await listen(server, { host, port });
  const cleaning = keepEvidenceClean(context);
  return {
    url: httpUrl(listening.host, listening.port),
    async stop() {
      await listening.drain(DRAIN_GRACE_MS);
      await cleaning?.stop();
      options.evidenceKeeping?.stop();
      await uses.stop();
    },
  };
}

/** Removes evidence whose time is over, for as long as the service runs. */
function keepEvidenceClean(context: ApiContext): Rounds | undefined {
  const { evidenceKeeping, ledger, now, log } = context;
  if (evidenceKeeping === undefined) return undefined;
  const { uploads, retentionMs } = evidenceKeeping;
  const claimsOf: ClaimsOf = async (id) => (await findWhole(context, id))?.claims;
  return keepClean({ store: uploads.store, ledger, claimsOf, retentionMs }, { now, log });
}

/** The page that documents the API has headers of its own, and needs no key. */
function withDocs(api: RequestListener): RequestListener {
  const page = getRequestListener(docs().fetch);
  return (incoming, outgoing) => (isOfDocs(incoming.url ?? '') ? page : api)(incoming, outgoing);
}

/** Answers requests whose `Host` is no host, with or without a port: no URL can be made of their target. */
function withHost(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const host = incoming.headers.host ?? '';
    if (!/[/?#@\\\s]/.test(host) && URL.canParse(`http://${host}/`)) listener(incoming, outgoing);
    else answerUnread(incoming.socket, 'no_host');
  };
}

/** Cuts a connection whose request does not come to its end in time, as Node does it by itself for all alike. */
function soonComplete(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    if (!incoming.complete && !takesPictures(incoming.method ?? '', incoming.url ?? '')) {
      const { socket } = incoming;
      const timer = setTimeout(() => {
        if (incoming.complete) return;
        if (outgoing.headersSent) socket.destroySoon();
        else answerUnread(socket, 'request_too_slow');
      }, LONGEST_REQUEST_MS);
      const over = (): void => clearTimeout(timer);
      incoming.once('end', over).once('close', over);
    }
    listener(incoming, outgoing);
  };
}

/** Cuts connections of an address that has enough of them. A trusted proxy has those of many, and limits them itself. */
function fewOfEach(trusted: TrustedProxies): (socket: Socket) => void {
  const open = new Map<string, number>();
  return (socket) => {
    const from = connectionAddress(socket.remoteAddress, trusted);
    if (from === undefined) return;
    const before = open.get(from) ?? 0;
    if (before >= MOST_OF_ONE_ADDRESS) {
      socket.destroy();
      return;
    }
    open.set(from, before + 1);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
  };
}

/**
 * Cuts a connection that has more than a few requests under way. Node reads requests on while earlier ones are answered,
 * so one packet of a thousand would hold up everybody else.
 */
function fewAtOnce(
  underWay: WeakMap<Socket, Set<ServerResponse>>,
  listener: RequestListener,
): RequestListener {
  return (incoming, outgoing) => {
    const { socket } = incoming;
    const open = underWay.get(socket) ?? new Set();
    underWay.set(socket, open.add(outgoing));
    if (socket.destroyed || open.size > MOST_AT_ONCE) {
      socket.destroy();
      return;
    }
    outgoing.once('close', () => open.delete(outgoing));
    listener(incoming, outgoing);
  };
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}
