import { beforeAll, expect, test } from 'vitest';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await servedApi(await sharedRig());
});

test('the API shows its documentation to everybody, and answers beside it as ever', async () => {
  const page = await api.call('GET', '/docs');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
  expect(String(page.body['text'])).toContain('<h1>The HTTP API</h1>');
  const sheet = await api.call('GET', '/docs/docs.css');
  expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8');
  const beside = await api.call('GET', '/docs2');
  expect(beside).toMatchObject({ status: 404, body: { code: 'no_such_route' } });
  expect(beside.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
});
