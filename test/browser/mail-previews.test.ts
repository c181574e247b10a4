import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGUAGES, previewOf, SCHEMES } from '../../dev/mails/preview.ts';
import { SAMPLES } from '../../dev/mails/samples.ts';
import { pageRig, type PageRig } from '../dev/sandbox/page/page-rig.ts';
import { openBrowser } from './browser.ts';

let rig: PageRig;
let browser: Browser;
beforeAll(async () => {
  [browser, rig] = await Promise.all([openBrowser(), pageRig()]);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** A page of its own, and what it has complained about or asked of others. */
async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${rig.url}/`) && !request.url().startsWith('data:'))
      faults.push(`asked ${request.url()}`);
  });
  return { page, faults };
}

/** Of what a frame shows behind its words: 0 black, 255 white. */
async function brightness(page: Page, scheme: string): Promise<number> {
  const body = page.frameLocator(`[aria-labelledby="${scheme}-title"] iframe`).locator('body');
  const colour = await body.evaluate((element) => {
    const view = globalThis as unknown as { getComputedStyle(of: unknown): { backgroundColor: string } };
    return view.getComputedStyle(element).backgroundColor;
  });
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

test('the list leads to each wording of each mail', async () => {
  const { page, faults } = await open();
  await page.goto(`${rig.url}/mails`);
  const links = page.locator('a[href^="/mails/"]');
  const names = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')));
  expect(names).toHaveLength(SAMPLES.length);
  expect(new Set(names)).toEqual(new Set(SAMPLES.map(({ name }) => `/mails/${name}`)));
  await links.first().click();
  expect(await page.locator('iframe').count()).toBe(2);
  for (const language of LANGUAGES.slice(1)) {
    await page.locator(`a[hreflang="${language}"]`).click();
    expect(await page.locator('#text').getAttribute('lang')).toBe(language);
  }
  expect(faults).toEqual([]);
  await page.context().close();
});

/** Long, because a machine may be busy. */
const EVERY_MAIL_TIMEOUT_MS = 600_000;

test.each([...LANGUAGES])(
  'each wording of each mail is shown in %s, as text and on both screens, whatever screen this one is',
  { timeout: EVERY_MAIL_TIMEOUT_MS },
  async (language) => {
    const { page, faults } = await open({ colorScheme: 'dark' });
    for (const { name } of SAMPLES) {
      const { subject, text } = previewOf(name, language) ?? expect.fail(`${name} has no preview`);
      await page.goto(`${rig.url}/mails/${name}?language=${language}`);
      expect(await page.locator('#subject').textContent()).toBe(subject);
      expect((await page.locator('#text').textContent())?.trimEnd()).toBe(text.trimEnd());
      const [light, dark] = await Promise.all(SCHEMES.map((scheme) => brightness(page, scheme)));
      expect({ name, light: light ?? 0 }).toEqual({ name, light: 255 });
      expect({ name, isDark: (dark ?? 255) < 60 }).toEqual({ name, isDark: true });
    }
    expect(faults).toEqual([]);
    await page.context().close();
  },
);

test('nothing in a previewed mail runs, and no other site may frame it', async () => {
  const address = `${rig.url}/mails/funds_returned.r2/html?scheme=light`;
  expect((await fetch(address)).headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
  );
  const own =
    (await fetch(`${rig.url}/mails/funds_returned.r2`)).headers.get('content-security-policy') ?? '';
  expect(own).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(own).not.toContain('unsafe');
  const { page } = await open();
  await page.goto(`${rig.url}/mails/funds_returned.r2`);
  expect(
    await page.locator('iframe').evaluateAll((frames) => frames.map((each) => each.getAttribute('sandbox'))),
  ).toEqual(['', '']);
  await page.context().close();
});

test.each([
  '/mails/nothing',
  '/mails/funds_returned.r2?language=tlh',
  '/mails/funds_returned.r2/html',
  '/mails/constructor',
])('%s is not there', async (path) => {
  expect((await fetch(`${rig.url}${path}`)).status).toBe(404);
});

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [390, 1280].map((width) => ({ colorScheme, width })),
);

test.each(looks)('axe finds nothing in $colorScheme at $width px, and nothing is cut off', async (look) => {
  // axe is put in from outside, which the page's own policy forbids.
  const { page } = await open({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.colorScheme,
    bypassCSP: true,
  });
  // The longest of them, and one of each part that a mail can have.
  for (const path of [
    '/mails',
    '/mails/choice_offered.not_possible',
    '/mails/evidence_requested.more',
    '/mails/contact_corrected.to-the-one-before',
  ]) {
    await page.goto(`${rig.url}${path}`);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
    );
    expect({ path, violations }).toEqual({ path, violations: [] });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect({ path, width }).toEqual({ path, width: look.width });
  }
  await page.context().close();
});
