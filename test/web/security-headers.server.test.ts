import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageHeaders } from '../../dev/sandbox/page/parts/security.ts';
import { sharedRig } from '../workflows/test-rig.ts';
import { servedApi, type TestApi } from './api/served-api.ts';

/** What every site says alike. `null`: it does not send that header. */
const ALIKE = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

const API = {
  ...ALIKE,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': null,
};

const DOCS = {
  ...API,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Their forms are sent with where they come from; the origin of the rig's links is https. */
const CUSTOMERS = {
  ...ALIKE,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};

const SANDBOX = {
  ...ALIKE,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'origin-agent-cluster': null,
  'referrer-policy': 'same-origin',
  'strict-transport-security': null,
};

const sentBy = ({ headers }: { headers: Headers }): Record<string, string | null> =>
  Object.fromEntries(Object.keys(API).map((name) => [name, headers.get(name)]));

let api: TestApi;
beforeAll(async () => {
  api = await servedApi(await sharedRig(), { pages: true });
});

describe('each site sends its security headers with every answer, refusals too', () => {
  test.each([
    { path: '/v1/purchases', status: 401, expected: API },
    { path: '/none', status: 404, expected: API },
    { path: '/docs', status: 200, expected: DOCS },
    { path: '/docs/none', status: 404, expected: DOCS },
    { path: '/find', status: 200, expected: CUSTOMERS },
    { path: '/l/none', status: 403, expected: { ...CUSTOMERS, 'referrer-policy': 'no-referrer' } },
  ])('$path, $status', async ({ path, status, expected }) => {
    const answer = await fetch(`${api.url}${path}`, { redirect: 'manual' });
    expect({ status: answer.status, ...sentBy(answer) }).toEqual({ status, ...expected });
  });

  test('the page of the sandbox', async () => {
    const app = new Hono().use(pageHeaders);
    expect(sentBy(await app.request('/'))).toEqual(SANDBOX);
  });
});
