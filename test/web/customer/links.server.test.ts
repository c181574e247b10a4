import { beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { RIG_LINKS, type RunningRig } from '../../../dev/rig/rig.ts';
import { replacementsOf } from '../../../dev/rig/shop-remedies.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import { waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { LINK_GRACE_MS } from '../../../src/links/customer-links.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { readWholeOnRecord } from '../../../src/ledger/read/whole-on-record.ts';
import { wholeFromRecord } from '../../../src/web/api/purchase-view.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiAnswer, type TestApi } from '../api/served-api.ts';
import { customerOf, historyOf, linksMailed, pathOf, type Customer } from './customer.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, { pages: true });
});

const REASON = 'The number loses every second code since this morning.';

/** A purchase with a claim, and the links of its mails. */
async function claimed(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
  return play;
}

/** The link of the first mail of this template, once it is out. */
async function mailedLink({ purchaseId }: Pick<Play, 'purchaseId'>, template: string): Promise<string> {
  await expect
    .poll(() => linksMailed(rig, purchaseId, template).length, { timeout: 30_000 })
    .toBeGreaterThan(0);
  return linksMailed(rig, purchaseId, template)[0] ?? '';
}

describe('a link in a mail', () => {
  test('opens the purchase that the mail is about, and leaves a clean address', async () => {
    const play = await claimed();
    const link = await mailedLink(play, 'remediation_started');
    expect(link).toMatch(/^https:\/\/returns\.instaotp\.example\/l\/[\w-]{43}$/);
    const customer = customerOf(api);
    const first = await customer.fetch(pathOf(link));
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe(`/purchases/${play.purchaseId}`);
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(first.headers.get('cache-control')).toBe('no-store');
    const [cookie = ''] = first.headers.getSetCookie();
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('Secure');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain(`Path=/purchases/${play.purchaseId};`);
    const page = await customer.visit(`/purchases/${play.purchaseId}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('We are putting it right');
    expect(page.html).not.toContain(pathOf(link));
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
  });

  test('is remembered for thirty days after each visit, and not by a page that it does not open', async () => {
    const play = await claimed();
    const other = await claimed();
    const customer = customerOf(api);
    await customer.visit(pathOf(await mailedLink(play, 'remediation_started')));
    const page = await customer.fetch(`/purchases/${play.purchaseId}/withdrawal`);
    const [cookie = ''] = page.headers.getSetCookie();
    for (const part of [
      'Max-Age=2592000',
      'HttpOnly',
      'Secure',
      'SameSite=Lax',
      `Path=/purchases/${play.purchaseId};`,
    ]) {
      expect(cookie).toContain(part);
    }
    const foreign = await customer.fetch(`/purchases/${other.purchaseId}`);
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
  });

  test('opens pages that call the shop as its mails do', async () => {
    const own = await servedApi(rig, { pages: true, own: true, shop: 'Ziffern & Söhne' });
    const play = await claimed();
    const pages = [
      await customerOf(own).visit(pathOf(await mailedLink(play, 'remediation_started'))),
      await customerOf(own).visit('/find'),
      await customerOf(own).visit('/l/nothing'),
    ];
    for (const { html, text } of pages) {
      expect(html).toMatch(/<title>[^<]+ · Ziffern &amp; Söhne<\/title>/);
      expect(text).toContain('Ziffern & Söhne returns');
      expect(html).not.toContain('InstaOTP');
    }
  });

  test('leads to the page on which the customer does what the mail is about', async () => {
    const play = await claimed();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    const link = await mailedLink(play, 'choice_offered');
    const page = await customerOf(api).visit(pathOf(link));
    expect(page.path).toBe(`/purchases/${play.purchaseId}/choice`);
    expect(page.text).toContain('My money back');
  });

  test('is not in the copy on record, which names the page all the same; a resend has a new one', async () => {
    const play = await claimed();
    const link = await mailedLink(play, 'remediation_started');
    const messageId = `remediation_started.1.${play.purchaseId}@instaotp.example`;
    const { body: copy } = await api.call('GET', `/v1/mails/${messageId}`, { key: api.keys.agent });
    expect(JSON.stringify(copy)).not.toContain('/l/');
    expect(copy['text']).toContain(`${RIG_LINKS.publicUrl}/purchases/${play.purchaseId}\n`);
    const again = await api.call('POST', `/v1/mails/${messageId}/resend`, { key: api.keys.agent, body: {} });
    expect(again.status).toBe(200);
    const links = linksMailed(rig, play.purchaseId, 'remediation_started');
    expect(links).toHaveLength(2);
    expect(links[1]).not.toBe(link);
    expect((await customerOf(api).visit(pathOf(links[1] ?? ''))).status).toBe(200);
  });

  test('is not in a mail that support sends to another address', async () => {
    const play = await claimed();
    await mailedLink(play, 'remediation_started');
    const messageId = `remediation_started.1.${play.purchaseId}@instaotp.example`;
    await api.call('POST', `/v1/mails/${messageId}/resend`, {
      key: api.keys.agent,
      body: { to: 'else@example.org' },
    });
    expect(linksMailed(rig, play.purchaseId, 'remediation_started')[1]).toBe(
      `${RIG_LINKS.publicUrl}/purchases/${play.purchaseId}`,
    );
  });
});

describe('a replacement', () => {
  test('is where the mail about it leads, and where the page of the purchase that it replaces leads', async () => {
    const play = await claimed();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    await play.customer('chooseRemedy', { remedy: 'replacement' });
    const old = customerOf(api);
    expect((await old.visit(pathOf(await mailedLink(play, 'choice_offered')))).status).toBe(200);
    const page = await customerOf(api).visit(pathOf(await mailedLink(play, 'replacement_issued')));
    const next = (await play.status()).result?.replacement?.purchaseId ?? '';
    expect(page.path).toBe(`/purchases/${next}`);
    expect(page.text).toContain('which replaces the one before');
    const story = await old.visit(`/purchases/${play.purchaseId}`);
    expect(story.html).toContain(`/purchases/${play.purchaseId}/replacement`);
    expect((await old.visit(`/purchases/${play.purchaseId}/replacement`)).path).toBe(`/purchases/${next}`);
    // Not if the new purchase belongs to another address by now.
    await rig.returns.correctContact(next, {
      by: { kind: 'support', id: 'agent' },
      email: 'moved@example.org',
    });
    expect((await old.visit(`/purchases/${play.purchaseId}/replacement`)).status).toBe(403);
  });
});

describe('numbers that replace one another', () => {
  const SUPPORT = { kind: 'support', id: 'agent' } as const;
  const HOPELESS = { outcome: 'not_possible', summary: 'The line is dead.' } as const;

  /** Files a defect that cannot be put right, has the purchase replaced, and says by which. */
  async function replaced(purchaseId: PurchaseId): Promise<PurchaseId> {
    const { returns, sandbox } = rig;
    const by = { kind: 'customer', id: 'cus_chain' } as const;
    await returns.submitClaim(purchaseId, { by, claimType: 'major_defect', reason: REASON });
    await returns.reportRemediation(purchaseId, { by: SUPPORT, ...HOPELESS });
    await returns.chooseRemedy(purchaseId, { by, remedy: 'replacement' });
    await waitUntilIdle(
      rig.temporal.workflowService,
      { namespace: rig.namespace, workflowId: workflowIdOf(purchaseId) },
      { timeoutMs: 30_000 },
    );
    const [next = ''] = replacementsOf(sandbox, purchaseId);
    return next;
  }

  test('tell one story from whichever it is read: which, in which order, when and why, with a way to each other', async () => {
    const play = await openPlay(rig, { customer: { customerId: 'cus_chain', email: 'chain@example.org' } });
    await play.sms();
    const first = play.purchaseId;
    const second = await replaced(first);
    await rig.returns.smsReceived(second, rig.sandbox.shop.deliverSms(second));
    const third = await replaced(second);
    await rig.flush();
    const customer = customerOf(api);
    await customer.visit(pathOf(await mailedLink(play, 'choice_offered')));
    const at = (purchaseId: PurchaseId): string => `/purchases/${purchaseId}`;
    const chainOn = async (path: string): Promise<{ path: string; chain: string; html: string }> => {
      const page = await customer.visit(path);
      const html = /<section aria-labelledby="chain">[\s\S]*?<\/section>/.exec(page.html)?.[0] ?? '';
      return { path: page.path, html, chain: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
    };
    const why =
      /It was replaced on [^:]+, \d\d:\d\d UTC ?: what was wrong was not put right, and you chose a new number\. \(Clause C3a, Not put right in time\)/g;

    const fromFirst = await chainOn(at(first));
    expect(fromFirst.chain.indexOf(second)).toBeGreaterThan(fromFirst.chain.indexOf(first));
    expect(fromFirst.chain).toContain(`Purchase ${third} replaced the one before.`);
    expect(fromFirst.chain.match(why)).toHaveLength(2);

    const middle = await chainOn(`${at(first)}/replacement`);
    expect(middle.path).toBe(at(second));
    expect(middle.chain).toContain(`You paid for purchase ${first} .`);
    expect(middle.chain).toContain(`This is purchase ${second} , which replaces the one before.`);
    expect(middle.chain).toContain(`It was replaced by purchase ${third}`);
    expect(middle.chain.match(why)).toHaveLength(2);

    const last = await chainOn(`${at(first)}/number/2`);
    expect(last.path).toBe(at(third));
    expect(last.chain).toContain(`You paid for purchase ${first} .`);
    expect(last.chain).toContain(`Purchase ${second} replaced the one before.`);
    expect(last.chain.match(why)).toHaveLength(2);
    expect((await customer.visit(`${at(third)}/number/0`)).path).toBe(at(first));
    expect((await customer.visit(`${at(third)}/number/1`)).path).toBe(at(second));
    for (const none of ['2', '3', '-1', 'x']) {
      expect((await customer.visit(`${at(third)}/number/${none}`)).status).toBe(404);
    }

    // One that belongs to another address by now is named, and not led to.
    await rig.returns.correctContact(third, { by: SUPPORT, email: 'moved@example.org' });
    expect((await customer.visit(`${at(first)}/number/2`)).status).toBe(403);
    await rig.flush();
    expect((await chainOn(at(first))).html).not.toContain('/number/2');
  });
});

describe('a link ends', () => {
  test('when the contact is corrected; the mail to the old address has none, and the next one opens the page', async () => {
    const play = await claimed();
    const link = await mailedLink(play, 'remediation_started');
    const customer = customerOf(api);
    expect((await customer.visit(pathOf(link))).status).toBe(200);
    await play.support('correctContact', { email: 'new@example.org' });
    expect((await customer.visit(`/purchases/${play.purchaseId}`)).status).toBe(403);
    expect((await customerOf(api).visit(pathOf(link))).text).toContain(
      'does not open your purchase any more',
    );
    await expect
      .poll(() =>
        rig.sandbox.inbox
          .messages()
          .some((mail) => mail.purchaseId === play.purchaseId && mail.template === 'contact_corrected'),
      )
      .toBe(true);
    expect(linksMailed(rig, play.purchaseId, 'contact_corrected')).toEqual([]);
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    expect((await customerOf(api).visit(pathOf(await mailedLink(play, 'choice_offered')))).status).toBe(200);
  });

  test('for good: a contact that is corrected back opens neither the links from before nor those in between, only the next ones', async () => {
    const play = await claimed();
    const { email } = play.order.customer;
    const own = await api.call('PUT', `/v1/purchases/${play.purchaseId}`, {
      key: api.keys.service,
      body: play.order,
    });
    const { customer: opening } = own.body['links'] as { customer: string };
    const before = await mailedLink(play, 'remediation_started');
    // The purchase's clock is ahead of the one of the host that makes the links.
    await play.pass(DAY_MS);
    await play.support('correctContact', { email: 'in-between@example.org' });
    await play.support('requestAccess', { what: 'The log of your host.' });
    const between = await mailedLink(play, 'access_requested');
    const links = [opening, before, between].map(pathOf);
    const statuses = (): Promise<number[]> =>
      Promise.all(links.map(async (each) => (await customerOf(api).visit(each)).status));
    expect(await statuses()).toEqual([403, 403, 200]);
    await play.support('correctContact', { email });
    expect(await statuses()).toEqual([403, 403, 403]);
    await play.customer('answerAccess', { granted: true });
    const after = pathOf(await mailedLink(play, 'remediation_resumed'));
    expect((await customerOf(api).visit(after)).status).toBe(200);
    expect(await statuses()).toEqual([403, 403, 403]);
    // The shop, which still has the address, gets a link that opens the purchase, and the same one each time.
    const again = (): Promise<ApiAnswer> =>
      api.call('PUT', `/v1/purchases/${play.purchaseId}`, { key: api.keys.service, body: play.order });
    const { customer: next } = (await again()).body['links'] as { customer: string };
    expect((await again()).body['links']).toEqual({ customer: next });
    expect((await customerOf(api).visit(pathOf(next))).status).toBe(200);
  });

  test('for good, also when only the record is left of the purchase', async () => {
    const play = await claimed();
    const { email } = play.order.customer;
    await play.support('correctContact', { email: 'in-between@example.org' });
    await play.support('correctContact', { email });
    const correctedAt = (await play.status()).timeline.findLast(
      (each) => each.event === 'contact_corrected',
    )?.at;
    const onRecord = async (): Promise<string | undefined> => {
      await rig.flush();
      const whole = await readWholeOnRecord(rig.ledger, play.purchaseId);
      return whole && wholeFromRecord(whole).correctedAt;
    };
    await expect.poll(onRecord, { timeout: 30_000 }).toBe(correctedAt);
  });

  test('before the mail that was given up goes out again, whose link opens the page', async () => {
    const email = 'mistyped@example.org';
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 550, times: 1, recipient: email });
    const play = await openPlay(rig, { customer: { customerId: 'cus_typo', email } });
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
    await expect
      .poll(async () => (await play.status()).needsAttention.map(({ step }) => step), { timeout: 30_000 })
      .toEqual(['notice']);
    await play.support('correctContact', { email: 'typed-well@example.org' });
    const link = await mailedLink(play, 'remediation_started');
    expect((await customerOf(api).visit(pathOf(link))).status).toBe(200);
  });

  test('for good, also one whose mail is resent or asked for before the correction is on record', async () => {
    const play = await claimed();
    const { email } = play.order.customer;
    await mailedLink(play, 'remediation_started');
    const messageId = `remediation_started.1.${play.purchaseId}@instaotp.example`;
    await play.support('correctContact', { email: 'in-between@example.org' });
    await play.support('correctContact', { email });
    await rig.flush();
    // As the ledger was before both: a purchase goes on without waiting for its record.
    await rig.ledger
      .updateTable('timeline')
      .set({ superseded_at: new Date() })
      .where('purchase_id', '=', play.purchaseId)
      .where('event', '=', 'contact_corrected')
      .execute();
    const resend = (): Promise<ApiAnswer> =>
      api.call('POST', `/v1/mails/${messageId}/resend`, { key: api.keys.agent, body: {} });
    expect((await resend()).status).toBe(200);
    await rig.ledger
      .updateTable('timeline')
      .set({ superseded_at: null })
      .where('purchase_id', '=', play.purchaseId)
      .execute();
    expect((await resend()).status).toBe(200);
    const [, early = '', late = ''] = linksMailed(rig, play.purchaseId, 'remediation_started');
    expect((await customerOf(api).visit(pathOf(early))).status).toBe(403);
    expect((await customerOf(api).visit(pathOf(late))).status).toBe(200);
  });

  test('not when only the language is corrected', async () => {
    const play = await claimed();
    const { email } = play.order.customer;
    const link = await mailedLink(play, 'remediation_started');
    await play.support('correctContact', { email, locale: 'de-DE' });
    const page = await customerOf(api).visit(pathOf(link));
    expect([page.status, page.html.includes('<html lang="de')]).toEqual([200, true]);
  });

  test('when support says so, and those made afterwards open the page', async () => {
    const play = await claimed();
    const link = await mailedLink(play, 'remediation_started');
    const end = () => api.call('DELETE', `/v1/purchases/${play.purchaseId}/links`, { key: api.keys.agent });
    expect((await end()).body).toMatchObject({ ended: 1 });
    expect((await end()).body).toMatchObject({ ended: 0 });
    expect((await customerOf(api).visit(pathOf(link))).status).toBe(403);
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    expect((await customerOf(api).visit(pathOf(await mailedLink(play, 'choice_offered')))).status).toBe(200);
  });

  test('with its grace after the purchase has closed, to the millisecond', async () => {
    const play = await openPlay(rig);
    await play.pass(21 * MINUTE_MS);
    const link = await mailedLink(play, 'funds_returned');
    await expect.poll(async () => (await play.status()).result?.closedAt, { timeout: 30_000 }).toBeDefined();
    const closedAt = Date.parse((await play.status()).result?.closedAt ?? '');
    for (const [ms, status] of [
      [-1, 200],
      [0, 200],
      [1, 403],
    ] as const) {
      const later = await servedApi(rig, {
        pages: true,
        own: true,
        now: () => new Date(closedAt + LINK_GRACE_MS + ms),
      });
      expect([ms, (await customerOf(later).visit(pathOf(link))).status]).toEqual([ms, status]);
    }
  });
});

describe('the order service', () => {
  test('gets a link with the opening, and the same one when it opens again', async () => {
    const order = await openedBy(api, rig);
    const opening = () =>
      api.call('PUT', `/v1/purchases/${order.purchaseId}`, { key: api.keys.service, body: order });
    const [one, other] = [await opening(), await opening()];
    const { customer: link } = one.body['links'] as { customer: string };
    expect(other.body['links']).toEqual({ customer: link });
    expect((await customerOf(api).visit(pathOf(link))).text).toContain('Your number waits for its code');
  });

  test('gets none for the address from before a correction', async () => {
    const order = await openedBy(api, rig);
    const by = { kind: 'support', id: 'agent' } as const;
    await rig.returns.correctContact(order.purchaseId, { by, email: 'corrected@example.org' });
    const again = await api.call('PUT', `/v1/purchases/${order.purchaseId}`, {
      key: api.keys.service,
      body: order,
    });
    expect(again.status).toBe(200);
    expect(again.body['links']).toBeUndefined();
  });

  test('gets none where no pages are configured', async () => {
    const without = await servedApi(rig, { own: true });
    const order = rig.sandbox.shop.buy({});
    const { body } = await without.call('PUT', `/v1/purchases/${order.purchaseId}`, {
      key: without.keys.service,
      body: order,
    });
    expect(body['links']).toBeUndefined();
    expect((await fetch(`${without.url}/find`)).status).toBe(404);
  });
});

describe('looking changes nothing', () => {
  test('a scanner that follows each link, twice, by GET and HEAD, leaves the purchase byte for byte as it was', async () => {
    const play = await claimed();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    const link = await mailedLink(play, 'choice_offered');
    await play.idle();
    const before = await historyOf(rig, play.purchaseId);
    const crawl = async (scanner: Customer, path: string, seen: Set<string>): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      await (await scanner.fetch(path, { method: 'HEAD' })).arrayBuffer();
      const page = await scanner.visit(path);
      for (const [, href = ''] of page.html.matchAll(/href="(\/[^"#]*)"/g)) await crawl(scanner, href, seen);
    };
    const seen: string[] = [];
    for (const scanner of [customerOf(api), customerOf(api)]) {
      const pages = new Set<string>();
      await crawl(scanner, pathOf(link), pages);
      seen.push(...pages);
    }
    expect(seen).toContain(`/purchases/${play.purchaseId}/choice`);
    expect(seen).toContain(`/purchases/${play.purchaseId}`);
    expect(await historyOf(rig, play.purchaseId)).toBe(before);
    // And the customer, who comes after it, still acts.
    const customer = customerOf(api);
    const asked = await customer.visit(pathOf(link));
    const check = await customer.send(asked, 'Continue', { remedy: 'refund' });
    const done = await customer.send(check, 'Take my money back');
    expect(done.text).toContain('Your choice is made');
    expect((await play.status()).claims[0]?.remedy).toBe('refund');
  });
});
