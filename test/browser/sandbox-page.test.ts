import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { pageRig, type PageRig } from '../dev/sandbox/page/page-rig.ts';
import { openBrowser } from './browser.ts';

let rig: PageRig;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  rig = await pageRig();
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** A page of its own. Whatever it complains about fails the test. */
async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(`${rig.url}${path}`);
  return page;
}

const press = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.waitForURL(/\/purchases\//);
};

const idOn = (page: Page): string => /purchases\/([\w-]+)/.exec(page.url())?.[1] ?? '';

describe.each([
  { script: 'with script', javaScriptEnabled: true },
  { script: 'without script', javaScriptEnabled: false },
])('$script', ({ javaScriptEnabled }) => {
  test('the tour in three clicks ends at the mail that says the money is back under R2', async () => {
    const page = await visit('/', { javaScriptEnabled });
    await press(page, 'Buy a number');
    const id = idOn(page);
    await press(page, 'Let its 20 minutes pass without an SMS');
    await page.getByText('is back since').first().waitFor();
    await page.getByRole('link', { name: 'Open the mail: the money is back (R2)' }).click();
    const mail = page.frameLocator('[id="mail-funds_returned.1"] iframe');
    await mail.getByText('Clause R2').first().waitFor();
    expect(await page.getByText('That is the heart of it.').count()).toBe(1);
    expect(refundsOf(rig.rig.sandbox, id)).toEqual([{ amount: 149, currency: 'EUR' }]);
  });

  test('the second tour ends with the money back under C3a', async () => {
    const page = await visit('/', { javaScriptEnabled });
    await press(page, 'Buy a number that breaks, and claim it');
    await press(page, 'Let five days pass without a repair');
    await press(page, 'Take the money back (C3a)');
    await page.getByText('That is the heart of it.').waitFor();
    expect(await page.locator('#money').textContent()).toMatch(
      /is back since[^,]*,[^,]*, clause\s+C3a\.\s*$/,
    );
  });

  test('a mail opens in place, as text too', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/cancel`);
    const page = await visit(`/purchases/${id}`, { javaScriptEnabled });
    const letter = page.locator('[id="mail-funds_returned.1"]');
    expect(await letter.locator('iframe').isVisible()).toBe(false);
    await letter.locator('summary').first().click();
    await page.frameLocator('[id="mail-funds_returned.1"] iframe').getByText('Refund confirmed').waitFor();
    await letter.getByText('The same as plain text').click();
    expect(await letter.locator('pre').textContent()).toContain('Clause R2');
    expect(page.url()).toBe(`${rig.url}/purchases/${id}`);
  });

  test('a refused request opens its form again with what was typed', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    const page = await visit(`/purchases/${id}`, { javaScriptEnabled });
    await page.locator('#act-submitClaim > summary').click();
    await page.getByLabel('What happened').fill('Too short.');
    await page.getByRole('button', { name: 'File a claim' }).click();
    await page.getByText('no_reason').waitFor();
    expect(await page.getByLabel('What happened').inputValue()).toBe('Too short.');
    expect(await page.getByLabel('What happened').isVisible()).toBe(true);
  });
});

describe('by itself, with script', () => {
  test('the page tells what happened elsewhere, and keeps what is typed, opened and focused', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    const page = await visit(`/purchases/${id}`);
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
    await page.locator('#act-submitClaim > summary').click();
    await page.locator('#act-fault > summary').click();
    await page.getByLabel('What happened').fill('Half a sent');
    await page.evaluate('scrollTo(0, 120)');
    const scrolled = await page.evaluate('scrollY');

    const sent = { side: 'support', form: 'correctContact', email: 'other@customer.example' };
    await rig.post(`/purchases/${id}/requests/correctContact`, sent);
    await page.getByText('Contact corrected').waitFor();

    expect(await page.getByLabel('What happened').inputValue()).toBe('Half a sent');
    expect(await page.evaluate('document.activeElement.id')).toBe('submitClaim-reason');
    expect(await page.locator('#act-fault').getAttribute('open')).not.toBeNull();
    expect(await page.evaluate('scrollY')).toBe(scrolled);
    await page.keyboard.type('ence');
    expect(await page.getByLabel('What happened').inputValue()).toBe('Half a sentence');
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true);
  });

  test('a form that is being filled in stays when its request is no longer possible, and says so', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    const page = await visit(`/purchases/${id}`);
    await page.locator('#act-submitClaim > summary').click();
    await page.getByLabel('What happened').fill('Half a sentence');
    const claim = { side: 'customer', form: 'submitClaim', claimType: 'major_defect' };
    await rig.post(`/purchases/${id}/requests/submitClaim`, {
      ...claim,
      reason: 'The number lost every second code today.',
    });
    await page.locator('#stage', { hasText: 'The seller puts it right' }).waitFor();
    await page.locator('#act-submitClaim[data-stale]').waitFor();
    expect(await page.getByLabel('What happened').inputValue()).toBe('Half a sentence');
    expect(await page.locator('#act-withdrawClaim').count()).toBe(1);
  });

  test('an open mail is not loaded again', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    const claim = { side: 'customer', form: 'submitClaim', claimType: 'major_defect' };
    await rig.post(`/purchases/${id}/requests/submitClaim`, {
      ...claim,
      reason: 'The number lost every second code today.',
    });
    const page = await visit(`/purchases/${id}`);
    let loads = 0;
    page.on('request', (request) => {
      if (request.url().includes('/mails/')) loads += 1;
    });
    await page.locator('[id="mail-remediation_started.1"] > summary').click();
    await page.frameLocator('[id="mail-remediation_started.1"] iframe').locator('h1').waitFor();
    const sent = { side: 'customer', form: 'withdrawClaim' };
    await rig.post(`/purchases/${id}/requests/withdrawClaim`, sent);
    await page.locator('#stage', { hasText: 'Claims are open' }).waitFor();
    expect(loads).toBe(1);
    expect(await page.locator('[id="mail-remediation_started.1"] iframe').isVisible()).toBe(true);
  });

  test('the list shows a purchase that was bought elsewhere', async () => {
    const page = await visit('/');
    const id = await rig.buy({ service: 'Discord' });
    await page.getByText(id).waitFor();
    expect(page.url()).toBe(`${rig.url}/`);
  });
});

describe('for everybody', () => {
  const paths: Record<string, string> = {};
  beforeAll(async () => {
    paths['the list'] = '/';
    const waiting = await rig.buy();
    paths['a purchase that waits'] = `/purchases/${waiting}`;
    const claimed = await rig.buy();
    await rig.post(`/purchases/${claimed}/shop/complete`);
    const customer = { side: 'customer', form: 'submitClaim' };
    const reason = 'The number lost every second code today.';
    const claim = { ...customer, claimType: 'major_defect', reason };
    await rig.post(`/purchases/${claimed}/requests/submitClaim`, claim);
    const support = { side: 'support', form: 'requestAccess', what: 'The log.' };
    await rig.post(`/purchases/${claimed}/requests/requestAccess`, support);
    await rig.post(`/purchases/${claimed}/clock`, { to: '1d' });
    paths['a claim whose time is paused'] = `/purchases/${claimed}`;
    const closed = await rig.buy();
    await rig.post(`/purchases/${closed}/shop/cancel`);
    paths['a closed purchase with an open mail'] = `/purchases/${closed}?open=funds_returned.1`;
    const stuck = await rig.buy();
    const trouble = { what: 'refund:refused', times: 'until_cleared', scope: 'this', page: stuck };
    await rig.post('/faults', trouble);
    await rig.post(`/purchases/${stuck}/clock`, { to: 'deadline' });
    paths['a refund that needs attention'] = `/purchases/${stuck}`;
    paths['no such page'] = '/nothing';
  });

  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    [360, 1440].map((width) => ({ colorScheme, width })),
  );

  test.each(looks)('axe finds nothing in $colorScheme at $width px, with every form open', async (look) => {
    for (const [what, path] of Object.entries(paths)) {
      const context = await browser.newContext({
        viewport: { width: look.width, height: 800 },
        colorScheme: look.colorScheme,
        // axe is put in from outside, which the page's own policy forbids.
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(`${rig.url}${path}`);
      await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe: tool } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await tool.run()).violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
      });
      expect({ what, violations }).toEqual({ what, violations: [] });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ what, width }).toEqual({ what, width: look.width });
      await context.close();
    }
  });

  test('the tour can be taken with the keyboard alone', async () => {
    const page = await visit('/');
    for (let tabs = 0; tabs < 10; tabs += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent.trim()')) === 'Buy a number') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/purchases\/tour-no-sms-/);
    expect((await rig.statusOf(idOn(page))).stage).toBe('awaiting_sms');
  });
});
