import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { docs } from '../../src/web/docs/docs.ts';
import { openBrowser } from './browser.ts';

let browser: Browser;
let server: Server;
beforeAll(async () => {
  browser = await openBrowser();
  server = createServer(getRequestListener(docs().fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The page without script. Whatever it complains about, and whatever it asks of another host, fails the test. */
async function visit(options: BrowserContextOptions): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => asked.push(request.url()));
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(`${address()}/docs`);
  return { page, asked };
}

test.each([
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const)('is accessible: $width px, $colorScheme', async ({ width, colorScheme }) => {
  // A script of ours looks at it, the page itself has none.
  const { page } = await visit({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
  await page.locator('details').evaluateAll((all) => {
    for (const each of all.slice(0, 12)) each.setAttribute('open', '');
  });
  await page.addScriptTag({ content: axe.source });
  const violations = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`,
  );
  expect(violations).toEqual([]);
});

test.each([1280, 390, 320])('stays within a window of %d px, examples included', async (width) => {
  const { page } = await visit({ viewport: { width, height: 800 } });
  await page.locator('details').evaluateAll((all) => {
    for (const each of all) each.setAttribute('open', '');
  });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
});

test('works without script, asks nothing of another host, and opens an example', async () => {
  const { page, asked } = await visit({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  await page.getByRole('link', { name: 'Decide a claim' }).first().click();
  expect(new URL(page.url()).hash).toBe('#decideClaim');
  const operation = page.locator('#decideClaim');
  const example = operation.locator('pre').first();
  expect(await example.isVisible()).toBe(false);
  await operation.getByText('Example').click();
  expect(await example.isVisible()).toBe(true);
  expect(await example.innerText()).toContain('curl -sS -X POST "$API/v1/claims/');
  expect(asked).toEqual([`${address()}/docs`, `${address()}/docs/docs.css`]);
});

test('shows the single operations in its contents only where there is room for them', async () => {
  const linkIn = (page: Page) => page.getByRole('navigation').getByRole('link', { name: 'Decide a claim' });
  const { page: wide } = await visit({ viewport: { width: 1280, height: 800 } });
  expect(await linkIn(wide).isVisible()).toBe(true);
  const { page: narrow } = await visit({ viewport: { width: 390, height: 800 } });
  expect(await linkIn(narrow).count()).toBe(0);
});
