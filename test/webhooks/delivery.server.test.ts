import { createHmac, randomBytes, verify, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import {
  createEndpoint,
  rotateEndpoint,
  sendAgain,
  switchEndpoint,
} from '../../src/operations/webhook-endpoints.ts';
import { readEndpoints } from '../../src/ledger/read/webhook-endpoints.ts';
import { readDeliveries } from '../../src/ledger/read/webhook-deliveries.ts';
import { removeEndpoint } from '../../src/ledger/write/webhook-endpoints.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import type { EndpointAlert } from '../../src/ledger/read/webhook-alerts.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { receiver, type Received, type Receiver } from './receiver.ts';

const MASTER = randomBytes(32);
const RANGES = readPrivateRanges('127.0.0.0/8') ?? [];
const SOON = { timeout: 60_000, interval: 50 };

let rig: TestRig;
const alerts: EndpointAlert[] = [];
beforeAll(async () => {
  const alert = (about: EndpointAlert): Promise<boolean> => {
    alerts.push(about);
    return Promise.resolve(true);
  };
  rig = await testRig({ webhooks: { secret: MASTER, privateRanges: RANGES, alert } });
});
afterAll(async () => {
  await rig.stop();
});

const parts = () => ({ ledger: rig.ledger, secret: MASTER, privateRanges: RANGES });

async function endpoint(url: string, more: { types?: string[]; scheme?: string } = {}) {
  const made = await createEndpoint(parts(), { url, ...more }, { by: 'admin', now: new Date() });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made;
}

async function refunded(): Promise<Play> {
  const play = await openPlay(rig);
  await play.pass(21 * MINUTE_MS);
  return play;
}

const of = ({ received }: Receiver, { purchaseId }: Play): Received[] =>
  received.filter(({ event }) => event.data.purchaseId === purchaseId);
const typesOf = (hook: Receiver, play: Play): string[] => of(hook, play).map(({ event }) => event.type);

const stateOf = async (endpointId: string) =>
  (await readEndpoints(rig.ledger)).find((each) => each.endpointId === endpointId);

function hmac(secret: string, { id, headers, body }: Received): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = createHmac('sha256', key).update(`${id}.${String(headers['webhook-timestamp'])}.${body}`);
  return `v1,${signed.digest('base64')}`;
}

describe('A webhook', () => {
  test('brings each event once, signed, as the feed has it, and only what the endpoint asked for', async () => {
    const [all, some] = [await receiver(), await receiver()];
    const { secret, endpointId } = await endpoint(all.url);
    const chosen = await endpoint(some.url, { types: ['purchase.closed'] });
    const play = await refunded();
    await vi.waitFor(() => {
      expect(typesOf(all, play).toSorted()).toEqual([
        'purchase.closed',
        'purchase.opened',
        'refund.confirmed',
      ]);
      expect(typesOf(some, play)).toEqual(['purchase.closed']);
    }, SOON);
    for (const got of of(all, play)) {
      expect(got.headers['webhook-signature']).toBe(hmac(secret, got));
      expect(got.headers['content-type']).toBe('application/json');
      expect(got.id).toBe(got.event.id);
      expect(got.id).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
      expect(Math.abs(Number(got.headers['webhook-timestamp']) * 1_000 - got.at)).toBeLessThan(60_000);
    }
    expect(new Set(of(all, play).map(({ id }) => id)).size).toBe(3);
    await vi.waitFor(async () => {
      const states = await readDeliveries(rig.ledger, endpointId, { limit: 100 });
      expect(states.every(({ state, lastStatus }) => state === 'delivered' && lastStatus === 204)).toBe(true);
    }, SOON);
    await removeEndpoint(rig.ledger, endpointId);
    await removeEndpoint(rig.ledger, chosen.endpointId);
  });

  test('is tried again with the same id and a new time, and a redirect is not followed', async () => {
    const hook = await receiver();
    const { endpointId, secret } = await endpoint(hook.url, { types: ['purchase.opened'] });
    const answers: Receiver['answer'][] = [
      (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      (response) => response.writeHead(204).end(),
    ];
    hook.answer = (response, got) => answers.shift()?.(response, got);
    const play = await openPlay(rig);
    await vi.waitFor(() => expect(of(hook, play)).toHaveLength(2), SOON);
    const [first, second] = of(hook, play);
    expect(second?.id).toBe(first?.id);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(5_000);
    if (second) expect(second.headers['webhook-signature']).toBe(hmac(secret, second));
    await vi.waitFor(async () => {
      expect(await readDeliveries(rig.ledger, endpointId, { limit: 1 })).toMatchObject([
        { state: 'delivered', tries: 2, lastStatus: 204 },
      ]);
    }, SOON);
    await removeEndpoint(rig.ledger, endpointId);
  });

  test('is signed with both secrets while an endpoint changes over, and by ed25519 if it asks for that', async () => {
    const hook = await receiver();
    const made = await endpoint(hook.url, { types: ['purchase.opened'], scheme: 'v1a' });
    const rotated = await rotateEndpoint(parts(), made.endpointId, {
      overlapMs: MINUTE_MS * 60,
      now: new Date(),
    });
    expect(rotated?.secret).not.toBe(made.secret);
    const play = await openPlay(rig);
    await vi.waitFor(() => expect(of(hook, play)).toHaveLength(1), SOON);
    const [got] = of(hook, play);
    if (got === undefined || rotated === undefined) throw new Error('nothing came');
    const signatures = String(got.headers['webhook-signature']).split(' ');
    expect(signatures.filter((each) => each.startsWith('v1,'))).toEqual([
      hmac(rotated.secret, got),
      hmac(made.secret, got),
    ]);
    const content = Buffer.from(`${got.id}.${String(got.headers['webhook-timestamp'])}.${got.body}`);
    const byKey = [rotated, made].map(({ publicKey }, n) => {
      const raw = Buffer.from(String(publicKey).replace('whpk_', ''), 'base64');
      const key = createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
        format: 'jwk',
      });
      const signature = signatures.filter((each) => each.startsWith('v1a,'))[n]?.replace('v1a,', '') ?? '';
      return verify(null, content, key, Buffer.from(signature, 'base64'));
    });
    expect(byKey).toEqual([true, true]);
    await removeEndpoint(rig.ledger, made.endpointId);
  });

  test('that is answered 410 switches its endpoint off; once it is on again all of it comes, and again on request', async () => {
    const hook = await receiver();
    const { endpointId } = await endpoint(hook.url, { types: ['purchase.opened'] });
    hook.answer = (response) => response.writeHead(410).end();
    const gone = await openPlay(rig);
    await vi.waitFor(async () => {
      expect(await stateOf(endpointId)).toMatchObject({ status: 'disabled', disabledWhy: 'gone' });
    }, SOON);
    await vi.waitFor(() => {
      expect(alerts.filter((each) => each.endpointId === endpointId).map(({ kind }) => kind)).toEqual([
        'gone',
      ]);
    }, SOON);
    const since = new Date();
    const off = await openPlay(rig);
    hook.answer = (response) => response.writeHead(200).end('thanks');
    await vi.waitFor(async () => expect(await stateOf(endpointId)).toMatchObject({ behind: 1 }), SOON);
    expect(await sendAgain(rig.ledger, endpointId, { since })).toEqual({ result: 'switched_off' });
    expect(of(hook, off)).toEqual([]);

    expect(await switchEndpoint(rig.ledger, endpointId, { status: 'enabled', now: new Date() })).toBe(true);
    await vi.waitFor(() => expect([of(hook, gone).length, of(hook, off).length]).toEqual([2, 1]), SOON);
    expect(of(hook, gone)[1]?.id).toBe(of(hook, gone)[0]?.id);
    const arrived = async (): Promise<boolean> =>
      (await readDeliveries(rig.ledger, endpointId, { limit: 9 })).every(
        ({ state }) => state === 'delivered',
      );
    await vi.waitFor(async () => expect(await arrived()).toBe(true), SOON);

    expect(await sendAgain(rig.ledger, endpointId, { since })).toEqual({ result: 'queued', events: 1 });
    await vi.waitFor(() => expect([of(hook, gone).length, of(hook, off).length]).toEqual([2, 2]), SOON);
    const [first] = of(hook, gone);
    await vi.waitFor(async () => expect(await arrived()).toBe(true), SOON);
    expect(await sendAgain(rig.ledger, endpointId, { eventId: first?.id ?? '' })).toEqual({
      result: 'queued',
      events: 1,
    });
    await vi.waitFor(() => expect(of(hook, gone)).toHaveLength(3), SOON);
    expect(await sendAgain(rig.ledger, endpointId, { eventId: 'evt_none' })).toEqual({
      result: 'unknown_event',
    });
    const { events } = await rig.ledger
      .selectFrom('events')
      .select((row) => row.fn.min<string>('event_id').as('events'))
      .where('type', '<>', 'purchase.opened')
      .executeTakeFirstOrThrow();
    expect(await sendAgain(rig.ledger, endpointId, { eventId: events })).toEqual({ result: 'other_type' });
    await removeEndpoint(rig.ledger, endpointId);
  });
});
