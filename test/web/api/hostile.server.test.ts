import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { beforeAll, test } from 'vitest';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { claimIdOf } from '../../../src/contract/ids.ts';
import { readTrustedProxies } from '../../../src/listening/caller-address.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
});

const WHY = 'The code never worked, although I tried it three times.';

/** Numbers below `limit` that are the same in every run (mulberry32). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const open = (url = api.url, localAddress?: string): Socket => {
  const { hostname, port } = new URL(url);
  const socket = connect({
    port: Number(port),
    host: hostname,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  // A reset is one way to be cut.
  socket.on('error', () => undefined);
  return socket;
};

/** Sends bytes, with `halfOpen` the last ones, and reads until the server has closed the connection. */
async function exchange(bytes: string | Buffer, halfOpen = false): Promise<string> {
  const socket = open();
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(bytes);
  if (halfOpen) socket.end();
  await once(socket, 'close');
  return Buffer.concat(parts).toString('latin1');
}

interface Target {
  method: string;
  path: string;
  key: string;
  /** A body in which each field is demanded. */
  body: Record<string, unknown>;
}

/** A route and a body that would be read, at purchases in which each would be taken. */
function targetsAt(window: string, review: string, defect: string): Target[] {
  const { service, agent, approver } = api.keys;
  const reviewed = `/v1/claims/${claimIdOf(review, 1)}`;
  const defective = `/v1/claims/${claimIdOf(defect, 1)}`;
  const post = (path: string, key: string, body: Record<string, unknown>): Target => ({
    method: 'POST',
    path,
    key,
    body,
  });
  return [
    post(`/v1/purchases/${window}/claims`, service, { claimType: 'major_defect', reason: WHY }),
    post(`/v1/purchases/${window}/events`, service, { type: 'refundUpdated', eventId: 'e1' }),
    post(`${reviewed}/evidence`, service, { evidence: [{ evidenceId: 'e2' }] }),
    post(`${defective}/choice`, service, { remedy: 'refund' }),
    post(`${reviewed}/decision`, agent, { decision: 'approve', note: 'Granted.' }),
    post(`${defective}/access-request`, agent, { what: 'The log.' }),
    post(`${defective}/remediation`, agent, { outcome: 'done', summary: 'The route.' }),
    post(`/v1/purchases/${window}/settlement`, approver, { step: 'refund', action: 'retry', note: 'Again.' }),
    { method: 'PUT', path: `/v1/purchases/${window}/contact`, key: agent, body: { email: 'a@example.org' } },
  ];
}

interface Malformed {
  kind: string;
  bytes: string | Buffer;
  /** Nothing follows: the sender has closed its side. */
  halfOpen: boolean;
}

const NO_VALUES = [
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 63,
  [],
  {},
  [[]],
  [null],
  '',
  '\0',
  '\ud800',
  '💩'.repeat(3_000),
];
const NO_JSON = [
  '',
  '{',
  'nul',
  '{"a":01}',
  "{'a':1}",
  '{"a":1,}',
  '{}{}',
  '{}\0',
  '{"a":"\0"}',
  '{"a":NaN}',
  '\u00ff\u00fe{\0}\0',
  '{"a":"\u00ed\u00a0\u0080"}',
  '['.repeat(40_000),
  '{"a":'.repeat(10_000),
];
/** 40 kB that become 40 MB. */
const BOMB = gzipSync(Buffer.alloc(40_000_000, ' '), { level: 9 });
const NO_IDS = [
  '%2e%2e',
  '%2F',
  '%00',
  '%',
  '%zz',
  '%ff',
  'a'.repeat(65),
  '__proto__',
  'clm__1',
  '%E2%82%AC',
];
const NO_QUERIES = [
  'x=1',
  'preview=TRUE',
  'preview=true&preview=true',
  '%zz=%zz',
  'limit=-1',
  'constructor=1',
];

/** Kinds that end in the middle. */
const HALF_OPEN: ReadonlySet<string> = new Set(['half a body', 'half a head']);

/** `sort` chooses what is wrong. Nothing that comes out may be taken by any route. */
function malformed(
  sort: number,
  { method, path, key, body }: Target,
  pick: (limit: number) => number,
): Malformed {
  const one = <T>(of: readonly T[]): T => of[pick(of.length)] as T;
  const usual = {
    host: 'Host: api',
    auth: `Authorization: Bearer ${key}`,
    type: 'Content-Type: application/json',
    once: `Idempotency-Key: hostile-${pick(1_000_000)}`,
  };
  const sent = (
    content: string | Buffer,
    {
      start = `${method} ${path} HTTP/1.1`,
      more = [] as string[],
      length = true,
      ...changed
    }: Partial<typeof usual> & { start?: string; more?: string[]; length?: boolean } = {},
  ): Buffer => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    const lines = [start, ...Object.values({ ...usual, ...changed }), 'Connection: close', ...more];
    if (length) lines.push(`Content-Length: ${bytes.length}`);
    const head = lines.filter((line) => line !== '').join('\r\n');
    return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), bytes]);
  };
  const json = JSON.stringify(body);
  const field = one(Object.keys(body));
  const kinds: Record<string, () => string | Buffer> = {
    value: () => {
      const value = one(NO_VALUES);
      // Texts are cleaned where they are read, so that a surrogate and U+0000 in one are no fault of form.
      const wrong = typeof value === 'string' && field !== 'claimType' ? 5 : value;
      return sent(JSON.stringify({ ...body, [field]: wrong }));
    },
    missing: () => sent(JSON.stringify({ ...body, [field]: undefined })),
    'name twice': () => sent(`${json.slice(0, -1)},${JSON.stringify(field)}:null}`),
    'too large a number': () => sent(`{"${field}":1e999,"a":${'9'.repeat(20_000)}}`),
    'no JSON': () => sent(one(NO_JSON)),
    'no object': () => sent(one(['[]', '1', '"x"', 'null', `${'['.repeat(9_000)}${']'.repeat(9_000)}`])),
    'who acts': () =>
      sent(
        JSON.stringify({
          ...body,
          by: { kind: 'support', id: 'root' },
          ...(pick(2) === 0 && { agent: 'root' }),
        }),
      ),
    'too large': () => sent(`{"${field}":"${'x'.repeat(70_000)}"}`),
    'said too large': () => sent('{}', { length: false, more: ['Content-Length: 10000000000'] }),
    type: () =>
      sent(json, {
        type: one(['', 'Content-Type: text/plain', 'Content-Type: application/json; charset=utf-16']),
      }),
    'compressed bomb': () =>
      sent(BOMB, { more: [`Content-Encoding: ${one(['gzip', 'gzip, identity', 'GZIP'])}`] }),
    'endless body': () =>
      sent(`10000\r\n${' '.repeat(65_536)}\r\n`.repeat(4), {
        length: false,
        more: ['Transfer-Encoding: chunked'],
      }),
    compressed: () =>
      sent(gzipSync(json), { more: [`Content-Encoding: ${one(['gzip', 'br', 'x', 'gzip, gzip'])}`] }),
    'half a body': () => sent(json.slice(0, -3), { length: false, more: [`Content-Length: ${json.length}`] }),
    'half a head': () => sent('').subarray(0, 40 + pick(60)),
    'two lengths': () => sent(json, { more: [`Content-Length: ${pick(9)}`] }),
    'odd length': () =>
      sent(json, { length: false, more: [`Content-Length: ${one(['-1', '+5', '0x10', '5, 5', 'abc'])}`] }),
    'length and chunks': () => sent('0\r\n\r\n', { more: ['Transfer-Encoding: chunked'] }),
    'odd chunks': () =>
      sent(one(['zz\r\n', '-1\r\nx', 'ffffffffffffffffff\r\nx']), {
        length: false,
        more: ['Transfer-Encoding: chunked'],
      }),
    'odd coding': () =>
      sent('0\r\n\r\n', {
        length: false,
        more: [`Transfer-Encoding: ${one(['xchunked', 'identity', 'chunked, x'])}`],
      }),
    host: () =>
      sent('[]', { host: one(['', 'Host: a\r\nHost: b', 'Host: a b', `Host: ${'x'.repeat(3_000)}`]) }),
    method: () =>
      sent('', { start: `${one(['PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'BREW', 'get'])} ${path} HTTP/1.1` }),
    version: () =>
      sent('[]', { start: `${method} ${path} ${one(['HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'RTSP/1.0'])}` }),
    'long path': () =>
      sent('[]', { start: `${method} ${path}${'a'.repeat(one([100, 8_000, 20_000]))} HTTP/1.1` }),
    'long header': () => sent('[]', { more: [`X-A: ${'a'.repeat(one([8_000, 20_000]))}`] }),
    'many headers': () =>
      sent('[]', { more: Array.from({ length: one([100, 2_500]) }, (_, n) => `X-${n}: 1`) }),
    'broken header': () =>
      sent('[]', { more: [one([' folded', 'no colon', 'X : 1', 'X: \0', 'X\u00e9: 1'])] }),
    id: () => sent('[]', { start: `GET /v1/${one(['purchases', 'claims'])}/${one(NO_IDS)} HTTP/1.1` }),
    query: () =>
      sent('', {
        start: `GET ${one(['/v1/queue', '/v1/stages'])}?${one(NO_QUERIES)} HTTP/1.1`,
        auth: `Authorization: Bearer ${api.keys.agent}`,
      }),
    'query of a write': () => sent(json, { start: `${method} ${path}?${one(NO_QUERIES)} HTTP/1.1` }),
    'key of idempotency': () =>
      // Events have ids of their own.
      sent(path.endsWith('/events') ? '[]' : json, {
        once: one([
          '',
          'Idempotency-Key:',
          `Idempotency-Key: ${'x'.repeat(81)}`,
          'Idempotency-Key: \u00e9',
          'Idempotency-Key: a\r\nIdempotency-Key: b',
        ]),
      }),
    'no key': () =>
      sent(json, {
        auth: one([
          '',
          'Authorization:',
          'Authorization: Basic eDp4',
          `${usual.auth}x`,
          'Authorization: Bearer \u00ff',
          `${usual.auth}, Bearer x`,
        ]),
      }),
    role: () =>
      sent(json, {
        auth: `Authorization: Bearer ${one([api.keys.viewer, api.keys.admin, api.keys.assistant])}`,
      }),
    'if-match': () =>
      sent(path.endsWith('/events') ? '[]' : json, {
        more: [`If-Match: ${one(['"x"', 'W/"7-agent"', '7', '""', `"${'9'.repeat(400)}"`])}`],
      }),
    noise: () => Buffer.from(Array.from({ length: 1 + pick(800) }, () => pick(256))),
    tls: () => Buffer.from('\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003', 'latin1'),
    'http/2': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    tunnel: () => 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  };
  const names = Object.keys(kinds);
  const kind = names[sort % names.length] ?? '';
  return { kind, bytes: kinds[kind]?.() ?? '', halfOpen: HALF_OPEN.has(kind) };
}

/** All rows of these purchases, with what is kept of their requests. */
async function rowsOf(purchaseIds: readonly string[]): Promise<unknown> {
  const tables = [
    'purchases',
    'claims',
    'statements',
    'evidence',
    'timeline',
    'refunds',
    'cases',
    'mails',
    'api_requests',
  ] as const;
  return Promise.all(
    tables.map(async (table) => ({
      table,
      rows: await sql`select * from ${sql.id('ledger', table)} as each where to_jsonb(each) ->> 'purchase_id' in (${sql.join(purchaseIds)})
        order by to_jsonb(each)::text`
        .execute(rig.ledger)
        .then(({ rows }) => rows),
    })),
  );
}

test.concurrent('10,000 malformed requests get no answer of 5xx and change nothing, and a good client is served meanwhile', async ({
  expect,
}) => {
  const plays: Play[] = [];
  for (const claimType of [undefined, 'invalid_number', 'major_defect'] as const) {
    const play = playOn(rig, await openedBy(api, rig));
    await play.sms();
    if (claimType !== undefined) {
      await play.customer('submitClaim', { claimType, reason: WHY, evidence: [{ evidenceId: 'e1' }] });
    }
    plays.push(play);
  }
  const [window = '', review = '', defect = ''] = plays.map(({ purchaseId }) => purchaseId);
  const ids = [window, review, defect];
  const seen = async (): Promise<unknown> => ({
    statuses: await Promise.all(plays.map((play) => play.status())),
    rows: await rowsOf(ids),
  });
  const revisions = async (): Promise<unknown> => {
    const rows = await rig.ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'revision'])
      .where('purchase_id', 'in', ids)
      .execute();
    return ids.map((id) => rows.find((row) => row.purchase_id === id)?.revision);
  };
  const statuses = await Promise.all(plays.map((play) => play.status()));
  const reached = statuses.map(({ revision }) => revision);
  // What the ledger has of them is written a moment later.
  await expect.poll(revisions, { timeout: 30_000 }).toEqual(reached);
  const before = await seen();

  const targets = targetsAt(window, review, defect);
  const pick = numbersFrom(20_261_128);
  const wrong: { kind: string; status: string }[] = [];
  let sent = 0;
  const sender = async (): Promise<void> => {
    while (sent < 10_000) {
      sent += 1;
      const { kind, bytes, halfOpen } = malformed(sent, targets[pick(targets.length)] as Target, pick);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(await exchange(bytes, halfOpen))?.[1] ?? 'cut';
      if (!/^(4\d\d|cut)$/.test(status)) wrong.push({ kind, status });
    }
  };
  const over = new AbortController();
  const good: number[] = [];
  const client = async (): Promise<void> => {
    while (!over.signal.aborted) {
      good.push((await api.call('GET', `/v1/purchases/${review}`, { key: api.keys.service })).status);
    }
  };
  const served = client();
  await Promise.all(Array.from({ length: 16 }, sender));
  over.abort();
  await served;

  expect(wrong).toEqual([]);
  expect(new Set(good)).toEqual(new Set([200]));
  expect(await seen()).toEqual(before);
});

test.concurrent('connections that are silent or slow are closed with a problem that says so, and take nothing along', async ({
  expect,
}) => {
  const order = await openedBy(api, rig);
  const at = `/v1/purchases/${order.purchaseId}`;
  const head = `POST ${at}/claims HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer ${api.keys.service}\r\nContent-Type: application/json\r\nIdempotency-Key: slow\r\n`;
  const beginnings = {
    silent: '',
    'half a head': 'GET /v1/stages HTTP/1.1\r\nHost: api\r\n',
    'half a body': `${head}Content-Length: 3000\r\n\r\n{"claimType":`,
    'chunks without an end': `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`,
  };
  const closed = Object.values(beginnings).flatMap((beginning) =>
    Array.from({ length: 10 }, async () => {
      const socket = open();
      let said = '';
      socket.setEncoding('utf8').on('data', (text: string) => (said += text));
      if (beginning !== '') socket.write(beginning);
      const drip = setInterval(() => beginning !== '' && socket.write('1'), 1_000);
      await once(socket, 'close');
      clearInterval(drip);
      return said;
    }),
  );
  const answer = await api.call('GET', at, { key: api.keys.service });
  expect(answer.status).toBe(200);
  const answers = (await Promise.all(closed)).map((said) => {
    const [lines = '', body = ''] = said.split('\r\n\r\n');
    return [lines.split('\r\n')[0], (JSON.parse(body) as { code: string }).code].join(' ');
  });
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 408 Request Timeout request_too_slow']));
  expect((await api.call('GET', at, { key: api.keys.service })).body['revision']).toBe(
    answer.body['revision'],
  );
});

/** Connections of an address of this machine, each of which has begun to ask. */
function asking(url: string, localAddress: string, count: number) {
  const sockets = Array.from({ length: count }, () => open(url, localAddress));
  let cut = 0;
  const answers = sockets.map((socket) => {
    socket.write('GET /livez HTTP/1.1\r\nHost: api\r\n');
    socket.once('close', () => (cut += 1));
    return new Promise<string>((resolve) => {
      socket.once('data', (data: Buffer) => resolve(data.toString().slice(0, 15)));
      socket.once('close', () => resolve('cut'));
    });
  });
  return {
    cut: () => cut,
    /** How many of them get which answer once they have asked. */
    async answered(): Promise<Record<string, number>> {
      for (const socket of sockets) if (!socket.destroyed) socket.write('Connection: close\r\n\r\n');
      const counts: Record<string, number> = {};
      for (const answer of await Promise.all(answers)) counts[answer] = (counts[answer] ?? 0) + 1;
      return counts;
    },
  };
}

test.concurrent('one address cannot take all connections: beyond 500 they are cut, and others are served meanwhile', async ({
  expect,
}) => {
  const trustedProxies = readTrustedProxies('127.0.0.3') ?? [];
  const { url } = await servedApi(rig, { trustedProxies });
  const greedy = asking(url, '127.0.0.2', 510);
  await expect.poll(greedy.cut, { timeout: 30_000 }).toBe(10);
  expect(await asking(url, '127.0.0.4', 1).answered()).toEqual({ 'HTTP/1.1 200 OK': 1 });
  expect(await greedy.answered()).toEqual({ 'HTTP/1.1 200 OK': 500, cut: 10 });
  // A proxy has the connections of many.
  expect(await asking(url, '127.0.0.3', 510).answered()).toEqual({ 'HTTP/1.1 200 OK': 510 });
  // What is closed does not count any more.
  const again = (): Promise<object> => asking(url, '127.0.0.2', 1).answered();
  await expect.poll(again, { timeout: 30_000 }).toEqual({ 'HTTP/1.1 200 OK': 1 });
});

test.concurrent('a connection that asks on and on without reading is cut, and one that asks a few times at once is answered', async ({
  expect,
}) => {
  const ask = 'GET /livez HTTP/1.1\r\nHost: api\r\n\r\n';
  const last = 'GET /livez HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n';
  const answers = async (bytes: string): Promise<number> =>
    (await exchange(bytes)).split('{"live":true}').length - 1;
  expect(await answers(ask.repeat(9) + last)).toBe(10);
  expect(await answers(ask.repeat(1_000) + last)).toBeLessThanOrEqual(20);
});
