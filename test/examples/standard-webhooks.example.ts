import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPlay, playOn } from '../../dev/rig/play.ts';
import { readEventSecrets } from '../../src/config/event-secrets.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { OWN_MACHINE } from '../../src/webhooks/private-ranges.ts';
import { signedHeaders } from '../../src/webhooks/signature.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { servedApi, type TestApi } from '../web/api/served-api.ts';
import { receiver, type Received } from '../webhooks/receiver.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { pythonWith } from './python-with.ts';

const CALLER = `signing-shop-${process.pid}`;
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
/** The shop changes over from one to the other. */
const [OLD, NEW] = [newSecret(), newSecret()] as const;

let rig: TestRig;
let api: TestApi;
beforeAll(async () => {
  const webhooks = { secret: randomBytes(32), privateRanges: OWN_MACHINE };
  rig = await testRig({ webhooks: { ...webhooks, alert: () => Promise.resolve(true) } });
  const eventSecrets = readEventSecrets(`${CALLER}:${OLD},${CALLER}:${NEW}`) ?? [];
  api = await servedApi(rig, { webhooks, eventSecrets });
});
afterAll(() => rig?.stop());

interface ToVerify {
  secret: string;
  headers: Record<string, string>;
  body: string;
}

interface ToSign {
  secret: string;
  id: string;
  timestamp: number;
  body: string;
}

interface Library {
  library: string;
  /** Starts its program in a language of its own, in a folder of its own. */
  program: () => Promise<{ file: string; args: readonly string[]; env?: Record<string, string> }>;
  name: 'official' | 'example';
  /** What it says of a webhook that is not signed with the secret, and of one that is five minutes old. */
  forged: string;
  tooOld: string;
}

const run = promisify(execFile);

const HERE = resolve('test/examples/standard-webhooks');

async function inPython() {
  const python = await pythonWith(join(HERE, 'python/requirements.txt'));
  return {
    file: python,
    args: [join(HERE, 'python/check.py')],
    env: { PYTHONPATH: resolve('examples/http-python'), PYTHONDONTWRITEBYTECODE: '1' },
  };
}

async function inGo() {
  const file = join(temporaryFolder(), 'check');
  const env = { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  await run('go', ['build', '-o', file, '.'], { cwd: join(HERE, 'go'), env });
  return { file, args: [] };
}

const inTypeScript = () =>
  Promise.resolve({ file: process.execPath, args: ['--import', 'tsx', join(HERE, 'typescript.ts')] });

const IN_GO = 'unable to verify payload, err: ';
const LIBRARIES: readonly Library[] = [
  {
    library: 'the official library of Python',
    program: inPython,
    name: 'official',
    forged: 'No matching signature found',
    tooOld: 'Message timestamp too old',
  },
  {
    library: 'the example in Python',
    program: inPython,
    name: 'example',
    forged: 'no secret has made this signature',
    tooOld: 'its timestamp is too far from now',
  },
  {
    library: 'the example in TypeScript',
    program: inTypeScript,
    name: 'example',
    forged: 'no secret has made this signature',
    tooOld: 'its timestamp is too far from now',
  },
  {
    library: 'the official library of Go',
    program: inGo,
    name: 'official',
    forged: `${IN_GO}no matching signature found`,
    tooOld: `${IN_GO}message timestamp too old`,
  },
  {
    library: 'the example in Go',
    program: inGo,
    name: 'example',
    forged: 'the webhook is not verified',
    tooOld: 'the webhook is not verified',
  },
];

/** What a library says of webhooks, and how it signs events. */
async function asked(
  { program, name }: Library,
  work: { verify?: readonly ToVerify[]; sign?: readonly ToSign[] },
): Promise<{ verify: string[]; sign: string[] }> {
  const { file, args, env } = await program();
  const started = run(file, args, { env: { ...process.env, ...env } });
  started.child.stdin?.end(JSON.stringify({ library: name, verify: [], sign: [], ...work }));
  return JSON.parse((await started).stdout) as { verify: string[]; sign: string[] };
}

/** An endpoint that has just been given its second secret, and a webhook that the worker has delivered to it since. */
async function delivered(overlapSeconds: number) {
  const hook = await receiver();
  const admin = { key: api.keys.admin };
  const wanted = { url: hook.url, types: ['purchase.opened'], scheme: 'v1a' };
  const made = (await api.call('POST', '/v1/webhook-endpoints', { ...admin, body: wanted })).body;
  const at = `/v1/webhook-endpoints/${String(made['endpointId'])}`;
  const rotation = await api.call('POST', `${at}/rotation`, { ...admin, body: { overlapSeconds } });
  const { purchaseId } = await openPlay(rig);
  const [got] = await vi.waitFor(
    () => {
      const ours = hook.received.filter(({ event }) => event.data.purchaseId === purchaseId);
      expect(ours).toHaveLength(1);
      return ours as [Received];
    },
    { timeout: 60_000, interval: 50 },
  );
  await api.call('DELETE', at, admin);
  const headers = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(got.headers[name])]),
  );
  return {
    headers,
    body: got.body,
    before: { secret: String(made['secret']), publicKey: String(made['publicKey']) },
    after: { secret: String(rotation.body['secret']), publicKey: String(rotation.body['publicKey']) },
  };
}

/** With one bit of one character changed. */
const altered = (body: string): string => body.replace('purchase.opened', 'purchase.openee');

describe.each(LIBRARIES)('By $library', (library) => {
  test('a delivered webhook is verified with either secret while they change over, and not when it was altered', async () => {
    const { headers, body, before, after } = await delivered(3_600);
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1a,\S+ v1,\S+ v1a,\S+$/);
    const given = { headers, body, secret: after.secret };
    const signedAgain = (secondsAgo: number): ToVerify => ({
      ...given,
      headers: signedHeaders([{ secret: Buffer.from(after.secret.slice('whsec_'.length), 'base64') }], {
        id: String(headers['webhook-id']),
        at: new Date(Date.now() - secondsAgo * 1_000),
        body: Buffer.from(body),
      }),
    });
    const changed = (name: string, value: string): ToVerify => ({
      ...given,
      headers: { ...headers, [name]: value },
    });
    const { verify } = await asked(library, {
      verify: [
        given,
        { ...given, secret: before.secret },
        { ...given, secret: newSecret() },
        { ...given, body: altered(body) },
        { ...given, body: `${body} ` },
        changed('webhook-id', 'evt_another'),
        changed('webhook-timestamp', String(Number(headers['webhook-timestamp']) - 1)),
        signedAgain(120),
        signedAgain(301),
      ],
    });
    const { forged, tooOld } = library;
    expect(verify).toEqual([
      'verified',
      'verified',
      forged,
      forged,
      forged,
      forged,
      forged,
      'verified',
      tooOld,
    ]);
  });

  test('a webhook is verified with the new secret alone when the one before has ended at once', async () => {
    const { headers, body, before, after } = await delivered(0);
    const { verify } = await asked(library, {
      verify: [after, before].map(({ secret }) => ({ headers, body, secret })),
    });
    expect(verify).toEqual(['verified', library.forged]);
  });

  test('an event is signed with either secret of the shop, and not taken when it was altered, old or of another secret', async () => {
    const { token } = await createKey(rig.ledger, { caller: CALLER, role: 'service' }, new Date());
    const order = rig.sandbox.shop.buy({});
    const { purchaseId } = order;
    await api.call('PUT', `/v1/purchases/${purchaseId}`, { key: token, body: order });
    const now = Math.floor(Date.now() / 1_000);
    const event = (type: string, secret: string, timestamp = now): ToSign => ({
      secret,
      id: `${type}-${purchaseId}`,
      timestamp,
      body: JSON.stringify({ type, data: { purchaseId }, note: 'é' }),
    });
    const events = [
      event('smsReceived', OLD),
      event('activationCompleted', NEW),
      event('activationCancelled', newSecret()),
      event('activationCancelled', NEW, now - 301),
      event('activationCancelled', NEW),
    ];
    const { sign } = await asked(library, { sign: events });
    const answers: unknown[] = [];
    for (const [n, { id, timestamp, body }] of events.entries()) {
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': String(sign[n]),
      };
      const sent = n === 4 ? body.replace('Cancelled', 'Cancelles') : body;
      const answer = await api.call('POST', '/v1/events', { headers, body: sent, once: null });
      answers.push(answer.body['code'] ?? answer.status);
    }
    expect(answers).toEqual([202, 202, 'wrong_signature', 'outside_tolerance', 'wrong_signature']);
    const play = playOn(rig, order);
    await play.idle();
    const { timeline } = await play.status();
    expect(timeline.map(({ event: type }) => type)).toEqual([
      'purchase_opened',
      'sms_received',
      'activation_completed',
    ]);
  });
});

test('a delivered webhook is verified with either public key by the example in Go', async () => {
  const { headers, body, before, after } = await delivered(3_600);
  const inGoExample = LIBRARIES.find(({ library }) => library === 'the example in Go');
  if (inGoExample === undefined) throw new Error('there is no example in Go');
  const given = { headers, body, secret: after.publicKey };
  const { verify } = await asked(inGoExample, {
    verify: [given, { ...given, secret: before.publicKey }, { ...given, body: altered(body) }],
  });
  expect(verify).toEqual(['verified', 'verified', inGoExample.forged]);
});
