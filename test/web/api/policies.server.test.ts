import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from './served-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await servedApi(await sharedRig());
});

test('the policy is data without a key, and its hash is that of what was sent', async () => {
  const { body } = await api.call('GET', '/v1/policies');
  expect(body).toMatchObject({ current: '2026-01', versions: ['2026-01', 'sandbox-short'] });
  const policy = await api.call('GET', '/v1/policies/2026-01');
  expect(policy).toMatchObject({
    status: 200,
    body: { policy: { version: '2026-01', periods: { claimWindow: 'P5D' } } },
  });
  const sent = JSON.stringify(policy.body['policy']);
  expect(policy.body['sha256']).toBe(createHash('sha256').update(sent).digest('hex'));
  expect(await api.call('GET', '/v1/policies/1999-01')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});
