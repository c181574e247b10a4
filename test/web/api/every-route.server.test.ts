import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { playOn } from '../../../dev/rig/play.ts';
import { readPrivateRanges } from '../../../src/webhooks/private-ranges.ts';
import { ROUTES, type Route } from '../../../src/web/api/routes.ts';
import { sharedRig, type SharedRig } from '../../workflows/test-rig.ts';
import { filledPath } from './filled-path.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

let rig: SharedRig;
let api: TestApi;
let purchaseId: string;
beforeAll(async () => {
  rig = await sharedRig();
  const webhooks = { secret: randomBytes(32), privateRanges: readPrivateRanges('127.0.0.0/8') ?? [] };
  api = await servedApi(rig, { webhooks });
  const order = await openedBy(api, rig);
  purchaseId = order.purchaseId;
  const play = playOn(rig, order);
  await play.sms();
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The code never worked, although I tried it three times.',
  });
});

const routes = Object.entries(ROUTES as Readonly<Record<string, Route>>).map(
  ([name, { method, path, roles }]) => ({ name, method, path, roles }),
);
/** An opening and an event have ids of their own. */
const keyed = routes.filter(
  ({ name, method }) => method !== 'GET' && name !== 'openPurchase' && name !== 'sendEvent',
);
/** Of what is not there, first of all that is said. */
const OF_NOTHING = new Set(['resendMail']);

describe('a write without an Idempotency-Key', () => {
  test.each(keyed.filter(({ name }) => !OF_NOTHING.has(name)))(
    '$method $path is a 400, and nothing is written',
    async ({ method, path, roles: [role = 'service'] }) => {
      const before = await rig.returns.status(purchaseId);
      const key = api.keys[role];
      for (const [once, code] of [
        [null, 'idempotency_key_missing'],
        ['', 'idempotency_key_malformed'],
        ['x'.repeat(81), 'idempotency_key_malformed'],
      ] as const) {
        const answer = await api.call(method, filledPath(path, purchaseId), { key, once, body: {} });
        expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 400, code });
      }
      expect(await rig.returns.status(purchaseId)).toEqual(before);
    },
  );
});

test('each use of a key is on record with its route, status and purchase: what was done and what was refused', async () => {
  const own = await servedApi(rig, { own: true });
  const [, keyId = ''] = own.keys.viewer.split('_');
  const expected = [];
  for (const { method, path, roles } of routes) {
    const { status } = await own.call(method, filledPath(path, purchaseId), {
      key: own.keys.viewer,
      ...(method === 'GET' ? {} : { body: {} }),
    });
    if (!roles.includes('viewer')) expect(status).toBe(403);
    expected.push(`${method} ${path} ${status}`);
  }
  const uses = async (): Promise<{ use: string; purchaseId: string | null }[]> => {
    const rows = await rig.ledger.selectFrom('api_uses').selectAll().where('key_id', '=', keyId).execute();
    return rows.map(({ method, route, status, purchase_id }) => ({
      use: `${method} ${route} ${status}`,
      purchaseId: purchase_id,
    }));
  };
  await expect
    .poll(async () => (await uses()).map(({ use }) => use).toSorted(), { timeout: 30_000 })
    .toEqual(expected.toSorted());
  const read = (await uses()).find(({ use }) => use === 'GET /v1/purchases/:purchaseId 200');
  expect(read?.purchaseId).toBe(purchaseId);
});
