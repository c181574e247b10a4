import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import type { KyselyPlugin } from 'kysely';
import { openPlay } from '../../../dev/rig/play.ts';
import { RIG_LINKS, RIG_MAIL_FROM } from '../../../dev/rig/rig.ts';
import { CURRENT_VERSION_ID } from '../../../src/policy/versions.ts';
import { MailUnavailable, openMailer } from '../../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { reachedByMail } from '../../../src/ledger/read/reached-by-mail.ts';
import { sendLink } from '../../../src/operations/send-link.ts';
import { customerLinks } from '../../../src/links/customer-links.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { findLink } from '../../../src/web/customer/find-link.ts';
import { testRig, type TestRig } from '../../workflows/test-rig.ts';
import { withWorkerAway } from '../../workflows/worker-away.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import { customerOf, linksMailed, pathOf, type SeenPage } from './customer.ts';

// Of its own, because its worker is stopped.
let rig: TestRig;
let api: TestApi;
beforeAll(async () => {
  rig = await testRig();
  api = await servedApi(rig, { pages: true });
});
afterAll(() => rig.stop());

/** What becomes of a request for a link that comes then. The page answers before that is known. */
async function decided(purchaseId: string, at: Date): Promise<string> {
  const reached = await reachedByMail(rig.ledger, purchaseId);
  if (reached === undefined) throw new Error(`${purchaseId} is not on record`);
  const mailer = { send: () => Promise.resolve({ status: 'accepted', messageId: '' } as const) };
  return sendLink({ ledger: rig.ledger, mailer }, { purchaseId, ...reached }, at);
}

describe('a lost link', () => {
  const find = async (typed: Record<string, string>, at = api): Promise<SeenPage> => {
    const customer = customerOf(at);
    return customer.send(await customer.visit('/find'), 'Send me a link', typed);
  };

  test('is mailed to the customer’s own address, and the answer is the same for everybody', async () => {
    const [play, other] = [await openPlay(rig), await openPlay(rig)];
    await rig.flush();
    const { email } = play.order.customer;
    const [right, wrong, none] = await Promise.all([
      find({ purchase: play.purchaseId, email: ` ${email.toUpperCase()} ` }),
      find({ purchase: other.purchaseId, email: 'somebody@example.org' }),
      find({ purchase: 'no-such-purchase', email }),
    ]);
    for (const each of [right, wrong, none]) {
      expect(each.status).toBe(200);
      expect(each.html).toBe(right.html);
    }
    await expect
      .poll(() => linksMailed(rig, play.purchaseId, 'link_requested'), {
        timeout: 30_000,
      })
      .toHaveLength(1);
    const [link = ''] = linksMailed(rig, play.purchaseId, 'link_requested');
    expect((await customerOf(api).visit(pathOf(link))).status).toBe(200);
    // The page does not wait for what is decided: here it is awaited, with another address than the customer's.
    const links = customerLinks(rig.ledger, RIG_LINKS);
    const mailer = openMailer(
      { smtpUrl: rig.sandbox.smtpUrl, from: RIG_MAIL_FROM, links },
      mailRecord(rig.ledger),
    );
    const works = { ledger: rig.ledger, now: () => new Date(), log: pino({ level: 'silent' }) };
    const wanted = { purchaseId: other.purchaseId, address: 'somebody@example.org' };
    await (
      await findLink(works, { links, mailer }, wanted)
    ).decided;
    mailer.close();
    expect(linksMailed(rig, other.purchaseId, 'link_requested')).toEqual([]);
    // At most one in five minutes.
    expect(await decided(play.purchaseId, new Date())).toBe('sent_just_now');
  });

  test('nobody who knows the purchase can keep its customer from it', async () => {
    const play = await openPlay(rig);
    await rig.flush();
    for (let n = 0; n < 8; n += 1) await find({ purchase: play.purchaseId, email: 'somebody@example.org' });
    expect(
      (
        await find({
          purchase: play.purchaseId,
          email: play.order.customer.email,
        })
      ).status,
    ).toBe(200);
    await expect
      .poll(() => linksMailed(rig, play.purchaseId, 'link_requested'), {
        timeout: 30_000,
      })
      .toHaveLength(1);
  });

  test('is not asked for by another site', async () => {
    const customer = customerOf(api);
    const page = await customer.visit('/find');
    const typed = { purchase: 'p-1', email: 'a@example.org' };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await customer.send(page, 'Send me a link', typed, headers)).status).toBe(403);
    }
  });

  test('says what is wrong with what was typed', async () => {
    const page = await find({ purchase: 'not an id', email: 'nobody' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Write the purchase as our mails name it.');
    expect(page.text).toContain('Write a mail address, like name@example.com.');
    expect(page.html).toContain('value="not an id"');
  });

  test('is mailed while no worker runs, and the answer says as little as ever of what there is', async () => {
    const play = await openPlay(rig);
    await rig.flush();
    const { email } = play.order.customer;
    await withWorkerAway(rig, async () => {
      const [known, foreign, unknown] = await Promise.all([
        find({ purchase: play.purchaseId, email }),
        find({ purchase: play.purchaseId, email: 'somebody@example.org' }),
        find({ purchase: 'no-such-purchase', email }),
      ]);
      expect([known.status, foreign.status, unknown.status]).toEqual([200, 200, 200]);
      expect(foreign.html).toBe(known.html);
      expect(unknown.html).toBe(known.html);
      await expect
        .poll(() => linksMailed(rig, play.purchaseId, 'link_requested'), {
          timeout: 30_000,
        })
        .toHaveLength(1);
    });
  });

  test('is answered before anything about the purchase is known, so the time of the answer says nothing', async () => {
    const play = await openPlay(rig);
    await rig.flush();
    const { email } = play.order.customer;
    const asked: string[] = [];
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        asked.push(node.kind);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    const ledger = rig.ledger.withPlugin(counting);
    const links = customerLinks(ledger, RIG_LINKS);
    const mailer = openMailer(
      { smtpUrl: rig.sandbox.smtpUrl, from: RIG_MAIL_FROM, links },
      mailRecord(ledger),
    );
    const works = {
      ledger,
      now: () => new Date(),
      log: pino({ level: 'silent' }),
    };
    const askedUntilAnswered = async (purchaseId: string, address: string): Promise<string[]> => {
      asked.length = 0;
      await findLink(works, { links, mailer }, { purchaseId, address });
      return [...asked];
    };
    // Whether the ledger is there at all, and the first question of what nobody waits for.
    const same = ['RawNode', 'SelectQueryNode'];
    expect(await askedUntilAnswered('no-such-purchase', email)).toEqual(same);
    expect(await askedUntilAnswered(play.purchaseId, 'somebody@example.org')).toEqual(same);
    expect(await askedUntilAnswered(play.purchaseId, email)).toEqual(same);
    await expect
      .poll(() => linksMailed(rig, play.purchaseId, 'link_requested'), {
        timeout: 30_000,
      })
      .toHaveLength(1);
    mailer.close();
  });

  test('is mailed at most ten times a day, with the same answer: nobody fills a mailbox with them', async () => {
    const play = await openPlay(rig);
    await rig.flush();
    let passedMs = 0;
    const later = await servedApi(rig, {
      pages: true,
      own: true,
      now: () => new Date(Date.now() + passedMs),
    });
    const typed = {
      purchase: play.purchaseId,
      email: play.order.customer.email,
    };
    const mailed = (): string[] => linksMailed(rig, play.purchaseId, 'link_requested');
    for (let n = 1; n <= 10; n += 1) {
      passedMs += 10 * MINUTE_MS;
      expect((await find(typed, later)).status).toBe(200);
      await expect.poll(mailed, { timeout: 30_000 }).toHaveLength(n);
    }
    passedMs += 10 * MINUTE_MS;
    const eleventh = await find(typed, later);
    const unknown = await find({ ...typed, purchase: 'no-such-purchase' }, later);
    expect([eleventh.status, eleventh.html]).toEqual([200, unknown.html]);
    expect(await decided(play.purchaseId, new Date(Date.now() + passedMs))).toBe('enough_today');
    passedMs += DAY_MS;
    await find(typed, later);
    await expect.poll(mailed, { timeout: 30_000 }).toHaveLength(11);
  });

  test('a mail that is tried again carries the same link: one that was put off, and one whose answer was lost', async () => {
    const play = await openPlay(rig);
    const { purchaseId } = play;
    const links = customerLinks(rig.ledger, RIG_LINKS);
    const config = { smtpUrl: rig.sandbox.smtpUrl, from: RIG_MAIL_FROM, links };
    const mailer = openMailer(config, mailRecord(rig.ledger));
    const { customer, activation } = play.order;
    const send = (n: number): Promise<unknown> =>
      mailer.send({
        purchaseId,
        n,
        to: { email: customer.email },
        service: activation.service,
        numberEnding: activation.phoneNumber.slice(-4),
        policyVersion: CURRENT_VERSION_ID,
        content: { template: 'link_requested' },
      });
    const mailed = (): string[] => linksMailed(rig, purchaseId, 'link_requested');
    const { inbox } = rig.sandbox;
    const { email: recipient } = customer;
    inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 1, recipient });
    await expect(send(1)).rejects.toThrow(MailUnavailable);
    expect(mailed()).toEqual([]);
    inbox.addFault({ kind: 'drop_after_data', times: 1 });
    await expect(send(1)).rejects.toThrow(MailUnavailable);
    await send(1);
    const [first = '', second, ...more] = mailed();
    expect([second, more]).toEqual([first, []]);
    const { count } = await rig.ledger
      .selectFrom('customer_links')
      .select((link) => link.fn.countAll().as('count'))
      .where('purchase_id', '=', purchaseId)
      .where('occasion', 'like', '%link_requested.1.%')
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(1);
    // Another mail of the kind has another one.
    await send(2);
    expect(mailed()[2]).not.toBe(first);
    expect((await customerOf(api).visit(pathOf(first))).status).toBe(200);
    mailer.close();
  });

  test('an outage is told as one, whoever asks', async () => {
    const play = await openPlay(rig);
    await rig.flush();
    await rig.sandbox.inbox.down();
    try {
      const pages = await Promise.all([
        find({ purchase: 'no-such-purchase', email: 'a@example.org' }),
        find({ purchase: play.purchaseId, email: play.order.customer.email }),
      ]);
      for (const page of pages) {
        expect(page.status).toBe(503);
        expect(page.text).toContain('This is not available now');
      }
    } finally {
      await rig.sandbox.inbox.up();
    }
  });

  test('has limits: five tries for one purchase and address, sixty from one network address', async () => {
    const still = await servedApi(rig, {
      pages: true,
      own: true,
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    const typed = { purchase: 'no-such-purchase', email: 'a@example.org' };
    for (let n = 0; n < 5; n += 1) expect((await find(typed, still)).status).toBe(200);
    const sixth = await find(typed, still);
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '60']);
    expect(sixth.text).toContain('Too many tries');
    // Somebody else asks on.
    for (let n = 6; n < 60; n += 1) {
      expect((await find({ ...typed, purchase: `no-such-${n}` }, still)).status).toBe(200);
    }
    const last = await find({ ...typed, purchase: 'no-such-60' }, still);
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '1']);
  });

  test('links that are guessed have a limit, which keeps nobody with a link from following it', async () => {
    const still = await servedApi(rig, {
      pages: true,
      own: true,
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    const play = await openPlay(rig);
    const links = customerLinks(rig.ledger, RIG_LINKS);
    const { email } = play.order.customer;
    const own = await links.linkFor({
      purchaseId: play.purchaseId,
      name: 'a test',
      email,
      correctedAt: undefined,
    });
    const guess = (n: number): Promise<Response> =>
      fetch(`${still.url}/l/${String(n).padStart(43, '0')}`, {
        redirect: 'manual',
      });
    for (let n = 0; n < 400; n += 1) expect((await guess(n)).status).toBe(403);
    const next = await guess(400);
    expect([next.status, next.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await customerOf(still).visit(pathOf(own ?? ''))).status).toBe(200);
  });
});
