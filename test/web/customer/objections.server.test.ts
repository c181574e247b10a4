import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import type { OperatorNote } from '../../../src/emails/sending/operator-note.ts';
import { HOUR_MS } from '../../../src/policy/duration.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import { followedOpening, textOf, type Customer, type SeenPage } from './customer.ts';
import { headingOf, primaryActsOn } from './shown-acts.ts';

let rig: RunningRig;
let api: TestApi;
let notes: OperatorNote[] = [];
let mailsGo = true;
let passedMs = 0;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, {
    pages: true,
    now: () => new Date(Date.now() + passedMs),
    mailSupport: (note) => {
      if (mailsGo) notes.push(note);
      return Promise.resolve(mailsGo);
    },
  });
});
beforeEach(() => {
  notes = [];
  mailsGo = true;
});

const REASON = 'The number loses every second code since this morning.';
const WORDS = 'The key was never revoked: here is what I <see>.';

interface Objector {
  play: Play;
  customer: Customer;
  page: SeenPage;
  send: (words: string) => Promise<SeenPage>;
}

/** A customer whose claim was rejected, on the page for what they have to say to that. */
async function rejected(): Promise<Objector> {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
  await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'The API key was revoked.' });
  const { customer } = await followedOpening(api, play.order);
  const page = await customer.visit(`/purchases/${play.purchaseId}/objection`);
  return { play, customer, page, send: (words) => customer.send(page, 'Send to support', { words }) };
}

describe('an objection', () => {
  test('that is sent again and again has its one result, and no limit keeps anybody from it', async () => {
    const { send } = await rejected();
    const done = await send(WORDS);
    expect(done.text).toContain('Our support has got your words');
    expect(done.text).toContain(WORDS);
    for (let n = 0; n < 5; n += 1) {
      const again = await send(WORDS);
      expect([again.status, again.path]).toEqual([200, done.path]);
    }
    expect(notes).toHaveLength(1);
  });

  test('that cannot be mailed keeps what was typed, and does not count towards the limit', async () => {
    const { send } = await rejected();
    mailsGo = false;
    for (let n = 0; n < 4; n += 1) {
      const failed = await send(WORDS);
      expect(failed.status).toBe(503);
      expect(failed.headers.get('retry-after')).toBe('5');
      expect(failed.text).toContain('so nothing was sent');
      expect(failed.html).toContain(`${WORDS.replace('<see>', '&lt;see&gt;')}</textarea>`);
    }
    mailsGo = true;
    for (let n = 0; n < 3; n += 1) {
      expect((await send(`${WORDS} ${n}`)).text).toContain('Our support has got your words');
    }
    expect(notes).toHaveLength(3);
  });

  test('beyond three has to wait for an hour: the page says so and keeps what was typed', async () => {
    const { send } = await rejected();
    const done = [await send(`${WORDS} 1`), await send(`${WORDS} 2`), await send(`${WORDS} 3`)];
    expect(done.map(({ status }) => status)).toEqual([200, 200, 200]);
    const fourth = await send(`${WORDS} 4`);
    expect(fourth.status).toBe(429);
    const seconds = Number(fourth.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(fourth.text).toMatch(/send it in (?:1 hour|59 minutes)\./);
    expect(fourth.html).toContain('&lt;see&gt;. 4</textarea>');
    expect(fourth.text).toContain('Back to your purchase');
    // Those that were sent are still there to be seen.
    expect((await send(`${WORDS} 2`)).path).toBe(done[1]?.path);
    expect(notes).toHaveLength(3);
    passedMs += HOUR_MS;
    expect((await send(`${WORDS} 4`)).text).toContain('Our support has got your words');
    expect(notes).toHaveLength(4);
  });

  test('that was written before another claim was filed says that it was not sent, and shows its words', async () => {
    const { play, send } = await rejected();
    const done = await send(`${WORDS} First.`);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
    const late = await send(WORDS);
    expect(late.status).toBe(409);
    expect(headingOf(late.html)).toBe('This is not possible now');
    expect(late.text).toContain('You filed another claim on');
    expect(late.text).toContain('reply to our mail about it');
    expect(late.text).toContain(`What you wrote, and what was not sent ${WORDS}`);
    expect(notes).toHaveLength(1);
    // What was sent before is told as sent.
    const again = await send(`${WORDS} First.`);
    expect([again.status, again.path]).toEqual([200, done.path]);
  });

  test('about a claim that is not of this purchase, or not the rejected one, is not sent: the page says so, and one press sends the words about the rejected one', async () => {
    const { play, customer, page } = await rejected();
    const first = page.html;
    await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
    await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'Revoked again.' });
    const [earlier, last] = (await play.status()).claims;
    for (const about of ['clm_another-purchase_1', '', earlier?.claimId ?? '']) {
      const unsent = await customer.send({ ...page, html: first }, 'Send to support', {
        words: WORDS,
        about,
      });
      expect([unsent.status, unsent.path, headingOf(unsent.html)]).toEqual([
        409,
        page.path,
        'Tell support why you disagree',
      ]);
      expect(unsent.text).toContain(
        'This was not sent, because it was about another claim of yours, or about none. What you wrote is still here.',
      );
      expect(unsent.text).toContain('Our support wrote Revoked again.');
      expect(unsent.html).toContain(`${WORDS.replace('<see>', '&lt;see&gt;')}</textarea>`);
      expect(unsent.html).toContain(`name="about" value="${last?.claimId}"`);
      expect(notes).toEqual([]);
    }
    const unsent = await customer.send({ ...page, html: first }, 'Send to support', { words: WORDS });
    expect((await customer.send(unsent, 'Send to support', { words: WORDS })).text).toContain(
      'Our support has got your words',
    );
    expect(notes.map(({ subject }) => subject)).toEqual([`Objection to ${last?.claimId}`]);
  });

  test('where there is nothing to disagree with is not sent: the page says why, whom to write to, and shows the words', async () => {
    const { play } = await rejected();
    const other = await openPlay(rig);
    const { customer: stranger } = await followedOpening(api, other.order);
    // A form of ours, with what is typed into the one of another purchase.
    const own = await stranger.visit(`/purchases/${other.purchaseId}`);
    const form = own.html.match(/name="form" value="([^"]+)"/)?.[1] ?? '';
    const body = new URLSearchParams({
      form,
      about: (await play.status()).claims[0]?.claimId ?? '',
      words: WORDS,
    });
    const unsent = await stranger.fetch(`/purchases/${other.purchaseId}/objection`, { method: 'POST', body });
    expect(unsent.status).toBe(409);
    const text = textOf(await unsent.text());
    expect(text).toContain(
      'No claim of yours has ended without a remedy, so there is nothing to disagree with.',
    );
    expect(text).toContain('reply to one of our mails: our support reads your answer.');
    expect(text).toContain(`What you wrote, and what was not sent ${WORDS}`);
    expect(notes).toEqual([]);
  });

  test('is not asked for after another claim was filed: the page says so, since when, and what to do instead', async () => {
    const { play, customer, page } = await rejected();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
    const { claim } = await play.status();
    const late = await customer.visit(page.path);
    expect([late.status, late.path, headingOf(late.html), primaryActsOn(late.html)]).toEqual([
      200,
      page.path,
      'This is not possible now',
      [],
    ]);
    expect(late.html).toContain(`You filed another claim on <time datetime="${claim?.filedAt}">`);
    expect(late.text).toContain(
      'Here you can only disagree about your last claim, if it ends without a remedy. If you still disagree about the earlier one, reply to our mail about it: our support reads your answer. We are putting it right',
    );
    // Nor after that one was withdrawn: it is still the last.
    await play.customer('withdrawClaim', {});
    expect((await customer.visit(page.path)).text).toContain('You filed another claim on');
  });

  test('is not asked for where no claim has ended without a remedy, and the page says so', async () => {
    const play = await openPlay(rig);
    const { customer } = await followedOpening(api, play.order);
    const page = await customer.visit(`/purchases/${play.purchaseId}/objection`);
    expect([page.status, headingOf(page.html)]).toEqual([200, 'This is not possible now']);
    expect(page.text).toContain(
      'No claim of yours has ended without a remedy, so there is nothing to disagree with. Your number waits for its code',
    );
    expect(page.html).not.toContain('<textarea');
  });
});
