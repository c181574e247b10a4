import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { forwardEvents } from '../../src/cli/forward-events.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { appendEvents } from '../../src/ledger/write/publish-events.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { poster } from '../../src/webhooks/post.ts';
import { OWN_MACHINE } from '../../src/webhooks/private-ranges.ts';
import { servedApi, type TestApi } from '../web/api/served-api.ts';
import { receiver, type Received, type Receiver } from '../webhooks/receiver.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { startProcess, type StartedProcess } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';

const CLI = fileURLToPath(new URL('../../dev/cli.ts', import.meta.url));
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SOON = { timeout: 60_000, interval: 50 };
const LIFE = ['purchase.opened', 'refund.confirmed', 'purchase.closed'];

let rig: TestRig;
let api: TestApi;
beforeAll(async () => {
  rig = await testRig();
  api = await servedApi(rig);
});
afterAll(async () => {
  await rig.stop();
});

async function refunded(): Promise<Play> {
  const play = await openPlay(rig);
  await play.pass(21 * MINUTE_MS);
  await vi.waitFor(async () => {
    const { body } = await api.call('GET', `/v1/events?purchaseId=${play.purchaseId}`, {
      key: api.keys.viewer,
    });
    expect(body['entries']).toHaveLength(3);
  }, SOON);
  return play;
}

async function cli(argv: string[], env: NodeJS.ProcessEnv = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const all = { DATA_DIR: temporaryFolder(), RETURNS_API_KEY: api.keys.viewer, ...env };
  return { code: await runCli(argv, { ...io, env: all }), out, err };
}

/** `events listen` as a process. Ready is when it has forwarded `count` events. */
const listen = (args: string[], count: number): StartedProcess =>
  startProcess({
    script: CLI,
    args: ['events', 'listen', ...args, '--api', api.url],
    env: { PATH: process.env['PATH'], DATA_DIR: temporaryFolder(), RETURNS_API_KEY: api.keys.viewer },
    isReady: (stdout) => (stdout.split('\n').length > count ? stdout : undefined),
    endedBy: 'SIGKILL',
  });

const nobodyAt = async (): Promise<string> => `http://127.0.0.1:${(await freePorts(1))[0]}`;

const hmac = (secret: string, { id, headers, body }: Received): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${id}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest('base64')}`;

const typesAt = ({ received }: Receiver): string[] => received.map(({ event }) => event.type);

describe('events listen', () => {
  test('posts the feed to a receiver in its order, signed with the secret that it prints, and ends with 0', async () => {
    const { purchaseId } = await refunded();
    const hook = await receiver();
    const listening = listen([hook.url.replace('http://', ''), '--purchase', purchaseId, '--after', '0'], 3);
    await listening.ready;
    listening.child.kill('SIGINT');
    const { code, stdout, stderr } = await listening.ended;
    expect(code).toBe(0);
    expect(typesAt(hook)).toEqual(LIFE);
    const lines = hook.received.map(({ event }) => `${event.sequence}  ${event.type}  ${purchaseId}  204\n`);
    expect(stdout).toBe(lines.join(''));
    const [, secret = ''] = /^Signed with (whsec_\S+)$/m.exec(stderr) ?? [];
    for (const got of hook.received) {
      expect(got.headers['webhook-signature']).toBe(hmac(secret, got));
      expect(got.id).toBe(got.event.id);
    }
  });

  test('begins with what happens from now on, and takes the secret that it is given', async () => {
    await refunded();
    const hook = await receiver();
    const listening = listen([hook.url, '--secret', SECRET, '--types', 'purchase.opened'], 1);
    // One after another, until it listens.
    const opened: string[] = [];
    await vi.waitFor(async () => {
      opened.push((await openPlay(rig)).purchaseId);
      expect(hook.received).not.toEqual([]);
    }, SOON);
    listening.child.kill('SIGTERM');
    expect(await listening.ended).toMatchObject({ code: 0 });
    const [first] = hook.received;
    if (first === undefined) throw new Error('nothing came');
    expect(opened).toContain(first.event.data.purchaseId);
    expect(first.headers['webhook-signature']).toBe(hmac(SECRET, first));
  });

  test('tries an event a few times while its receiver is away, keeps the order, and goes on without it in the end', async () => {
    const { purchaseId } = await refunded();
    const hook = await receiver();
    const statuses = [500, 503, 204, 500, 500, 500, 204];
    hook.answer = (response) => response.writeHead(statuses.shift() ?? 204).end();
    const stop = new AbortController();
    const forwarded: unknown[] = [];
    const away: string[] = [];
    const http = poster(OWN_MACHINE);
    await forwardEvents({
      feed: { url: api.url, key: api.keys.viewer },
      filter: { purchaseId },
      from: { after: 0 },
      to: hook.url,
      secret: Buffer.alloc(32),
      poster: http,
      away: (why) => void away.push(why),
      forwarded: (event, posted, tries) => {
        forwarded.push([event.type, 'status' in posted ? posted.status : posted.error, tries]);
        if (forwarded.length === 3) stop.abort();
      },
      signal: stop.signal,
      pauses: { lookMs: 10, tryAgainMs: [1, 1] },
    });
    http.close();
    expect(forwarded).toEqual([
      ['purchase.opened', 204, 3],
      ['refund.confirmed', 500, 3],
      ['purchase.closed', 204, 1],
    ]);
    expect(typesAt(hook)).toEqual([
      ...Array.from({ length: 3 }, () => 'purchase.opened'),
      ...Array.from({ length: 3 }, () => 'refund.confirmed'),
      'purchase.closed',
    ]);
    expect(away).toEqual([]);
  });

  test.each(['now', 'since'] as const)(
    'misses nothing that comes from a worker whose clock is behind, from where it began on (%s)',
    async (begins) => {
      const hook = await receiver();
      const purchaseId = `late-${begins}`;
      let n = 0;
      const publish = (publishedAt: number): Promise<number> => {
        n += 1;
        const published = { eventId: `evt_${purchaseId}_${n}`, type: 'refund.pending', purchaseId } as const;
        const at = new Date(publishedAt);
        return appendEvents(rig.ledger, [{ ...published, at: at.toISOString(), data: { purchaseId } }], at);
      };
      const since = new Date();
      const hourBehind = since.getTime() - HOUR_MS;
      await publish(hourBehind);
      if (begins === 'since') for (const at of [since.getTime(), hourBehind]) await publish(at);
      const before = n;
      const stop = new AbortController();
      const http = poster(OWN_MACHINE);
      const forwarding = forwardEvents({
        feed: { url: api.url, key: api.keys.viewer },
        filter: { purchaseId },
        from: begins === 'now' ? 'now' : { since },
        to: hook.url,
        secret: Buffer.alloc(32),
        poster: http,
        away: () => undefined,
        forwarded: () => undefined,
        signal: stop.signal,
        pauses: { lookMs: 10, tryAgainMs: [] },
      });
      const ids = (): string[] => hook.received.map(({ id }) => id);
      // One after another, until it listens.
      await vi.waitFor(async () => {
        await publish(hourBehind);
        expect(ids().length).toBeGreaterThan(before);
      }, SOON);
      await vi.waitFor(() => expect(ids()).toContain(`evt_${purchaseId}_${n}`), SOON);
      stop.abort();
      await forwarding;
      http.close();
      const all = Array.from({ length: n }, (_, k) => `evt_${purchaseId}_${k + 1}`);
      expect(ids()).toEqual(all.slice(n - ids().length));
      expect(ids()).not.toContain(`evt_${purchaseId}_1`);
      if (begins === 'since') expect(ids()).toEqual(all.slice(1));
    },
  );

  test('asks an API that is away again, and says so once', async () => {
    const stop = new AbortController();
    const away: string[] = [];
    const http = poster(OWN_MACHINE);
    const url = await nobodyAt();
    await forwardEvents({
      feed: { url, key: api.keys.viewer },
      filter: {},
      from: 'now',
      to: url,
      secret: Buffer.alloc(32),
      poster: http,
      away: (why) => {
        away.push(why);
        setTimeout(() => stop.abort(), 100);
      },
      forwarded: () => undefined,
      signal: stop.signal,
      pauses: { lookMs: 1, tryAgainMs: [] },
    });
    http.close();
    expect(away).toEqual(['ECONNREFUSED']);
  });

  test.each([
    [['https://10.0.0.1/webhooks'], /^The address of the receiver must lead to a public address/],
    [['localhost:3000/#there'], /^The address of the receiver must be without a fragment\.$/],
    [['localhost:3000', '--secret', 'whsec_c2hvcnQ='], /^--secret has to be whsec_/],
    [['localhost:3000', '--after', '1', '--since', '1h'], /cannot be used with option/],
  ])('with %j it says what would be right, and ends with 1', async (argv, line) => {
    const { code, out, err } = await cli(['events', 'listen', ...argv, '--api', api.url]);
    expect({ code, out, err }).toEqual({ code: 1, out: [], err: [expect.stringMatching(line)] });
  });
});

describe('events list', () => {
  test('shows a part of the feed, page by page, and as JSON', async () => {
    const { purchaseId } = await refunded();
    const list = ['events', 'list', '--api', api.url, '--purchase', purchaseId];
    const { code, out } = await cli([...list, '--limit', '2']);
    expect(code).toBe(0);
    expect(out.slice(0, 2).map((line) => line.split('  ').slice(2, 4))).toEqual([
      ['purchase.opened', purchaseId],
      ['refund.confirmed', purchaseId],
    ]);
    const [, next = ''] = /^more: --after (\d+)$/.exec(out[2] ?? '') ?? [];
    const rest = await cli([...list, '--after', next, '--json']);
    expect(JSON.parse(rest.out.join('\n'))).toMatchObject({
      entries: [{ type: 'purchase.closed', data: { purchaseId, outcome: 'refunded' } }],
    });
    expect((await cli([...list, '--since', '1h', '--types', 'purchase.closed'])).out).toHaveLength(1);
    const later = new Date(Date.now() + 86_400_000).toISOString();
    expect((await cli([...list, '--since', later])).out).toEqual(['nothing']);
  });

  test('says what is missing, or wrong', async () => {
    const list = ['events', 'list'];
    const nowhere = await nobodyAt();
    const said = async (argv: string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> => {
      const { code, out, err } = await cli(argv, env);
      expect([code, out]).toEqual([1, []]);
      return err.join('\n');
    };
    expect(await said(list)).toBe(
      'No HTTP API is at hand: name it with --api, or start one with `npm start`.',
    );
    expect(await said([...list, '--api', api.url], { RETURNS_API_KEY: '' })).toBe(
      'RETURNS_API_KEY is missing: set it to a key of the HTTP API, which may be of any role.',
    );
    expect(await said([...list, '--api', 'http://returns.example'])).toBe(
      '--api leads to another host without TLS: use https.',
    );
    expect(await said([...list, '--api', 'there'])).toBe('--api has to be an http or https address.');
    expect(await said([...list, '--api', nowhere])).toBe(
      `The HTTP API at ${nowhere} gives no answer: ECONNREFUSED.`,
    );
    const beyond = ['--after', '999999', '--api', api.url];
    const behind = /^The feed ends before that place\. .* --after 0 /;
    expect(await said([...list, ...beyond])).toMatch(behind);
    const { code, err } = await cli(['events', 'listen', nowhere, '--secret', SECRET, ...beyond]);
    expect([code, err.at(-1)]).toEqual([1, expect.stringMatching(behind)]);
    expect(await said([...list, '--api', api.url, '--types', 'nothing'])).toMatch(
      /^The parameter types must be types/,
    );
    const unknown = `iotp_${'a'.repeat(13)}_${'b'.repeat(43)}`;
    expect(await said([...list, '--api', api.url], { RETURNS_API_KEY: unknown })).toMatch(/key/);
  });
});
