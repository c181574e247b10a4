import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { RIG_LINKS, type RunningRig } from '../../../dev/rig/rig.ts';
import type { ApiContext } from '../../../src/web/api/parts.ts';
import type { CustomerParts } from '../../../src/web/customer/parts.ts';
import { createCustomerSite } from '../../../src/web/customer/site.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import type { TestApi } from '../api/served-api.ts';
import {
  customerOf,
  followedOpening,
  formIn,
  historyOf,
  pathOf,
  sendPicture,
  type Customer,
} from './customer.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';

let rig: RunningRig;
let api: TestApi;
let served: PagesWithPictures;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig, {
    mailSupport: () => Promise.resolve(true),
  });
  ({ api } = served);
});
afterAll(() => served.end());

const REASON = 'The number loses every second code since this morning.';
const EVIL = `"'><img src=x onerror=alert(1)><script>alert(1)</script></textarea><script>alert(2)</script>`;

async function used(): Promise<Play> {
  const play = await openPlay(rig, { customer: { customerId: 'c-both', email: 'both@example.org' } });
  await play.sms();
  return play;
}

async function defect(reason = REASON): Promise<Play> {
  const play = await used();
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  return play;
}

async function customerWith({ order }: Pick<Play, 'order'>): Promise<Customer> {
  const { customer, first } = await followedOpening(api, order);
  expect(first.status).toBe(200);
  return customer;
}

const at = ({ purchaseId }: Pick<Play, 'purchaseId'>, page = ''): string =>
  `/purchases/${purchaseId}${page === '' ? '' : `/${page}`}`;

/** What is asked of each route that shows or does something for one purchase, behind the purchase. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  'GET ': [''],
  'GET /:page': ['/access', '/dispute', '/choice', '/withdrawal', '/nothing'],
  'GET /:page/:kind': ['/claim/broken', '/claim/nothing'],
  'GET /claim': ['/claim'],
  'GET /claim/next': ['/claim/next?what=broken'],
  'GET /done/:key': ['/done/claim-0123456789012345678901'],
  'GET /evidence': ['/evidence', '/evidence?to=claim/broken'],
  'GET /evidence/:evidenceId': ['/evidence/ev_0123456789abcdef0123456789abcdef'],
  'GET /evidence/remove': ['/evidence/remove'],
  'GET /number/:depth': ['/number/0'],
  'GET /objection': ['/objection'],
  'GET /replacement': ['/replacement'],
  'POST /:page': ['/claim', '/access', '/dispute', '/choice', '/withdrawal'],
  'POST /:page/:kind': ['/claim/broken'],
  'POST /evidence': ['/evidence'],
  'POST /evidence/remove': ['/evidence/remove'],
  'POST /leave': ['/leave'],
  'POST /objection': ['/objection'],
};

/** The routes of one purchase as the site itself has them. */
function routesOfOnePurchase(): string[] {
  // Sound: none of them is asked anything here.
  const [context, customers] = [{} as ApiContext, { publicUrl: RIG_LINKS.publicUrl } as CustomerParts];
  const start = '/purchases/:purchaseId';
  const routes = createCustomerSite(context, customers, () => undefined).routes;
  const own = routes.filter(({ path, method }) => path.startsWith(start) && method !== 'ALL');
  return [...new Set(own.map(({ method, path }) => `${method} ${path.slice(start.length)}`))].toSorted();
}

describe('guards', () => {
  test('are tried on every route of the site that is about one purchase', () => {
    expect(routesOfOnePurchase()).toEqual(Object.keys(GUARDED).toSorted());
  });

  test('the link of one purchase opens no page of another, nor does none at all', async () => {
    // Of one customer, so that only the purchase tells them apart.
    const [mine, theirs] = [await defect(), await defect()];
    const customer = await customerWith(mine);
    const [cookie] = customer.cookies.values();
    const before = await historyOf(rig, theirs.purchaseId);
    // Under the other purchase's own name too, as somebody would who writes cookies by hand.
    const name = createHash('sha256').update(theirs.purchaseId).digest('hex').slice(0, 12);
    const named = { cookie: `returns_${name}=${cookie?.value}` };
    const picture = new FormData();
    picture.append('form', 'guessed');
    picture.append(
      'picture',
      new Blob([new Uint8Array(await somePicture())], { type: 'image/png' }),
      'a.png',
    );
    const form = new URLSearchParams('step=confirm&granted=no&reason=x');
    for (const [route, paths] of Object.entries(GUARDED)) {
      const [method = ''] = route.split(' ');
      for (const path of paths) {
        for (const body of method === 'GET' ? [null] : path === '/evidence' ? [form, picture] : [form]) {
          for (const headers of [{}, named]) {
            const response = await customerOf(api).fetch(at(theirs) + path, { method, headers, body });
            expect([route, path, response.status]).toEqual([route, path, 403]);
            expect(response.headers.getSetCookie()).toEqual([]);
            expect(await response.text()).not.toContain(theirs.order.activation.phoneNumber);
          }
        }
      }
    }
    expect(await historyOf(rig, theirs.purchaseId)).toBe(before);
  });

  test('a form that names its act otherwise than we do is not taken', async () => {
    const play = await defect();
    const customer = await customerWith(play);
    const check = await customer.send(await customer.visit(at(play, 'withdrawal')), 'Continue');
    for (const key of [
      '',
      'withdrawal-short',
      'choice-0123456789012345678901',
      `withdrawal-${'x'.repeat(23)}`,
    ]) {
      expect((await customer.send(check, 'Withdraw my claim', { key })).status).toBe(404);
    }
    expect((await play.status()).claim?.status).toBe('open');
  });

  test('links lead to the address that is configured, whatever the request says of its host', async () => {
    const play = await defect();
    const customer = await customerWith(play);
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    for (const path of ['', '/withdrawal', '/claim', '/nothing']) {
      const response = await customer.fetch(at(play) + path, { headers });
      expect(await response.text()).not.toContain('evil.example');
      expect(response.headers.get('location') ?? '').not.toContain('evil.example');
    }
    const page = await customer.visit(at(play, 'withdrawal'));
    // Nor does a form count as ours because it names the host that it was sent to.
    const foreign = { ...headers, origin: 'http://evil.example' };
    expect((await customer.send(page, 'Continue', {}, foreign)).status).toBe(403);
  });

  test('no address of ours leads to another site', async () => {
    const play = await used();
    const { customer, link } = await followedOpening(api, play.order);
    const addresses = [
      `${pathOf(link)}//evil.example`,
      `${pathOf(link)}/%2F%2Fevil.example`,
      `${pathOf(link)}/https:%2F%2Fevil.example`,
      at(play, 'claim/next?what=//evil.example'),
      at(play, 'claim/next?what=https://evil.example'),
      at(play, 'evidence?to=//evil.example'),
      at(play, 'evidence?to=claim/https://evil.example'),
      at(play, 'done/claim-//evil.example'),
      '//evil.example/find',
    ];
    for (const address of addresses) {
      const response = await customer.fetch(address);
      const to = new URL(response.headers.get('location') ?? '/', RIG_LINKS.publicUrl);
      expect([address, to.origin]).toEqual([address, RIG_LINKS.publicUrl]);
      expect(await response.text()).not.toMatch(/(?:href|action)="[^"]*evil\.example/);
    }
  });

  test('a cookie that somebody has set before opens nothing, and is replaced when a link is followed', async () => {
    const play = await used();
    const { customer, link } = await followedOpening(api, play.order);
    const [[name, own] = ['', { value: '', path: '' }]] = customer.cookies;
    const victim = customerOf(api);
    victim.cookies.set(name, { value: 'f'.repeat(43), path: at(play) });
    expect((await victim.visit(at(play))).status).toBe(403);
    const page = await victim.visit(pathOf(link));
    expect(page.status).toBe(200);
    expect(victim.cookies.get(name)?.value).toBe(own.value);
    expect(page.html).not.toContain('f'.repeat(43));
  });
});

describe('what people write is shown as text', () => {
  const expectHarmless = (html: string): void => {
    expect(html).not.toMatch(/<img src=x|<script>alert/);
    expect(html).toContain('&lt;script&gt;alert(1)');
  };

  test('in what support noted, on the page for objections and in the story', async () => {
    const play = await defect(`${REASON} ${EVIL}`);
    await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: EVIL });
    const customer = await customerWith(play);
    expectHarmless((await customer.visit(at(play))).html);
    const page = await customer.visit(at(play, 'objection'));
    expectHarmless(page.html);
    // And in the form that comes back because it is too long.
    const back = await customer.send(page, 'Send to support', { words: EVIL.repeat(50) });
    expect(back.status).toBe(422);
    expectHarmless(back.html);
    expectHarmless((await customer.send(page, 'Send to support', { words: EVIL })).html);
  });

  test('in what support reported, on the page for disputes, and in what the customer answers', async () => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'done', summary: EVIL });
    const customer = await customerWith(play);
    const page = await customer.visit(at(play, 'dispute'));
    expectHarmless(page.html);
    const back = await customer.send(page, 'Continue', { reason: EVIL.repeat(50) });
    expect(back.status).toBe(422);
    expectHarmless(back.html);
    const done = await customer.send(await customer.send(page, 'Continue', { reason: EVIL }), 'Send this');
    expect(done.text).toContain('We know that it still does not work');
    expectHarmless(done.html);
    expectHarmless((await customer.visit(at(play))).html);
  });

  test('in what was typed to find a link, and nothing of it is in a name of a file', async () => {
    const stranger = customerOf(api);
    const find = await stranger.visit('/find');
    expectHarmless((await stranger.send(find, 'Send me a link', { purchase: EVIL, email: EVIL })).html);
    const play = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const customer = await customerWith(play);
    const page = await customer.visit(at(play, 'evidence'));
    const taken = await sendPicture(customer, page, await somePicture(), { name: `${EVIL}.png` });
    expect(taken.html).toContain('/evidence/ev_');
    expect(taken.html).not.toContain('alert(1)');
    const refused = await sendPicture(customer, page, Buffer.from('text'), { name: `${EVIL}.png` });
    expect([refused.status, refused.html.includes('alert(1)')]).toEqual([422, false]);
    expect(formIn(refused.html, 'Upload').fields).not.toHaveProperty('picture');
  });
});
