import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { removeEndpoint } from '../../src/ledger/write/webhook-endpoints.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { fillPurchases } from '../../test/ledger/many-purchases.ts';
import { accountOf, costBetween } from '../measure/account.ts';
import { cpuSecondsOf } from '../measure/cpu.ts';
import { probeLedger } from '../measure/ledger.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { keyFor, withApi, type Api } from '../parts/api.ts';
import type { Child } from '../parts/child.ts';
import { taskQueueOf } from '../parts/contender.ts';
import { customerOf, type SeenPage } from '../../test/web/customer/customer.ts';
import { createLedgerDatabase } from '../parts/ledger-database.ts';
import { startReceiver, type Receiver } from '../parts/receiver.ts';
import { eachAtRate, eachOf } from '../workload/drive.ts';
import { endAll, orders, restOf, untilCounted, type Bench } from './bench.ts';
import { rounded, tenths, type Measured } from './raw.ts';

const FILL_TIMEOUT_MS = 300_000;
const DUE_TIMEOUT_MS = 180_000;
const REASON = 'The code never worked, although I tried it three times on two devices.';

type Values = Record<string, number[]>;

/** The HTTP API next to the client's own calls, then what it reads, its memory, and webhooks. */
export async function measureHttp(bench: Bench): Promise<void> {
  const { calls, perSecond, reads, purchases, told, due } = bench.sizes.http;
  const secret = randomBytes(32);
  const ledger = openPostgres(bench.stack.ledger.url);
  const worker = await bench.stack.startWorker('ours', undefined, { webhookSecret: secret.toString('hex') });
  const values: Values = {};
  const keep = (): void => {
    const measured: Measured = {
      sizes: { calls, perSecond, reads, purchases, told, due },
      rounds: [],
      values,
    };
    bench.keep('http', measured);
  };
  try {
    await withApi(bench.stack, { databaseUrl: bench.stack.ledger.url }, async (api) => {
      await compareCalls(bench, api, ledger, values);
      await webhooks(bench, { ledger, secret, worker }, values);
    });
    await readMany(bench, values);
  } finally {
    // What was measured before a failure stays.
    keep();
    await worker.stop();
    await ledger.destroy();
  }
}

interface Asked {
  method?: string;
  body?: unknown;
  etag?: string;
}

/** Asks and reads the whole answer. Throws if the status is another one. */
async function ask(
  { url }: Api,
  token: string,
  path: string,
  wanted: number,
  { method = 'GET', body, etag }: Asked = {},
): Promise<Headers> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== wanted)
    throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return response.headers;
}

/** The calls by HTTP and those of the client take turns, one by one, so that a drift of the machine hits both alike. */
async function compareCalls(bench: Bench, api: Api, ledger: Ledger, values: Values): Promise<void> {
  const { stack, sizes, signal } = bench;
  const { calls, reads } = sizes.http;
  const service = await keyFor(ledger, 'service');
  const agent = await keyFor(ledger, 'agent');
  const returns = createReturnsClient({ client: stack.client, taskQueue: taskQueueOf('ours') });
  const event = (name: string, { purchaseId }: PurchaseOrder) => ({
    eventId: `${name}:${purchaseId}`,
    occurredAt: new Date().toISOString(),
  });
  const claim = { claimType: 'major_defect', reason: REASON } as const;
  const kinds: readonly Compared[] = [
    {
      name: 'open',
      http: async (order) => {
        const body = { ...order };
        await ask(api, service, `/v1/purchases/${order.purchaseId}`, 201, { method: 'PUT', body });
      },
      client: async (order) => {
        if (!(await returns.openPurchase(order)).opened) throw new Error('a purchase was not opened');
      },
    },
    {
      name: 'event',
      http: async (order) => {
        const body = { type: 'smsReceived', ...event('smsReceived', order) };
        await ask(api, service, `/v1/purchases/${order.purchaseId}/events`, 202, { method: 'POST', body });
      },
      client: async (order) => {
        const sending = await returns.smsReceived(order.purchaseId, event('smsReceived', order));
        if (!sending.sent) throw new Error('an event was not taken');
      },
    },
    {
      name: 'claim',
      http: async ({ purchaseId }) => {
        await ask(api, service, `/v1/purchases/${purchaseId}/claims`, 200, { method: 'POST', body: claim });
      },
      client: async ({ purchaseId, customer }) => {
        const by = { kind: 'customer', id: customer.customerId } as const;
        const answer = await returns.submitClaim(purchaseId, { ...claim, by });
        if (!answer.accepted) throw new Error(`a claim was not taken: ${JSON.stringify(answer)}`);
      },
    },
  ];
  const warmUp = orders(Math.min(100, 2 * calls));
  const all = orders(2 * calls);
  const [readOrder] = warmUp;
  if (readOrder === undefined) throw new Error('there is no purchase');
  const read = readOrder.purchaseId;
  for (const { name, http, client } of kinds) {
    const through = (order: PurchaseOrder, n: number): Promise<void> => (n % 2 === 0 ? http : client)(order);
    await eachOf(warmUp, { atATime: 2, signal }, through);
    await untilQuiet(stack.database, signal);
    const before = cpuSecondsOf(api.child.pid);
    const ms = await eachAtRate(all, { perSecond: sizes.http.perSecond, signal }, through);
    const cpuMs = ((cpuSecondsOf(api.child.pid) - before) * 1_000) / calls;
    values[`${name}.http`] = tenths(ms.filter((_, n) => n % 2 === 0));
    values[`${name}.client`] = tenths(ms.filter((_, n) => n % 2 === 1));
    values[`${name}.cpuMs`] = [cpuMs];
    bench.say(`${name}: ${cpuMs.toFixed(2)} ms of CPU in the API`);
    await untilQuiet(stack.database, signal);
    if (name !== 'event') continue;
    await eachOf([...warmUp, ...all], { atATime: 8, signal }, async (order) => {
      await returns.activationCompleted(order.purchaseId, event('activationCompleted', order));
    });
    await untilQuiet(stack.database, signal);
  }
  const path = `/v1/purchases/${read}`;
  const etag = (await ask(api, agent, path, 200)).get('etag') ?? '';
  values['purchase'] = await timed(bench, reads, () => ask(api, agent, path, 200));
  await readPages(bench, api, { service, order: readOrder }, values);
  values['notModified'] = await timed(bench, reads, () => ask(api, agent, path, 304, { etag }));
  await endAll(bench, 'ours', [...warmUp, ...all]);
}

/** What the customer sees of a purchase with a claim: its page, and the page before an act, with its preview. */
async function readPages(
  bench: Bench,
  api: Api,
  { service, order }: { service: string; order: PurchaseOrder },
  values: Values,
): Promise<void> {
  const { reads } = bench.sizes.http;
  const at = `/purchases/${order.purchaseId}`;
  const opened = await fetch(`${api.url}/v1${at}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const { links } = (await opened.json()) as { links: { customer: string } };
  const customer = customerOf(api);
  const seen = async (page: Promise<SeenPage>): Promise<SeenPage> => {
    const found = await page;
    if (found.status !== 200) throw new Error(`${found.path} was answered ${found.status}`);
    return found;
  };
  await seen(customer.visit(new URL(links.customer).pathname));
  values['page'] = await timed(bench, reads, () => seen(customer.visit(at)));
  const question = await seen(customer.visit(`${at}/withdrawal`));
  values['checkPage'] = await timed(bench, reads, () => seen(customer.send(question, 'Continue')));
}

interface Compared {
  name: string;
  http: (order: PurchaseOrder) => Promise<void>;
  client: (order: PurchaseOrder) => Promise<void>;
}

/** Milliseconds of each, one after the other, after some that are not counted. */
async function timed(
  { signal }: Bench,
  count: number,
  act: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const ms: number[] = [];
  const warmUp = Math.min(50, count);
  for (let n = 0; n < warmUp + count; n += 1) {
    signal.throwIfAborted();
    const from = performance.now();
    await act(n);
    if (n >= warmUp) ms.push(performance.now() - from);
  }
  return tenths(ms);
}

/** The queue, search and memory of an API whose ledger a month of business has filled. */
async function readMany(bench: Bench, values: Values): Promise<void> {
  const { purchases, reads, requests, loadMs } = bench.sizes.http;
  const database = await createLedgerDatabase(bench.stack.server.databaseUrl, 'returns_of_a_month_by_http');
  const ledger = openPostgres(database.url, { statementTimeoutMs: FILL_TIMEOUT_MS });
  try {
    await fillPurchases(ledger, { purchases, now: new Date() });
    const agent = await keyFor(ledger, 'agent');
    const rows = await ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'customer_id', 'email'])
      .where('customer_id', '<>', 'cus_reseller')
      .orderBy('purchase_id')
      .limit(1_000)
      .execute();
    const one = (n: number) => {
      const row = rows[n % rows.length];
      if (row === undefined) throw new Error('the ledger is empty');
      return row;
    };
    await withApi(bench.stack, { databaseUrl: database.url }, async (api) => {
      await delay(2_000, undefined, { signal: bench.signal });
      values['restRssMb'] = [rssMbOf(api.child)];
      const get = (path: string): Promise<unknown> => ask(api, agent, path, 200);
      values['queue'] = await timed(bench, reads, () => get('/v1/queue'));
      values['search'] = await timed(bench, reads, (n) =>
        get(`/v1/purchases?customerId=${one(n).customer_id}`),
      );
      values['searchMail'] = await timed(bench, reads, (n) =>
        get(`/v1/purchases?q=${encodeURIComponent(one(n).email ?? '')}`),
      );
      values['record'] = await timed(bench, reads, (n) => get(`/v1/purchases/${one(n).purchase_id}`));
      const until = performance.now() + loadMs;
      let done = 0;
      const many = Array.from({ length: requests }, (_, n) => n);
      await eachOf(many, { atATime: 8, signal: bench.signal }, async (n) => {
        if (performance.now() > until) return;
        await get(
          n % 2 === 0 ? `/v1/purchases/${one(n).purchase_id}` : `/v1/purchases?q=${one(n).purchase_id}`,
        );
        done += 1;
      });
      await delay(2_000, undefined, { signal: bench.signal });
      values['requests'] = [done];
      values['loadedRssMb'] = [rssMbOf(api.child)];
      bench.say(`memory after ${done} requests: ${rssMbOf(api.child).toFixed(0)} MB`);
    });
  } finally {
    await ledger.destroy();
    await database.drop();
  }
}

/** From proc(5), `status`. */
function rssMbOf({ pid }: Child): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`/proc/${pid}/status names no VmRSS`);
  return Math.round(Number(found) / 102.4) / 10;
}

interface Sender {
  ledger: Ledger;
  secret: Buffer;
  worker: Child;
}

async function webhooks(bench: Bench, sender: Sender, values: Values): Promise<void> {
  const { stack, sizes, signal } = bench;
  const { told } = sizes.http;
  const probe = await probeLedger(stack.ledger.url);
  try {
    const rest = await restOf(bench, sender.worker);
    const from = performance.now();
    const before = await probe.counters();
    await untilCounted(bench);
    const after = await probe.counters();
    // Looking itself is one of them.
    const commits = Math.max(0, after.commits - before.commits - 1);
    values['restCommits'] = [(commits * 1_000) / (performance.now() - from)];
    values['restWrites'] = [rest.writes];

    await withEndpoints(sender, [0], async ([receiver]) => {
      const all = orders(told);
      const sentAt: number[] = [];
      await eachAtRate(all, { perSecond: 5, signal }, (order, n) => {
        sentAt[n] = Date.now();
        return bench.players.ours.open(order);
      });
      await untilCame(bench, receiver, told);
      values['toldMs'] = all.map(
        ({ purchaseId }, n) => (receiver.cameAt.get(purchaseId) ?? Number.NaN) - (sentAt[n] ?? Number.NaN),
      );
      await endAll(bench, 'ours', all);
    });
    for (const beside of ['alone', 'dead'] as const) {
      const answers = beside === 'dead' ? ([50, 'never'] as const) : ([50] as const);
      await withEndpoints(sender, answers, async ([receiver]) => {
        const begin = await accountOf(stack, sender.worker);
        const seconds = await manyDue(bench, sender, receiver);
        values[`due.${beside}.seconds`] = [seconds];
        bench.say(`${sizes.http.due} due at once, ${beside}: ${seconds.toFixed(1)} s`);
        if (beside === 'dead') return;
        await untilQuiet(stack.database, signal);
        await untilCounted(bench);
        const cost = costBetween(begin, await accountOf(stack, sender.worker), rest, sizes.http.due);
        const { commits: each, writes, cpu, cpuWorker } = rounded(cost);
        Object.assign(values, {
          'delivered.commits': [each],
          'delivered.writes': [writes],
          'delivered.cpu': [cpu],
          'delivered.cpuWorker': [cpuWorker],
        });
      });
    }
  } finally {
    await probe.close();
  }
}

/** One endpoint for each receiver. The first is handed on. */
async function withEndpoints(
  { ledger, secret }: Sender,
  answers: readonly (number | 'never')[],
  act: (receivers: [Receiver]) => Promise<void>,
): Promise<void> {
  const privateRanges = readPrivateRanges('127.0.0.0/8') ?? [];
  const [first, ...others] = await Promise.all(answers.map((after) => startReceiver(after)));
  if (first === undefined) throw new Error('webhooks need a receiver');
  const ids: string[] = [];
  try {
    for (const { url } of [first, ...others]) {
      const wanted = { url, types: ['purchase.opened'] };
      const made = await createEndpoint({ ledger, secret, privateRanges }, wanted, {
        by: 'bench',
        now: new Date(),
      });
      if (!made.ok) throw new Error(JSON.stringify(made.problems));
      ids.push(made.endpointId);
    }
    await act([first]);
  } finally {
    for (const endpointId of ids) await removeEndpoint(ledger, endpointId);
    for (const each of [first, ...others]) await each.close();
  }
}

/** Puts many events into the feed in one transaction. Seconds until the receiver has the last; the look-out for them is in it. */
async function manyDue({ sizes, signal }: Bench, { ledger }: Sender, receiver: Receiver): Promise<number> {
  const { due } = sizes.http;
  const run = randomBytes(4).toString('hex');
  await sql`
    insert into ledger.events (sequence, event_id, type, purchase_id, at, data, told_at)
    select head + n, 'evt_' || substr(md5(${run}::text || n), 1, 22), 'purchase.opened', 'due-' || ${run}::text || '-' || n,
      now(), jsonb_build_object('purchaseId', 'due-' || ${run}::text || '-' || n, 'policyVersion', '2026-01'), now()
    from generate_series(1, ${due}::integer) as n,
      (select coalesce(max(sequence), 0) as head from ledger.events) as feed`.execute(ledger);
  const from = Date.now();
  await untilCame({ signal }, receiver, due);
  return (Math.max(...receiver.cameAt.values()) - from) / 1_000;
}

async function untilCame(
  { signal }: Pick<Bench, 'signal'>,
  { cameAt }: Receiver,
  count: number,
): Promise<void> {
  const late = performance.now() + DUE_TIMEOUT_MS;
  while (cameAt.size < count) {
    if (performance.now() > late) throw new Error(`${cameAt.size} of ${count} webhooks came`);
    await delay(20, undefined, { signal });
  }
}
