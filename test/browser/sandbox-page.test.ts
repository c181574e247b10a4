import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { STAGES } from '../../dev/sandbox/page/wording/stages.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { ACTS, pageRig, type PageRig } from '../dev/sandbox/page/page-rig.ts';
import { openBrowser } from './browser.ts';

const REASON = 'The number lost every second code today.';

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
  test('the tour in three clicks ends at the page behind the mail, which says that the money is back under R2', async () => {
    const page = await visit('/', { javaScriptEnabled });
    await press(page, 'Buy a number');
    const id = idOn(page);
    await press(page, 'Let its 20 minutes pass without an SMS');
    await page.getByText('is back since').first().waitFor();
    const tour = page.url();
    const mail = page.frameLocator('[id="mail-funds_returned.1"] iframe');
    await page.locator('[id="mail-funds_returned.1"] > summary').click();
    await mail.getByText('Clause R2').first().waitFor();
    expect(
      await page.getByRole('link', { name: 'Follow the mail’s link: the money is back (R2)' }).count(),
    ).toBe(1);
    await mail.getByRole('link', { name: 'See where your money is' }).click();
    await page.waitForURL(`${rig.customers}/purchases/${id}`);
    expect(await page.locator('h1').innerText()).toBe('You got your money back');
    expect(await page.locator('#money').innerText()).toMatch(/^Your €1\.49 is back since .* UTC\.$/);
    expect(await page.locator('#money-clause').innerText()).toMatch(/^Clause R2, /);
    await page.goto(tour);
    expect(await page.getByText('That is the heart of it.').count()).toBe(1);
    expect(refundsOf(rig.rig.sandbox, id)).toEqual([{ amount: 149, currency: 'EUR' }]);
  });

  test('the second tour ends with the money back under C3a, taken on the customer’s own page', async () => {
    const page = await visit('/', { javaScriptEnabled });
    await press(page, 'Buy a number that breaks, and claim it');
    const id = idOn(page);
    await press(page, 'Let five days pass without a repair');
    const third = 'Follow the mail’s link, and take the money back (C3a)';
    // The page without script shows the mail when it is loaded again.
    await expect
      .poll(
        async () => {
          if (!javaScriptEnabled) await page.reload();
          return page.getByRole('link', { name: third }).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    const tour = page.url();
    await page.getByRole('link', { name: third }).click();
    await page.waitForURL(`${rig.customers}/purchases/${id}/choice`);
    await page.getByRole('radio', { name: 'My money back' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Take my money back' }).click();
    await page.getByRole('heading', { name: 'Your choice is made' }).waitFor();
    await page.goto(tour);
    await page.getByText('That is the heart of it.').waitFor();
    expect(await page.locator('#money').textContent()).toMatch(/is back since .*\.\s*$/);
    expect(await page.locator('#facts').textContent()).toContain(', clause C3a ·');
  });

  test('one click opens the customer’s own page, and nobody has to log in', async () => {
    const id = await rig.buy();
    const page = await visit(`/purchases/${id}`, { javaScriptEnabled });
    await page.getByRole('link', { name: 'Open the customer’s page' }).click();
    await page.waitForURL(`${rig.customers}/purchases/${id}`);
    expect(await page.locator('#money').innerText()).toContain('comes back by itself if no code arrives by');
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
    const page = await visit(`/purchases/${id}`, { javaScriptEnabled });
    await page.locator('#act-correctContact > summary').click();
    await page.getByLabel('Email').fill('nobody@nowhere');
    await page.getByRole('button', { name: 'Correct the customer’s address' }).click();
    await page.getByText('invalid_input').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('nobody@nowhere');
    expect(await page.getByLabel('Email').isVisible()).toBe(true);
  });
});

describe('by itself, with script', () => {
  test('the page tells what happened elsewhere, and keeps what is typed, opened and focused', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    await rig.act(id, ACTS.claim('broken', REASON));
    const page = await visit(`/purchases/${id}`);
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
    await page.locator('#act-requestAccess > summary').click();
    await page.locator('#act-fault > summary').click();
    const words = page.getByLabel('What support needs to see, and why');
    await words.fill('Half a sent');
    await page.evaluate('scrollTo(0, 120)');
    const scrolled = await page.evaluate('scrollY');

    await rig.post(`/purchases/${id}/requests/correctContact`, { email: 'other@customer.example' });
    await page.getByText('Contact corrected').waitFor();

    expect(await words.inputValue()).toBe('Half a sent');
    expect(await page.evaluate('document.activeElement.id')).toBe('requestAccess-what');
    expect(await page.locator('#act-fault').getAttribute('open')).not.toBeNull();
    expect(await page.evaluate('scrollY')).toBe(scrolled);
    await page.keyboard.type('ence');
    expect(await words.inputValue()).toBe('Half a sentence');
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true);
  });

  test('a form that is being filled in stays when its request is no longer possible, and says so', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    await rig.act(id, ACTS.claim('broken', REASON));
    const page = await visit(`/purchases/${id}`);
    await page.locator('#act-requestAccess > summary').click();
    const words = page.getByLabel('What support needs to see, and why');
    await words.fill('Half a sentence');
    const moved = { decision: 'reclassify', claimType: 'non_receipt', note: 'No SMS is on record.' };
    await rig.post(`/purchases/${id}/requests/decideClaim`, moved);
    await page.locator('#stage', { hasText: STAGES.in_review }).waitFor();
    await page.locator('#act-requestAccess[data-stale]').waitFor();
    expect(await words.inputValue()).toBe('Half a sentence');
    expect(await page.locator('#act-decideClaim-approve').count()).toBe(1);
  });

  test('an open mail is not loaded again', async () => {
    const id = await rig.buy();
    await rig.post(`/purchases/${id}/shop/complete`);
    await rig.act(id, ACTS.claim('broken', REASON));
    const page = await visit(`/purchases/${id}`);
    let loads = 0;
    page.on('request', (request) => {
      if (request.url().includes('/mails/')) loads += 1;
    });
    await page.locator('[id="mail-remediation_started.1"] > summary').click();
    await page.frameLocator('[id="mail-remediation_started.1"] iframe').locator('h1').waitFor();
    await rig.act(id, ACTS.withdrawal);
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
    await rig.act(claimed, ACTS.claim('broken', REASON));
    await rig.post(`/purchases/${claimed}/requests/requestAccess`, { what: 'The log.' });
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
