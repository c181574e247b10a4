import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { API_ROLES, type ApiRole } from '../../../src/contract/api-role.ts';
import { ROUTES } from '../../../src/web/api/routes.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { filledPath } from './filled-path.ts';
import { servedApi, type TestApi } from './served-api.ts';

interface Row {
  method: string;
  path: string;
  may: Record<ApiRole, 'x' | 'p' | ''>;
}

/** The table in the document, which says who may do what. */
const rows: Row[] = readFileSync('docs/http.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, method, path] = /^`(GET|POST|PUT|DELETE) (\/v1\/\S+)`$/.exec(cells[1] ?? '') ?? [];
    if (method === undefined || path === undefined) return [];
    const may = Object.fromEntries(API_ROLES.map((role, n) => [role, cells[n + 2]])) as Row['may'];
    return [{ method, path, may }];
  });

let api: TestApi;
let purchaseId: string;
beforeAll(async () => {
  const rig = await sharedRig();
  api = await servedApi(rig);
  // By the client, because the route is one of those that this is about.
  const [, keyId = ''] = api.keys.service.split('_');
  const { caller } = await rig.ledger
    .selectFrom('api_keys')
    .select('caller')
    .where('key_id', '=', keyId)
    .executeTakeFirstOrThrow();
  const order = rig.sandbox.shop.buy({});
  await rig.returns.openPurchase(order, { openedBy: caller });
  purchaseId = order.purchaseId;
});

describe('who may do what', () => {
  test('the document lists every route, and no other', () => {
    const built = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
    expect(rows.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(built.toSorted());
  });

  describe.each(rows)('$method $path', ({ method, path, may }) => {
    const at = (): string => filledPath(path, purchaseId);
    const body = method === 'GET' ? {} : { body: {} };

    test.each(API_ROLES)('%s as in the table', async (role) => {
      const key = api.keys[role];
      const acts = await api.call(method, at(), { key, ...body });
      if (may[role] === 'x') {
        expect([401, 403]).not.toContain(acts.status);
        expect(acts.status).toBeLessThan(500);
      } else {
        expect(acts.status).toBe(403);
      }
      if (may[role] !== 'p') return;
      expect(acts.body['code']).toBe('only_preview');
      const tries = await api.call(method, `${at()}?preview=true`, { key, once: null, ...body });
      expect([401, 403]).not.toContain(tries.status);
    });

    test('nobody without a key, with a made-up one, or with a half-right one', async () => {
      const [prefix, keyId] = api.keys.approver.split('_');
      const madeUp = `iotp_${'a'.repeat(13)}_${'A'.repeat(43)}`;
      const otherSecret = `${prefix}_${keyId}_${'A'.repeat(43)}`;
      for (const key of [undefined, 'nonsense', otherSecret, madeUp]) {
        const answer = await api.call(method, at(), { key, ...body });
        expect({ status: answer.status, code: answer.body['code'] }).toEqual({
          status: 401,
          code: 'no_valid_key',
        });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    });
  });

  test('an event is reported by its own side, and the other side learns that it may not', async () => {
    const events = { smsReceived: 'service', remediationDone: 'agent' } as const;
    for (const [type, side] of Object.entries(events)) {
      const other = side === 'service' ? 'agent' : 'service';
      const body = { type, eventId: `${type}-1`, summary: 'It has a new route.' };
      const at = `/v1/purchases/${purchaseId}/events`;
      expect((await api.call('POST', at, { key: api.keys[side], body })).status).toBe(202);
      expect(await api.call('POST', at, { key: api.keys[other], body })).toMatchObject({
        status: 403,
        body: { code: 'not_of_this_role' },
      });
    }
  });
});
