import { beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { refundsOf, replacementsOf } from '../../../dev/rig/shop-remedies.ts';
import type { Wish } from '../../../dev/sandbox/shop.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { refundKey } from '../../../src/contract/ids.ts';
import { saveFailedRefund } from '../../../src/ledger/write/failed-refunds.ts';
import type { OperatorNote } from '../../../src/emails/sending/operator-note.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import { followedOpening, formIn, historyOf, type Customer, type SeenPage } from './customer.ts';

let rig: RunningRig;
let api: TestApi;
const notes: OperatorNote[] = [];
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, {
    pages: true,
    mailSupport: async (note) => {
      notes.push(note);
      return true;
    },
  });
});

const REASON = 'The number loses every second code since this morning.';

/** A customer whose browser has the link of the purchase, as the shop's own confirmation brings it. */
async function customerWith({ order }: Pick<Play, 'order'>): Promise<Customer> {
  const { customer, first } = await followedOpening(api, order);
  expect(first.status).toBe(200);
  return customer;
}

async function used(wish: Wish = {}): Promise<Play> {
  const play = await openPlay(rig, wish);
  await play.sms();
  return play;
}

async function defect(wish: Wish = {}): Promise<Play> {
  const play = await used(wish);
  await play.customer('submitClaim', { claimType: 'major_defect', reason: REASON });
  return play;
}

const at = ({ purchaseId }: Pick<Play, 'purchaseId'>, page = ''): string =>
  `/purchases/${purchaseId}${page === '' ? '' : `/${page}`}`;

/** Answers the question of a page, and shows what will follow. */
async function checkOf(customer: Customer, path: string, typed: Record<string, string>): Promise<SeenPage> {
  return customer.send(await customer.visit(path), 'Continue', typed);
}

describe('a customer', () => {
  test('files each kind of claim in own words, sees what follows, and gets a reference that stays', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const which = await customer.visit(at(play, 'claim'));
    expect(which.text).toContain('Something of yours is broken');
    const question = await customer.send(which, 'Continue', { what: 'broken' });
    expect(question.path).toBe(at(play, 'claim/broken'));
    const check = await customer.send(question, 'Continue', { reason: REASON });
    expect(check.text).toContain('Nothing has been sent yet.');
    expect(check.text).toContain(REASON);
    expect(check.text).toContain('We have time to put it right until');
    expect((await play.status()).claims).toEqual([]);
    const done = await customer.send(check, 'File the claim');
    expect(done.text).toContain('Your claim is filed');
    expect(done.text).toContain(`clm_${play.purchaseId}_1`);
    const { claim } = await play.status();
    expect(claim).toMatchObject({ claimType: 'major_defect', reason: REASON, status: 'open' });
    expect(claim?.statements?.[0]?.by).toEqual({ kind: 'customer', id: play.order.customer.customerId });
    // A bookmark of the result shows it again, and files nothing.
    expect((await customer.visit(done.path)).text).toContain(`clm_${play.purchaseId}_1`);
    expect((await play.status()).claims).toHaveLength(1);
  });

  test('who is not sure is led by the record: no code was reported, so none came', async () => {
    const play = await openPlay(rig);
    play.completedUnreported();
    await play.pass(21 * MINUTE_MS);
    const customer = await customerWith(play);
    const which = await customer.visit(at(play, 'claim'));
    const question = await customer.send(which, 'Continue', { what: 'not-sure' });
    expect(question.path).toBe(at(play, 'claim/no-code'));
  });

  test('who is not sure is led by the record: a code was reported, so the number did not work', async () => {
    const play = await used();
    await play.completed();
    const customer = await customerWith(play);
    const which = await customer.visit(at(play, 'claim'));
    expect(which.text).toContain('Not possible now. Our records show that a code arrived');
    const question = await customer.send(which, 'Continue', { what: 'not-sure' });
    expect(question.path).toBe(at(play, 'claim/not-working'));
  });

  test('who is not sure is led by the record: a code was reported and nothing completed, so a code came', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const which = await customer.visit(at(play, 'claim'));
    const question = await customer.send(which, 'Continue', { what: 'not-sure' });
    expect(question.path).toBe(at(play, 'claim/not-working'));
  });

  test('reads beside a question until when it is answered, and what happens without an answer', async () => {
    const asked = await defect();
    await asked.support('requestAccess', { what: 'We need to see your server’s log.' });
    const customer = await customerWith(asked);
    const access = await customer.visit(at(asked, 'access'));
    expect(access.text).toMatch(
      /Please answer by .+ UTC.+ If you do not answer by then, that counts as a no, and your claim ends\./s,
    );
    const done = await defect();
    await done.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
    const dispute = await (await customerWith(done)).visit(at(done, 'dispute'));
    expect(dispute.text).toMatch(
      /Tell us if it still does not work by .+ UTC.+ If you do nothing, we take it that everything works, and your claim ends\./s,
    );
    const lost = await defect();
    await lost.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    const choice = await (await customerWith(lost)).visit(at(lost, 'choice'));
    expect(choice.text).toMatch(
      /Choose by .+ UTC.+ If you do not choose by then, you get your money back\./s,
    );
    // Nothing waits for a withdrawal.
    const withdrawal = await customer.visit(at(asked, 'withdrawal'));
    expect(withdrawal.text).toContain('Withdraw your claim?');
    expect(withdrawal.text).not.toContain('Please answer by');
  });

  test('refuses access only after a page that says what it costs', async () => {
    const play = await defect();
    await play.support('requestAccess', { what: 'We need to see your server’s log.' });
    const customer = await customerWith(play);
    const question = await customer.visit(at(play, 'access'));
    expect(question.text).toContain('We need to see your server’s log.');
    const check = await customer.send(question, 'Continue', { granted: 'no' });
    expect((await play.status()).stage).toBe('access_requested');
    const costs =
      'Your claim ends without money, and no other defect can be claimed for this purchase. (Clause C3b, Access to your system)';
    for (const { text } of [question, check]) expect(text).toContain(costs);
    const done = await customer.send(check, 'Refuse access and end my claim');
    expect(done.text).toContain('We have your answer');
    expect((await play.status()).claims[0]?.status).toBe('disqualified');
  });

  test('disputes a repair', async () => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
    const customer = await customerWith(play);
    const question = await customer.visit(at(play, 'dispute'));
    expect(question.text).toContain('We changed the line.');
    const check = await customer.send(question, 'Continue', { reason: 'Still nothing arrives.' });
    await customer.send(check, 'Send this');
    expect((await play.status()).claim).toMatchObject({ disputes: 1 });
  });

  test('withdraws a claim, once', async () => {
    const play = await defect();
    const customer = await customerWith(play);
    const check = await checkOf(customer, at(play, 'withdrawal'), {});
    const done = await customer.send(check, 'Withdraw my claim');
    expect(done.text).toContain('Your claim is withdrawn');
    expect((await play.status()).claims[0]?.status).toBe('withdrawn');
  });

  test('tells support why a rejection is wrong: words by mail, and nothing changes in the purchase', async () => {
    const play = await defect();
    await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'The API key was revoked.' });
    const customer = await customerWith(play);
    await play.idle();
    const before = await historyOf(rig, play.purchaseId);
    const page = await customer.visit(at(play, 'objection'));
    expect(page.text).toContain('The API key was revoked.');
    expect(page.text).toContain('gives no new deadline');
    const short = await customer.send(page, 'Send to support', { words: 'Wrong.' });
    expect(short.status).toBe(422);
    const words = 'It was not revoked: here is what I see.\nFrom: admin@example.org';
    const done = await customer.send(page, 'Send to support', { words });
    expect(done.text).toContain('Our support has got your words');
    await customer.send(page, 'Send to support', { words });
    const own = notes.filter(({ text }) => text.includes(play.purchaseId));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      subject: `Objection to clm_${play.purchaseId}_1`,
      answerTo: play.order.customer.email,
    });
    expect(own[0]?.text).toContain('> From: admin@example.org');
    expect(await historyOf(rig, play.purchaseId)).toBe(before);
  });
});

describe('a receipt', () => {
  const disputed = async (): Promise<Play> => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
    return play;
  };
  const choosing = async (): Promise<Play> => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    return play;
  };
  const asked = async (): Promise<Play> => {
    const play = await defect();
    await play.support('requestAccess', { what: 'Your log.' });
    return play;
  };

  test.each([
    ['claim/broken', used, { reason: `${REASON} <b>` }, 'File the claim', 'Something of yours is broken'],
    ['claim/broken', used, { reason: `${REASON} <b>` }, 'File the claim', `${REASON} <b>`],
    ['dispute', disputed, { reason: 'Still nothing.' }, 'Send this', 'Still nothing.'],
    ['choice', choosing, { remedy: 'refund' }, 'Take my money back', 'You choose My money back'],
    ['choice', choosing, { remedy: 'replacement' }, 'Take a new number', 'You choose A new number'],
    ['access', asked, { granted: 'yes' }, 'Allow access', 'Access Yes, I allow it'],
    ['withdrawal', defect, { reason: 'It works now.' }, 'Withdraw my claim', 'It works now.'],
    ['withdrawal', defect, {}, 'Withdraw my claim', 'You withdraw your claim without a reason'],
  ] as const)(
    'of %s keeps what was sent, also once the purchase has gone on',
    async (page, open, typed, button, says) => {
      const play = await open();
      const customer = await customerWith(play);
      const done = await customer.send(await checkOf(customer, at(play, page), typed), button);
      expect(done.text).toContain('What you sent');
      expect(done.text).toContain(says);
      await play.pass(20 * DAY_MS);
      expect((await customer.visit(done.path)).text).toContain(says);
    },
  );

  test('after a refusal says why, by which clause, and what can be claimed instead, also after the purchase has moved on', async () => {
    const play = await used();
    await play.completed();
    const customer = await customerWith(play);
    const check = await checkOf(customer, at(play, 'claim/not-working'), { reason: REASON });
    // As a form that was written by hand asks: no code, although one came.
    const byHand = { ...check, html: check.html.replaceAll('/claim/not-working', '/claim/no-code') };
    const refused = await customer.send(byHand, 'File the claim');
    expect(refused.path).toMatch(/\/done\/claim-/);
    for (const page of [refused, await customer.visit(refused.path)]) {
      expect(page.text).toContain('No code came');
      expect(page.text).toContain(
        'Our records show that a code arrived and that the activation was completed.',
      );
      expect(page.text).toContain('What you can tell us now: The code came, but the number did not work');
      expect(page.text).toContain('Clause R1, Number used');
    }
    expect((await play.status()).claims).toEqual([]);
    // The reason stands, whatever has become of the purchase.
    await play.pass(10 * DAY_MS);
    expect((await customer.visit(refused.path)).text).toContain('Our records show that a code arrived');
  });
});

describe('a refund that failed after it was confirmed', () => {
  test('is on top of the page, and in what the API answers, although the purchase has closed and does not know it', async () => {
    const play = await openPlay(rig);
    const customer = await customerWith(play);
    await play.pass(21 * MINUTE_MS);
    const { purchaseId } = play;
    const read = () => api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys.service });
    await expect.poll(async () => (await read()).body['stage'], { timeout: 30_000 }).toBe('closed');
    await rig.flush();
    const before = await read();
    expect((await customer.visit(at(play))).text).toContain('You got your money back');
    const subject = {
      purchaseId,
      kind: 'refund_failed',
      key: refundKey(purchaseId),
      details: { ledger: null },
    } as const;
    const later = new Date(Date.now() + 60 * MINUTE_MS);
    expect(await saveFailedRefund(rig.ledger, subject, undefined, later)).toMatchObject({ failedNow: true });
    const page = await customer.visit(at(play));
    expect(page.text).toContain('Your refund failed');
    expect(page.text).toContain('did not arrive, and is still yours');
    expect(page.text).not.toContain('is back since');
    const after = await read();
    const { timeline } = after.body as { timeline: { event: string }[] };
    expect(timeline.at(-1)?.event).toBe('refund_failed');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });
});

describe('what can be chosen says what it does', () => {
  test('a kind of trouble that is not taken can be chosen all the same, and says the clause and what to do instead', async () => {
    const play = await used();
    await play.completed();
    const customer = await customerWith(play);
    const which = await customer.visit(at(play, 'claim'));
    expect(which.html).not.toMatch(/<input[^>]* disabled/);
    expect(which.text).toContain(
      'Not possible now. Our records show that a code arrived and that the activation was completed. If the code came but the number did not work, tell us that instead, with pictures. (Clause R1, Number used)',
    );
    const why = await customer.send(which, 'Continue', { what: 'no-code' });
    expect([why.status, why.path]).toEqual([200, at(play, 'claim/no-code')]);
    expect(why.text).toContain('This is not possible now');
    expect(why.text).toContain('Clause R1, Number used:');
  });

  test('a remedy says what would become of the money, by which clause, and how many replacements there can be', async () => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    const customer = await customerWith(play);
    const before = (await play.status()).revision;
    const page = await customer.visit(at(play, 'choice'));
    expect(page.text).toContain(
      '€1.49 goes back to you, the full price. It goes back the way you paid, and the purchase is closed then. (Clause C3a, Not put right in time)',
    );
    expect(page.text).toContain(
      'You get a new number for the same service. Your money stays paid for it. It is of equal value',
    );
    expect(page.text).toContain('Its time for a code and its time for claims begin when you get it.');
    expect(page.text).toContain(
      'It would be new number 1 of the 2 that one payment can have. (Clause C3a, Not put right in time)',
    );
    // Nothing was asked for by looking at it.
    expect((await play.status()).revision).toBe(before);
    expect(replacementsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

describe('an act happens once', () => {
  test('in two tabs and by a form that is sent again: the same words have the one result, other words none', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const [one, other] = [
      await checkOf(customer, at(play, 'claim/broken'), { reason: REASON }),
      await checkOf(customer, at(play, 'claim/broken'), { reason: `${REASON} Twice.` }),
    ];
    const done = await customer.send(one, 'File the claim');
    const again = await customer.send(one, 'File the claim');
    expect(again.path).toBe(done.path);
    expect(again.text).toContain(`clm_${play.purchaseId}_1`);
    // Other words were not sent, and are not told to be.
    const unsent = await customer.send(other, 'File the claim');
    expect(unsent.status).toBe(409);
    expect(unsent.text).toContain('so nothing was done');
    expect((await play.status()).claims.map(({ reason }) => reason)).toEqual([REASON]);
  });

  test('sent twice at the same time', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const check = await checkOf(customer, at(play, 'claim/broken'), { reason: REASON });
    const shown = await Promise.all([1, 2, 3].map(() => customer.send(check, 'File the claim')));
    expect(new Set(shown.map(({ path }) => path)).size).toBe(1);
    expect((await play.status()).claims).toHaveLength(1);
  });

  test.each([
    {
      what: 'a claim',
      page: 'claim/broken',
      typed: { reason: REASON },
      button: 'File the claim',
      open: used,
    },
    { what: 'a withdrawal', page: 'withdrawal', typed: {}, button: 'Withdraw my claim', open: defect },
  ])(
    'also if the answer to $what was lost with its process: the form says what was done, and not that nothing was',
    async (act) => {
      const play = await act.open();
      const customer = await customerWith(play);
      const check = await checkOf(customer, at(play, act.page), act.typed);
      const done = await customer.send(check, act.button);
      await play.idle();
      const before = await play.status();
      // As if the process had been killed between the purchase's answer and its own note of that.
      await rig.ledger
        .updateTable('api_requests')
        .set({ status: null, answer: null })
        .where('purchase_id', '=', play.purchaseId)
        .execute();
      expect((await customer.visit(done.path)).path).toBe(at(play));
      const again = await customer.send(check, act.button);
      expect([again.status, again.path]).toEqual([200, done.path]);
      expect(again.text).not.toContain('nothing was done');
      expect((await customer.visit(done.path)).path).toBe(done.path);
      await play.idle();
      expect((await play.status()).claims).toEqual(before.claims);
    },
  );

  test('a form that was opened before the purchase went on does nothing, and says how it stands', async () => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
    const customer = await customerWith(play);
    const check = await checkOf(customer, at(play, 'choice'), { remedy: 'replacement' });
    await play.pass(15 * DAY_MS);
    const late = await customer.send(check, 'Take a new number');
    expect(late.status).toBe(409);
    expect(late.text).toContain('Your purchase has moved on');
    expect((await play.status()).claims[0]?.remedy).toBe('refund');
  });

  test('with the deadline at the same moment: one of the two decides, and the page says which', async () => {
    const plays = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const play = await defect();
        await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
        const customer = await customerWith(play);
        const check = await checkOf(customer, at(play, 'choice'), { remedy: 'replacement' });
        return { play, customer, check };
      }),
    );
    for (const { play, customer, check } of plays) {
      const [shown] = await Promise.all([customer.send(check, 'Take a new number'), play.pass(15 * DAY_MS)]);
      await play.idle();
      const { remedy } = (await play.status()).claims[0] ?? {};
      const issued = replacementsOf(rig.sandbox, play.purchaseId).length;
      const paid = refundsOf(rig.sandbox, play.purchaseId).length;
      // By the page that compares, or by the purchase itself if it went on just after that.
      const hasMovedOn =
        shown.text.includes('Your purchase has moved on') || shown.text.includes('This is not possible now');
      expect([remedy, issued, paid, hasMovedOn]).toEqual(
        remedy === 'replacement' ? ['replacement', 1, 0, false] : ['refund', 0, 1, true],
      );
    }
  });

  test('a dispute that was written against the first repair does not dispute the second', async () => {
    const play = await defect();
    await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
    const customer = await customerWith(play);
    const stale = await checkOf(customer, at(play, 'dispute'), { reason: 'Nothing arrives.' });
    await play.customer('disputeRemediation', { reason: 'By phone: nothing arrives.' });
    await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the card.' });
    const late = await customer.send(stale, 'Send this');
    expect(late.status).toBe(409);
    expect((await play.status()).claim).toMatchObject({ disputes: 1 });
  });
});

describe('what is wrong is said where it is', () => {
  test('a short reason keeps what was typed, with a summary and a fault at the field', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const page = await checkOf(customer, at(play, 'claim/broken'), { reason: 'Too <b>short' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('<title>Error: Something of yours is broken');
    expect(page.html).toContain('href="#reason"');
    expect(page.html).toContain('aria-invalid="true"');
    expect(page.html).toContain('Too &lt;b&gt;short</textarea>');
    expect((await play.status()).timeline.some(({ event }) => event === 'request_refused')).toBe(false);
  });

  test('one who is not entitled gets the reason, the clause and the next step', async () => {
    const play = await openPlay(rig);
    const customer = await customerWith(play);
    const early = await customer.visit(at(play, 'claim'));
    expect(early.html).toContain('<h1>Nothing can be claimed now</h1>');
    expect(early.text).toContain('Your code still has time to arrive.');
    expect(early.text).toContain('Clause R2');
    await play.sms();
    const choice = await customer.visit(at(play, 'choice'));
    expect(choice.text).toContain('This is not possible at this point of your purchase.');
    const unchosen = await customer.send(await customer.visit(at(play, 'claim')), 'Continue');
    expect(unchosen.status).toBe(422);
    expect(unchosen.text).toContain('Choose what went wrong.');
  });
});

describe('guards', () => {
  test('a form that another site sends does nothing', async () => {
    const play = await defect();
    const customer = await customerWith(play);
    const check = await checkOf(customer, at(play, 'withdrawal'), {});
    const { action, fields } = formIn(check.html, 'Withdraw my claim');
    const send = (headers: Record<string, string>, body: Record<string, string>) =>
      customer.fetch(action, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: String(new URLSearchParams(body)),
      });
    const { form: _form, ...withoutToken } = fields;
    const ours = { origin: 'https://returns.instaotp.example' };
    const tries = [
      send(ours, withoutToken),
      send({}, withoutToken),
      send(ours, { ...fields, form: 'x'.repeat(43) }),
      send(ours, { ...fields, form: 'é'.repeat(43) }),
      send({ origin: 'https://evil.example' }, fields),
      send({ origin: 'null' }, fields),
      send({ ...ours, 'sec-fetch-site': 'cross-site' }, fields),
      send({ ...ours, 'sec-fetch-site': 'same-site' }, fields),
    ];
    for (const response of await Promise.all(tries)) expect(response.status).toBe(403);
    const asJson = await customer.fetch(action, {
      method: 'POST',
      headers: { ...ours, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    expect(asJson.status).toBe(415);
    expect((await play.status()).claim?.status).toBe('open');
    // Without `Origin`, as some browsers send it, and with the token, it is the customer's.
    expect((await send({}, fields)).status).toBe(303);
    expect((await play.status()).claims[0]?.status).toBe('withdrawn');
  });

  test('the browser forgets the link when it is asked to', async () => {
    const play = await used();
    const customer = await customerWith(play);
    const page = await customer.visit(at(play));
    expect((await customer.send(page, 'Forget the link')).path).toBe('/find');
    expect((await customer.visit(at(play))).status).toBe(403);
  });

  test('what people write is shown as text, wherever it is shown', async () => {
    const evil = `"'><img src=x onerror=alert(1)><script>alert(1)</script>\u202e`;
    const play = await openPlay(rig, {
      customer: { customerId: 'c-evil', email: 'evil@example.org', name: evil },
      service: `chat ${evil}`.slice(0, 60),
    });
    await play.sms();
    await play.customer('submitClaim', {
      claimType: 'major_defect',
      reason: `${evil} and more of that kind`,
    });
    await play.support('requestAccess', { what: `${evil} what we need` });
    const customer = await customerWith(play);
    for (const page of ['', 'access', 'withdrawal']) {
      const { html } = await customer.visit(at(play, page));
      expect(html).not.toMatch(/<img|onerror=(?!alert\(1\)&gt;)|<script>/);
      expect(html).not.toContain('<script>alert');
    }
    const check = await checkOf(customer, at(play, 'withdrawal'), { reason: evil });
    expect(check.html).not.toContain('<script>alert');
    expect(check.html).toContain('&lt;script&gt;alert(1)');
  });
});
