import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createReturnsClient } from '../../../../src/client/returns-client.ts';
import { refundKey, workflowIdOf } from '../../../../src/contract/ids.ts';
import { openPlay } from '../../../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/policy/duration.ts';
import { startSandboxPage } from '../../../../dev/sandbox/page/start-page.ts';
import { workflowNow } from '../../../../src/temporal/workflow-clock.ts';
import { ACTS, pageRig, wordsOf, type PageRig } from './page-rig.ts';

let page: PageRig;
beforeAll(async () => {
  page = await pageRig();
});
afterEach(() => {
  page.rig.sandbox.faults.clear();
  page.rig.sandbox.inbox.clearFaults();
});
afterAll(() => page.stop());

const nowOf = (id: string): Promise<number> =>
  workflowNow(page.rig.temporal.workflowService, {
    namespace: page.rig.namespace,
    workflowId: workflowIdOf(id),
  });

test('the list has every purchase with its stage, the newest first, and the clause of those that are closed', async () => {
  const waiting = await page.buy({ service: 'Google', country: 'IN', price: '250 JPY' });
  const closed = await page.buy();
  await page.post(`/purchases/${closed}/shop/cancel`);
  const text = await page.text('/');
  expect(wordsOf(text, `row-${waiting}`)).toBe(`Google, IN · JP¥250 ${waiting} Waiting for the SMS`);
  expect(wordsOf(text, `row-${closed}`)).toBe(`Telegram, GB · €1.49 ${closed} Closed R2`);
  expect(text.indexOf(`row-${closed}`)).toBeLessThan(text.indexOf(`row-${waiting}`));
});

test('a purchase that needs a person is marked in the list, and no other', async () => {
  const stuck = await page.buy();
  const fine = await page.buy();
  await page.post('/faults', {
    what: 'refund:refused',
    times: '1',
    reason: 'no funds',
    scope: 'this',
    page: stuck,
  });
  await page.post(`/purchases/${stuck}/shop/cancel`);
  const text = await page.text('/');
  expect(wordsOf(text, `row-${stuck}`)).toMatch(/Returning the money +needs a person$/);
  expect(wordsOf(text, `row-${fine}`)).not.toContain('needs a person');
});

test('what was sold and never opened leads to a page that says so and opens it', async () => {
  const { purchaseId } = page.rig.sandbox.shop.buy();
  expect(wordsOf(await page.text('/'), `row-${purchaseId}`)).toMatch(/Not opened$/);
  const answer = await page.get(`/purchases/${purchaseId}`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('This number was sold, but never opened here.');
  const opened = await page.post(`/purchases/${purchaseId}/open`);
  expect(wordsOf(opened.text, 'notice')).toBe('The purchase is open.');
  expect(wordsOf(opened.text, 'stage')).toBe('Waiting for the SMS');
});

test('older purchases are a link away, each on one page only', async () => {
  for (let sold = 0; sold < 13; sold += 1) page.rig.sandbox.shop.buy();
  const all = Object.keys(page.rig.sandbox.shopData.purchases).length;
  const first = await page.text('/');
  expect(wordsOf(first, 'older')).toBe(`${all - 12} older`);
  const [, link = ''] = /id="older" href="([^"]+)"/.exec(first) ?? [];
  expect(link).toBe('/?from=12');
  const rowsOf = (text: string): string[] => [...text.matchAll(/id="row-([^"]+)"/g)].map(([, id = '']) => id);
  const rows = [...rowsOf(first), ...rowsOf(await page.text(link))];
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows.length).toBe(Math.min(all, 24));
  expect(rowsOf(await page.text('/?from=nonsense'))).toEqual(rowsOf(first));
});

describe('what is still to come', () => {
  const claimed = async (): Promise<string> => {
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/sms`);
    await page.act(id, ACTS.claim('broken', 'The number lost every second code today.'));
    return id;
  };
  const support = (id: string, name: string, typed: Record<string, string>): Promise<{ text: string }> =>
    page.post(`/purchases/${id}/requests/${name}`, typed);
  const aheadOn = (text: string): string[] =>
    [...text.matchAll(/id="ahead-(\w+)"/g)].map(([, kind = '']) => kind);

  test('a clock that is paused is shown as paused, after what does come', async () => {
    const id = await claimed();
    const { text } = await support(id, 'requestAccess', { what: 'Read access to the log of the web host.' });
    expect(aheadOn(text)).toEqual(['window', 'access', 'remediation']);
    expect(wordsOf(text, 'ahead-remediation')).toMatch(
      /^Remediation ends paused Was due .* it moves by as long as the pause lasts/,
    );
    expect(wordsOf(text, 'ahead-remediation')).not.toMatch(/ in \d/);
    const remedied = await support(id, 'reportRemediation', { outcome: 'done', summary: 'Repaired.' });
    expect(wordsOf(remedied.text, 'ahead-remediation')).toMatch(/^Remediation ends paused/);
  });

  test('a deadline that is over or has lost its meaning is not listed', async () => {
    const id = await claimed();
    const { text } = await support(id, 'reportRemediation', {
      outcome: 'not_possible',
      summary: 'No spare part.',
    });
    expect(aheadOn(text)).toEqual(['window', 'choice']);
    const waiting = await page.buy();
    await page.post('/faults', { what: 'refund:pending', times: '1', scope: 'this', page: id });
    await page.act(id, ACTS.refund);
    expect(aheadOn(await page.text(`/purchases/${id}`))).toEqual(['poll']);
    expect(aheadOn(await page.text(`/purchases/${waiting}`))).toEqual(['sms', 'window']);
  });
});

test('a tour offers its last step once the mail is there', async () => {
  page.rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 'until_cleared' });
  const { path } = await page.post('/tours/no-sms');
  const waiting = await page.post(`${path}/clock`, { to: 'deadline' });
  expect(waiting.text).toContain('The mail has not come yet; this page shows it when it does.');
  expect(waiting.text).not.toContain('/mails/funds_returned.1/link');
  page.rig.sandbox.inbox.clearFaults();
  const there = await page.post(`${path}/clock`, { to: '1h' });
  expect(there.text).toContain(`href="${path}/mails/funds_returned.1/link"`);
  expect(there.text).not.toContain('That is the heart of it.');
  const followed = await fetch(`${page.url}${path}/mails/funds_returned.1/link`);
  expect(followed.url).toBe(`${page.customers}${path}`);
  expect(await page.text(path)).toContain('That is the heart of it.');
});

test('with a real shop the page shows its purchases and does nothing', async () => {
  const id = await page.buy();
  await page.post(`/purchases/${id}/shop/complete`);
  // The list is the ledger's, which the worker writes a moment later.
  await page.rig.flush();
  const { returns, temporal, namespace, ledger } = page.rig;
  const reading = await startSandboxPage({
    returns,
    temporal,
    namespace,
    ledger,
    timeSkipping: true,
    port: 0,
  });
  try {
    const list = await (await fetch(`${reading.url}/`)).text();
    expect(wordsOf(list, `row-${id}`)).toBe(`Telegram, GB · €1.49 ${id} Claims are open`);
    expect(list).not.toContain('<form');
    const text = await (await fetch(`${reading.url}/purchases/${id}`)).text();
    expect(wordsOf(text, 'money')).toMatch(/^Your €1\.49 is paid, and you may claim it back until/);
    expect(wordsOf(text, 'possible')).toContain('By customer: submit claim.');
    expect(text).not.toContain('<form');
    expect((await fetch(`${reading.url}/purchases/nobody`)).status).toBe(404);
    const before = await page.statusOf(id);
    const sent = await fetch(`${reading.url}/purchases/${id}/requests/submitClaim`, {
      method: 'POST',
      body: new URLSearchParams({ claimType: 'major_defect' }),
      headers: { origin: reading.url },
    });
    expect(sent.status).toBe(404);
    expect(await page.statusOf(id)).toEqual(before);
  } finally {
    await reading.stop();
  }
});

describe('the clock', () => {
  test.each([
    ['1h', HOUR_MS],
    ['1d', DAY_MS],
    ['5d', 5 * DAY_MS],
  ])('jumps by %s of the purchase’s own time', async (to, ms) => {
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/complete`);
    const before = await nowOf(id);
    await page.post(`/purchases/${id}/clock`, { to });
    const { timeline } = await page.statusOf(id);
    const after = to === '5d' ? Date.parse(timeline.at(-1)?.at ?? '') : await nowOf(id);
    // Five days from a completion end near the claim window: the jump goes a minute further, and the purchase closes.
    expect(after - before).toBeGreaterThan(ms - MINUTE_MS);
    expect(after - before).toBeLessThan(ms + 2 * MINUTE_MS);
  });

  test('never lands at a deadline: an hour to one goes a minute further', async () => {
    const smsDeadline = new Date(Date.now() + HOUR_MS).toISOString();
    const { purchaseId } = await openPlay(page.rig, { smsDeadline });
    await page.post(`/purchases/${purchaseId}/clock`, { to: '1h' });
    expect((await page.statusOf(purchaseId)).stage).toBe('closed');
  });

  test('what happens in the shop after a jump happened at the purchase’s own now', async () => {
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/sms`);
    await page.post(`/purchases/${id}/clock`, { to: '1d' });
    const from = await nowOf(id);
    await page.post(`/purchases/${id}/shop/complete`);
    const until = await nowOf(id);
    const entry = (await page.statusOf(id)).timeline.find(({ event }) => event === 'activation_completed');
    const occurredAt = Date.parse(String(entry?.data?.['occurredAt']));
    expect(occurredAt).toBeGreaterThanOrEqual(from);
    expect(occurredAt).toBeLessThanOrEqual(until);
  });

  test('without time skipping there is no button to jump, and a form that is sent anyhow is refused', async () => {
    const { sandbox, returns, temporal, namespace } = page.rig;
    const parts = { sandbox, returns, temporal, namespace, timeSkipping: false, port: 0 };
    const slow = await startSandboxPage(parts);
    try {
      const id = await page.buy();
      const text = await (await fetch(`${slow.url}/purchases/${id}`)).text();
      expect(wordsOf(text, 'clock-title')).toBe('Its clock');
      expect(text).toContain('This server cannot skip time');
      expect(text).not.toContain(`action="/purchases/${id}/clock"`);
      const { path } = await page.post('/tours/no-sms');
      const tour = await (await fetch(`${slow.url}${path}`)).text();
      expect(tour).toContain('This server cannot skip time: come back then.');
      const sent = await fetch(`${slow.url}/purchases/${id}/clock`, {
        method: 'POST',
        body: new URLSearchParams({ to: '1h' }),
        headers: { origin: slow.url },
      });
      expect(wordsOf(await sent.text(), 'notice')).toMatch(/^Refused no_time_skipping/);
      expect((await page.statusOf(id)).stage).toBe('awaiting_sms');
    } finally {
      await slow.stop();
    }
  });
});

describe('troubles', () => {
  test('are had as they were chosen, listed with what is left of them, and cleared', async () => {
    const id = await page.buy();
    const { text } = await page.post('/faults', {
      what: 'cancel:status',
      times: '3',
      status: '500',
      scope: 'this',
      page: id,
    });
    expect(page.rig.sandbox.faults.list()).toEqual([
      { call: 'cancel', kind: 'status', status: 500, times: 3, purchaseId: id },
    ]);
    expect(wordsOf(text, 'faults')).toContain(
      `Cancel the activation: answers with an error status, 3 times more, ${id}`,
    );
    await page.post('/faults', { what: 'refund:slow', times: 'until_cleared', delaySeconds: '2', page: '' });
    expect(page.rig.sandbox.faults.list()).toHaveLength(2);
    expect(page.rig.sandbox.faults.list()[1]).toEqual({
      call: 'refund',
      kind: 'slow',
      delayMs: 2e3,
      times: 'until_cleared',
    });
    const cleared = await page.post('/faults/clear', { page: id });
    expect(page.rig.sandbox.faults.list()).toEqual([]);
    expect(wordsOf(cleared.text, 'faults')).toContain('Nothing is out of order.');
  });

  test('that cannot be had are refused in words, and keep what was typed', async () => {
    const { text } = await page.post('/faults', {
      what: 'refund:status',
      times: '1',
      status: '99',
      page: '',
    });
    expect(wordsOf(text, 'act-fault')).toMatch(/Refused invalid_input/);
    expect(text).toContain('value="99"');
    expect(page.rig.sandbox.faults.list()).toEqual([]);
  });

  test('of the mail server reach this purchase’s mails only, and show as undelivered', async () => {
    const id = await page.buy();
    await page.post('/mail-faults', { what: '550', times: 'until_cleared', scope: 'this', page: id });
    expect(page.rig.sandbox.inbox.faults()).toMatchObject([
      { kind: 'refuse_recipient', code: 550, recipient: `${id}@customer.example` },
    ]);
    const { text } = await page.post(`/purchases/${id}/clock`, { to: 'deadline' });
    expect(wordsOf(text, 'attention')).toMatch(
      /^Notice a mail could not be delivered \(funds returned\) \(550 5\.1\.1\), since /,
    );
    expect(text).not.toContain('id="mail-funds_returned.1"');
    await page.post('/mail-faults', { what: 'drop', times: '1', page: '' });
    expect(page.rig.sandbox.inbox.faults().at(-1)).toEqual({ kind: 'drop_after_data', times: 1 });
  });

  test('a notice that is not out yet makes its deadline provisional, and the page says so', async () => {
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/sms`);
    await page.post('/mail-faults', { what: '451', times: 'until_cleared', scope: 'this', page: id });
    await page.act(id, ACTS.claim('not-working', 'The code never worked, although I tried it three times.'));
    const text = await page.text(`/purchases/${id}`);
    expect(wordsOf(text, 'ahead-evidence')).toMatch(/^Evidence due next .* Provisional: it starts anew/);
    await page.post('/faults/clear', { page: id });
    const out = await page.post(`/purchases/${id}/clock`, { to: '1h' });
    expect(wordsOf(out.text, 'ahead-evidence')).toMatch(/^Evidence due next /);
    expect(out.text).not.toContain('Provisional');
  });

  test('a mail whose answer was lost shows once, and how often it came', async () => {
    const id = await page.buy();
    await page.post('/mail-faults', { what: 'drop', times: '1', page: id });
    await page.post(`/purchases/${id}/shop/cancel`);
    const { text } = await page.post(`/purchases/${id}/clock`, { to: '1h' });
    expect(text.split('id="mail-funds_returned.1"')).toHaveLength(2);
    expect(wordsOf(text, 'mail-funds_returned.1')).toContain('came 2 times');
  });

  test('a refund that waits is released, and the stock is sold out and filled', async () => {
    const id = await page.buy();
    await page.post('/faults', { what: 'refund:pending', times: '1', scope: 'this', page: id });
    const pending = await page.post(`/purchases/${id}/clock`, { to: 'deadline' });
    expect(wordsOf(pending.text, 'money')).toMatch(/^Your €1\.49 is on its way back since .* UTC\.$/);
    expect(wordsOf(pending.text, 'ahead-poll')).toMatch(/^Next look at the refund next /);
    const { text } = await page.post(`/purchases/${id}/release-refund`);
    expect(page.rig.sandbox.shopData.refunds[refundKey(id)]?.status).toBe('confirmed');
    expect(wordsOf(text, 'money')).toMatch(/is back since/);
    const kind = { service: 'Telegram', country: 'GB', page: id };
    await page.post('/stock', { ...kind, left: '0' });
    expect(page.rig.sandbox.shopData.stock).toEqual({ 'Telegram/GB': 0 });
    await page.post('/stock', { ...kind, left: '' });
    expect(page.rig.sandbox.shopData.stock).toEqual({});
  });
});

describe('safety', () => {
  const HOSTILE = `<script>alert(1)</script> "quoted" & <img src=x onerror=alert(2)> '`;
  const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;';

  test('what a customer writes is shown as text, in the life, in a form and in a refusal', async () => {
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/complete`);
    const customer = await page.asCustomer(id);
    const question = await customer.visit(`/purchases/${id}/claim/broken`);
    const tooLong = await customer.send(question, 'Continue', { reason: HOSTILE.repeat(60) });
    expect(tooLong.status).toBe(422);
    const check = await customer.send(question, 'Continue', { reason: HOSTILE });
    const own = await customer.send(check, 'File the claim');
    const refused = await page.post(`/purchases/${id}/requests/decideClaim`, {
      decision: 'reject',
      clause: '"><b>',
      note: HOSTILE,
    });
    expect(refused.text).toContain('Refused');
    const shown = [await page.text(`/purchases/${id}`), refused.text, tooLong.html, check.html];
    for (const text of shown) expect(text).toContain(ESCAPED);
    for (const text of [...shown, own.html]) {
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('"><b>');
    }
    const { claim } = await page.statusOf(id);
    expect(claim?.reason).toBe(HOSTILE.trim());
  });

  test('pages run their own script and style only; a mail runs nothing, is framed by this page alone, and leads away only by a click on its link', async () => {
    const own = (await page.get('/')).headers.get('content-security-policy') ?? '';
    expect(own).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(own).not.toContain('unsafe');
    const id = await page.buy();
    await page.post(`/purchases/${id}/shop/cancel`);
    const mail = await page.get(`/purchases/${id}/mails/funds_returned.1`);
    expect(mail.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation",
    );
    const html = await mail.text();
    expect(html).toContain('Refund confirmed');
    expect([...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      `/purchases/${id}/mails/funds_returned.1/link`,
    ]);
    expect(html).toContain('<base target="_top">');
    expect(await page.text(`/purchases/${id}`)).toMatch(
      /<iframe[^>]*sandbox="allow-top-navigation-by-user-activation"/,
    );
  });

  /** `fetch` does not let a caller choose the host. */
  const statusAs = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const call = request(`${page.url}/`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', reject).end();
    });

  test('another host name than this machine’s is refused', async () => {
    expect(await statusAs('evil.example')).toBe(403);
    expect(await statusAs('127.0.0.1.evil.example')).toBe(403);
    expect(await statusAs('localhost:4400')).toBe(200);
  });

  test.each(['http://evil.example', 'null', undefined])(
    'a form that comes from %s is refused and does nothing',
    async (origin) => {
      const before = Object.keys(page.rig.sandbox.shopData.purchases).length;
      const answer = await fetch(`${page.url}/tours/no-sms`, {
        method: 'POST',
        body: new URLSearchParams({ a: 'b' }),
        ...(origin === undefined ? {} : { headers: { origin } }),
      });
      expect(answer.status).toBe(403);
      expect(Object.keys(page.rig.sandbox.shopData.purchases)).toHaveLength(before);
    },
  );

  test('what is not on a form, and what does not exist, is told without doing anything', async () => {
    const before = Object.keys(page.rig.sandbox.shopData.purchases).length;
    expect((await page.post('/purchases', { service: 'Telegram' })).status).toBe(400);
    expect((await page.post('/tours/none')).status).toBe(404);
    for (const path of ['/purchases/nobody', '/purchases/constructor', '/nothing']) {
      expect((await page.get(path)).status).toBe(404);
    }
    const id = await page.buy();
    expect((await page.post(`/purchases/${id}/requests/openPurchase`)).status).toBe(404);
    expect((await page.post(`/purchases/${id}/shop/toString`)).status).toBe(404);
    expect(Object.keys(page.rig.sandbox.shopData.purchases)).toHaveLength(before + 1);
  });
});

test('a port that is taken gives way to a free one', async () => {
  const { sandbox, returns, temporal, namespace } = page.rig;
  const port = Number(new URL(page.url).port);
  const second = await startSandboxPage({ sandbox, returns, temporal, namespace, timeSkipping: true, port });
  try {
    expect(second.movedAway).toBe(true);
    expect((await fetch(second.url)).status).toBe(200);
  } finally {
    await second.stop();
  }
});

test('while no worker answers the page says so, and it is back with the worker', async () => {
  const id = await page.buy();
  const { sandbox, temporal, namespace } = page.rig;
  const returns = createReturnsClient({ client: temporal, answerTimeoutMs: 1_000 });
  const away = await startSandboxPage({ sandbox, returns, temporal, namespace, timeSkipping: true, port: 0 });
  try {
    await page.rig.stopWorker();
    const answer = await fetch(`${away.url}/purchases/${id}`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('No answer');
  } finally {
    await page.rig.startWorker();
    await away.stop();
  }
  expect((await page.get(`/purchases/${id}`)).status).toBe(200);
});
