import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { RIG_LINKS, type RunningRig } from '../../../dev/rig/rig.ts';
import { holdUploads } from '../../../src/ledger/write/evidence-uploads.ts';
import { MINUTE_MS } from '../../../src/policy/duration.ts';
import { evidenceIn } from '../../evidence/kept-evidence.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import {
  customerOf,
  followedOpening,
  formIn,
  pathOf,
  sendPicture,
  type Customer,
  type SeenPage,
} from './customer.ts';
import { primaryActsOn } from './shown-acts.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';

let rig: RunningRig;
let api: TestApi;
let served: PagesWithPictures;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig);
  ({ api } = served);
});
afterAll(() => served.end());

const REMOVED = '<div class="done" role="status"><p>The picture was removed.</p></div>';
const REASON = 'The service says that this number is not valid.';
const UPLOAD = 'Upload this picture';

async function used(): Promise<{ play: Play; customer: Customer; at: string }> {
  const play = await openPlay(rig);
  await play.sms();
  const { customer } = await followedOpening(api, play.order);
  return { play, customer, at: `/purchases/${play.purchaseId}` };
}

const picturesOn = ({ html }: SeenPage): string[] =>
  [...html.matchAll(/<img src="([^"]+)"/g)].map(([, path = '']) => path);

describe('a customer', () => {
  test('adds pictures while writing a claim, takes one out, and files with what is left', async () => {
    const { play, customer, at } = await used();
    const question = await customer.visit(`${at}/claim/not-working`);
    const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
    const one = await sendPicture(customer, choosing, await somePicture());
    const two = await sendPicture(
      customer,
      one,
      await sharp(await somePicture())
        .rotate(90)
        .png()
        .toBuffer(),
    );
    expect([one.status, picturesOn(one).length, picturesOn(two).length]).toEqual([200, 1, 2]);
    const [first = '', second = ''] = picturesOn(two);
    const fewer = await customer.send(two, 'Remove', {});
    expect(picturesOn(fewer)).toEqual([second]);
    expect([two, fewer].map(({ html }) => html.includes(REMOVED))).toEqual([false, true]);
    expect([choosing, two, fewer].map(({ html }) => primaryActsOn(html))).toEqual([
      ['Upload this picture'],
      ['Continue with my claim'],
      ['Continue with my claim'],
    ]);
    expect((await customer.visit(first)).status).toBe(404);
    // What was typed has come along.
    const back = await customer.send(fewer, 'Continue with my claim');
    expect(back.html).toContain(REASON);
    expect(picturesOn(back)).toEqual([second]);
    const check = await customer.send(back, 'Continue', { reason: REASON });
    expect(check.text).toContain('What you show us');
    expect(check.text).toContain('Our support decides by');
    const filed = await customer.send(check, 'File the claim');
    expect(filed.text).toContain(`clm_${play.purchaseId}_1`);
    const { claim, stage } = await play.status();
    expect(stage).toBe('in_review');
    expect(claim?.evidence).toEqual([
      { evidenceId: second.split('/').at(-1), mediaType: 'image/png', sha256: expect.any(String) as string },
    ]);
    expect(picturesOn(await customer.visit(at))).toEqual([second]);
  });

  test('sends the pictures that we asked for, and the claim goes on', async () => {
    const { play, customer, at } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const page = await customer.visit(at);
    expect(page.html).toContain(`class="button" href="${at}/evidence"`);
    const empty = await customer.visit(`${at}/evidence`);
    expect(empty.html).not.toContain('Continue');
    const with1 = await sendPicture(customer, empty, await somePicture());
    // At its own address, so that loading it again sends nothing.
    expect(with1.path).toBe(`${at}/evidence`);
    expect(primaryActsOn(with1.html)).toEqual(['Continue']);
    const none = await customer.send(with1, 'Remove');
    expect([none.html.includes(REMOVED), picturesOn(none), primaryActsOn(none.html)]).toEqual([
      true,
      [],
      ['Upload this picture'],
    ]);
    // One that is gone already is gone.
    expect((await customer.send(with1, 'Remove')).html).toContain(REMOVED);
    expect((await customer.visit(`${at}/evidence`)).html).not.toContain(REMOVED);
    const again = await sendPicture(customer, none, await somePicture());
    expect(again.html).not.toContain(REMOVED);
    const check = await customer.send(again, 'Continue');
    const added = await customer.send(check, 'Add it to my claim');
    expect(added.text).toContain('Your pictures are with your claim');
    expect(added.html).toContain('/evidence/ev_');
    expect(added.text).toContain('What you show us');
    expect((await customer.send(check, 'Add it to my claim')).path).toBe(added.path);
    const { claim, stage } = await play.status();
    expect([stage, claim?.evidence.length]).toEqual(['in_review', 1]);
    const { body } = await api.call('GET', `/v1/claims/${claim?.claimId}`, { key: api.keys.agent });
    expect(body['evidence']).toMatchObject([{ held: 'here' }]);
  });

  test('finds the evidence of a mail’s link on the page where it is sent', async () => {
    const { play, customer, at } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const mail = rig.sandbox.inbox
      .messages()
      .find(
        ({ purchaseId, template }) => purchaseId === play.purchaseId && template === 'evidence_requested',
      );
    const [, link = ''] = /(https:\/\/\S+\/l\/\S+)/.exec(mail?.text ?? '') ?? [];
    expect((await customer.visit(pathOf(link))).path).toBe(`${at}/evidence`);
  });
});

test('the addresses that a browser keeps of the forms lead on', async () => {
  const { customer, at, play } = await used();
  const choosing = await customer.visit(`${at}/evidence?to=claim/not-working`);
  expect([choosing.status, choosing.text.includes('Continue without pictures')]).toEqual([200, true]);
  expect((await customer.visit(`${at}/evidence`)).path).toBe(`${at}/claim`);
  expect((await customer.visit(`${at}/evidence/remove`)).path).toBe(`${at}/claim`);
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
  expect((await customer.visit(`${at}/evidence/remove`)).path).toBe(`${at}/evidence`);
});

describe('a picture', () => {
  test.each([
    ['nothing', () => Promise.resolve(undefined), 'Choose a picture first.'],
    [
      'a HEIC',
      () => Promise.resolve(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic0000mif1heic')])),
      'This is a HEIC or AVIF picture',
    ],
    ['a page', () => Promise.resolve(Buffer.from('<html><script>alert(1)</script></html>')), 'not a picture'],
    ['half of one', async () => (await somePicture()).subarray(0, 60), 'not complete'],
    ['more than 10 MB', () => Promise.resolve(Buffer.alloc(12_000_000, 1)), 'larger than 10 MB'],
    ['more than 40 MB', () => Promise.resolve(Buffer.alloc(42_000_000, 1)), 'larger than 10 MB'],
  ])('that is %s is refused with a sentence, and what was typed stays', async (_what, made, sentence) => {
    const { customer, at } = await used();
    const question = await customer.visit(`${at}/claim/not-working`);
    const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
    const refused = await sendPicture(customer, choosing, await made());
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(sentence);
    expect(refused.html).toContain('id="picture-fault"');
    expect(picturesOn(refused)).toEqual([]);
    expect((await customer.send(refused, 'Continue without pictures')).html).toContain(REASON);
  });

  test('that comes with another one in the same form is taken alone, and the page says so', async () => {
    const { customer, at } = await used();
    const question = await customer.visit(`${at}/claim/not-working`);
    const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
    expect(choosing.html).toContain('accept="image/jpeg,image/png,image/webp"');
    const { action, fields } = formIn(choosing.html, UPLOAD);
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    for (const name of ['one.png', 'two.png']) {
      body.append('picture', new Blob([new Uint8Array(await somePicture())], { type: 'image/png' }), name);
    }
    const page = await customer.visit(action, {
      method: 'POST',
      body,
      headers: { origin: RIG_LINKS.publicUrl },
    });
    expect([page.status, picturesOn(page).length]).toEqual([422, 1]);
    expect(page.text).toContain('We have taken the first of your pictures alone.');
    expect((await customer.send(page, 'Continue with my claim')).html).toContain(REASON);
  });

  test('that cannot be kept because the store is away is answered as an outage, and what was typed stays', async () => {
    const { customer, at } = await used();
    const away = mkdtempSync(join(tmpdir(), 'no-pictures-'));
    const lost = await evidenceIn(rig.ledger, away);
    const without = await servedApi(rig, { own: true, pages: true, evidenceKeeping: lost });
    const other = customerOf(without);
    for (const [name, cookie] of customer.cookies) other.cookies.set(name, cookie);
    const question = await other.visit(`${at}/claim/not-working`);
    const choosing = await other.send(question, 'Add pictures', { reason: REASON });
    rmSync(away, { recursive: true, force: true });
    const failed = await sendPicture(other, choosing, await somePicture());
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
    expect(failed.text).toContain('We cannot take pictures at this moment.');
    expect(picturesOn(failed)).toEqual([]);
    expect((await other.send(failed, 'Continue without pictures')).html).toContain(REASON);
    lost.stop();
  });

  test('that is sent again by the same form is there once, and a sixth is not taken', async () => {
    const { customer, at, play } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    let page = await customer.visit(`${at}/evidence`);
    const form = page;
    const picture = await somePicture();
    page = await sendPicture(customer, form, picture);
    page = await sendPicture(customer, form, picture);
    expect(picturesOn(page)).toHaveLength(1);
    // Another picture in the same form, as after the back button, is another one.
    page = await sendPicture(customer, form, await somePicture());
    expect(picturesOn(page)).toHaveLength(2);
    for (let n = 0; n < 3; n += 1) page = await sendPicture(customer, page, await somePicture());
    expect(picturesOn(page)).toHaveLength(5);
    expect(page.html).not.toContain(UPLOAD);
    const sixth = await sendPicture(customer, form, await somePicture(), {});
    expect(picturesOn(sixth)).toHaveLength(5);
  });

  test('is shown to nobody without the link of its purchase, and never as anything but a picture', async () => {
    const { customer, at, play } = await used();
    const other = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const page = await sendPicture(customer, await customer.visit(`${at}/evidence`), await somePicture());
    const [picture = ''] = picturesOn(page);
    const own = await customer.fetch(picture);
    expect(own.status).toBe(200);
    expect(Object.fromEntries(own.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect((await customerOf(api).fetch(picture)).status).toBe(403);
    expect((await other.customer.fetch(picture)).status).toBe(403);
    const elsewhere = picture.replace(play.purchaseId, other.play.purchaseId);
    expect((await other.customer.fetch(elsewhere)).status).toBe(404);
    // Nor is it removed or put into a claim from there.
    await other.play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const theirs = await sendPicture(
      other.customer,
      await other.customer.visit(`${other.at}/evidence`),
      await somePicture(),
    );
    const id = picture.split('/').at(-1) ?? '';
    await other.customer.send(theirs, 'Remove', { remove: id });
    expect((await customer.fetch(picture)).status).toBe(200);
    const taken = await other.customer.send(theirs, 'Continue', { evidence: id });
    expect([taken.status, taken.text.includes('not there any more')]).toEqual([422, true]);
    expect((await other.play.status()).claim?.evidence).toEqual([]);
  });

  test('that another site sends is not taken, with or without Origin', async () => {
    const { customer, at, play } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const page = await customer.visit(`${at}/evidence`);
    const foreign = await sendPicture(customer, page, await somePicture(), {
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    const { action, fields } = formIn(page.html, UPLOAD);
    const body = new FormData();
    for (const [field, value] of Object.entries({ ...fields, form: 'guessed' })) body.append(field, value);
    body.append('picture', new Blob([new Uint8Array(await somePicture())], { type: 'image/png' }), 'a.png');
    const guessed = await customer.fetch(action, { method: 'POST', body });
    expect(guessed.status).toBe(403);
    expect(picturesOn(await customer.visit(`${at}/evidence`))).toEqual([]);
  });

  test('that was removed in another tab is not filed: the form says so and stays', async () => {
    const { customer, at, play } = await used();
    const question = await customer.visit(`${at}/claim/not-working`);
    const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
    const one = await sendPicture(customer, choosing, await somePicture());
    const back = await customer.send(one, 'Continue with my claim');
    const check = await customer.send(back, 'Continue', { reason: REASON });
    await customer.send(one, 'Remove');
    const refused = await customer.send(check, 'File the claim');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('One of the pictures is not there any more');
    expect(refused.html).toContain(REASON);
    expect((await play.status()).claims).toEqual([]);
  });

  test('that a request holds is not taken out while it may be under way, and is afterwards', async () => {
    const { customer, at, play } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const page = await sendPicture(customer, await customer.visit(`${at}/evidence`), await somePicture());
    const evidenceId = picturesOn(page)[0]?.split('/').at(-1) ?? '';
    const hold = (since: Date) =>
      holdUploads(rig.ledger, [evidenceId], { by: 'a request', at: since, since: new Date(0) });
    await hold(new Date());
    const early = await customer.send(page, 'Remove');
    expect([early.status, early.text.includes('This picture is just being sent.')]).toEqual([422, true]);
    expect(picturesOn(early)).toHaveLength(1);
    await hold(new Date(Date.now() - MINUTE_MS));
    expect(picturesOn(await customer.send(page, 'Remove'))).toEqual([]);
  });

  test('that stops coming is answered with a sentence, and what was typed stays', async () => {
    const { customer, at } = await used();
    const question = await customer.visit(`${at}/claim/not-working`);
    const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
    const { action, fields } = formIn(choosing.html, UPLOAD);
    const cookie = [...customer.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const [status, html] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      const sending = httpRequest(
        `${api.url}${action}`,
        {
          method: 'POST',
          headers: {
            cookie,
            origin: RIG_LINKS.publicUrl,
            'content-type': 'multipart/form-data; boundary=x',
            'content-length': '5000000',
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => (text += piece));
          response.once('end', () => {
            sending.destroy();
            resolve([response.statusCode, text]);
          });
        },
      );
      sending.once('error', reject);
      for (const [name, value] of Object.entries(fields)) {
        sending.write(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
      }
      sending.write(
        '--x\r\ncontent-disposition: form-data; name="picture"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n',
      );
      sending.write(Buffer.alloc(100_000));
    });
    expect(status).toBe(422);
    expect(html).toContain('The picture took too long to arrive.');
    expect(html).toContain(REASON);
  });

  test('whose form is cut off leaves nothing, and the next one is taken', async () => {
    const { customer, at, play } = await used();
    await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
    const page = await customer.visit(`${at}/evidence`);
    const { action, fields } = formIn(page.html, UPLOAD);
    const cookie = [...customer.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    await new Promise<void>((resolve) => {
      const sending = httpRequest(`${api.url}${action}`, {
        method: 'POST',
        headers: {
          cookie,
          origin: RIG_LINKS.publicUrl,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': '5000000',
        },
      });
      sending.once('error', () => resolve());
      for (const [name, value] of Object.entries(fields)) {
        sending.write(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
      }
      sending.write(
        '--x\r\ncontent-disposition: form-data; name="picture"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n',
      );
      sending.write(Buffer.alloc(100_000), () => sending.destroy());
    });
    expect(picturesOn(await customer.visit(`${at}/evidence`))).toEqual([]);
    expect(picturesOn(await sendPicture(customer, page, await somePicture()))).toHaveLength(1);
  });
});

test('without a place for pictures the pages say how to send them, and their addresses lead to the purchase', async () => {
  const without = await servedApi(rig, { own: true, pages: true });
  const { play, customer, at } = await used();
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: REASON });
  const other = customerOf(without);
  for (const [name, cookie] of customer.cookies) other.cookies.set(name, cookie);
  const page = await other.visit(`${at}/evidence`);
  expect(page.path).toBe(at);
  expect(page.text).toContain('Reply to our mail about this claim');
  expect(page.html).not.toContain(`${at}/evidence`);
});
