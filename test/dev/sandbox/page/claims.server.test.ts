import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refundsOf, replacementsOf } from '../../../../dev/rig/shop-remedies.ts';
import { en } from '../../../../src/web/customer/texts/en.ts';
import { ACTS, offeredOn, pageRig, wordsOf, type CustomerAct, type PageRig, type Seen } from './page-rig.ts';

let page: PageRig;
beforeAll(async () => {
  page = await pageRig();
});
afterAll(() => page.stop());

const REASON = 'The number lost every second code today.';
const NOTE = 'The screenshot shows it.';

const shop = (id: string, event: string): Promise<Seen> => page.post(`/purchases/${id}/shop/${event}`);
const jump = (id: string, to: string): Promise<Seen> => page.post(`/purchases/${id}/clock`, { to });
/** Acts as the customer on their own page, and then looks at the sandbox's. */
const customer = async (id: string, act: CustomerAct): Promise<Seen> => {
  const { status, path } = await page.act(id, act);
  return { status, path, text: await page.text(`/purchases/${id}`) };
};
/** The customer sends these, and then the sandbox's page is looked at. */
const addEvidence = async (id: string, ...names: string[]): Promise<string> => {
  const by = { kind: 'customer', id: 'sandbox' } as const;
  const evidence = names.map((evidenceId) => ({ evidenceId }));
  expect(await page.rig.returns.addEvidence(id, { by, evidence })).toMatchObject({ accepted: true });
  return page.text(`/purchases/${id}`);
};
const support = (id: string, name: string, fields: Record<string, string> = {}): Promise<Seen> =>
  page.post(`/purchases/${id}/requests/${name}`, { form: name, ...fields });

/** A used number. */
async function used(): Promise<string> {
  const id = await page.buy();
  await shop(id, 'sms');
  await shop(id, 'complete');
  return id;
}
const claim = (id: string, kind: 'no-code' | 'not-working' | 'broken'): Promise<Seen> =>
  customer(id, ACTS.claim(kind, REASON));

test('what is bought is what was chosen, and its page says where the money is', async () => {
  const id = await page.buy({
    service: 'Discord',
    country: 'DE',
    price: '80 GBP',
    policyVersion: 'sandbox-short',
  });
  const { terms, policyVersion } = await page.statusOf(id);
  expect(terms).toMatchObject({
    service: 'Discord',
    country: 'DE',
    price: { amount: 80, currency: 'GBP' },
  });
  expect(policyVersion).toBe('sandbox-short');
  const text = await page.text(`/purchases/${id}`);
  expect(wordsOf(text, 'money')).toMatch(/^Your £0\.80 comes back by itself if no code arrives by .* UTC\.$/);
  expect(offeredOn(text)).toEqual(['correctContact']);
  expect(await page.text('/')).toContain(`href="/purchases/${id}"`);
});

test('no SMS in time, by two forms: the money is back once, the mail is there, and nothing is offered any more', async () => {
  const id = await page.buy();
  const { text } = await jump(id, 'deadline');
  expect(wordsOf(text, 'money')).toMatch(/^Your €1\.49 is back since .* UTC\.$/);
  expect(offeredOn(text)).toEqual([]);
  expect(text).toContain('id="mail-funds_returned.1"');
  expect(text).not.toContain('id="mail-funds_returned.2"');
  expect(refundsOf(page.rig.sandbox, id)).toEqual([{ amount: 149, currency: 'EUR' }]);
});

test('an activation that the shop cancels gives the money back without a jump', async () => {
  const id = await page.buy();
  expect(wordsOf((await shop(id, 'cancel')).text, 'stage')).toBe('Closed');
  expect(refundsOf(page.rig.sandbox, id)).toEqual([{ amount: 149, currency: 'EUR' }]);
});

test('non-receipt on a number of which only the completion was reported: support decides, nothing is paid yet', async () => {
  const id = await page.buy();
  await shop(id, 'complete');
  const { text } = await claim(id, 'no-code');
  expect(wordsOf(text, 'money')).toMatch(/ which support is deciding\.$/);
  expect(await page.statusOf(id)).toMatchObject({ stage: 'in_review', claim: { status: 'open' } });
  expect(refundsOf(page.rig.sandbox, id)).toEqual([]);
});

test('an invalid number, from the claim to the approval: each step offers what is possible then', async () => {
  const id = await used();
  const filed = await claim(id, 'not-working');
  expect(wordsOf(filed.text, 'stage')).toBe('Waiting for evidence');
  expect(offeredOn(filed.text)).toEqual(['decideClaim-reject', 'decideClaim-reclassify', 'correctContact']);
  const own = await (await page.asCustomer(id)).visit(`/purchases/${id}`);
  expect(own.html).toContain(`href="/purchases/${id}/withdrawal"`);
  expect(own.html).toContain(`class="button" href="/purchases/${id}/evidence"`);
  expect(offeredOn(await addEvidence(id, 'one', 'two'))).toContain('decideClaim-request_evidence');
  expect((await page.statusOf(id)).claim?.evidence).toEqual([{ evidenceId: 'one' }, { evidenceId: 'two' }]);
  await support(id, 'decideClaim', { decision: 'request_evidence', note: NOTE });
  expect((await page.statusOf(id)).stage).toBe('needs_evidence');
  await addEvidence(id, 'three');
  const approved = await support(id, 'decideClaim', { decision: 'approve', note: NOTE });
  expect(wordsOf(approved.text, 'notice')).toBe('Support’s decision is taken.');
  expect((await page.statusOf(id)).result).toMatchObject({ outcome: 'refunded', clause: 'C2' });
});

test('a claim is rejected by its clause, the next one moved to another type and withdrawn', async () => {
  const id = await used();
  await claim(id, 'not-working');
  await addEvidence(id, 'one');
  await support(id, 'decideClaim', { decision: 'reject', clause: 'X3', note: NOTE });
  await claim(id, 'not-working');
  await addEvidence(id, 'one');
  const note = 'This is a defect of ours.';
  await support(id, 'decideClaim', { decision: 'reclassify', claimType: 'major_defect', note });
  expect((await page.statusOf(id)).stage).toBe('in_remediation');
  await customer(id, ACTS.withdrawal);
  const { claims, stage } = await page.statusOf(id);
  expect(claims.map(({ status, clause, claimType }) => [status, clause, claimType])).toEqual([
    ['rejected', 'X3', 'invalid_number'],
    ['withdrawn', undefined, 'major_defect'],
  ]);
  expect(stage).toBe('claim_window');
  expect(refundsOf(page.rig.sandbox, id)).toEqual([]);
});

test('a major defect with access, repair, dispute and replacement: pauses are drawn and the new purchase is linked', async () => {
  const id = await used();
  await claim(id, 'broken');
  await support(id, 'requestAccess', { what: 'The log of your host.' });
  const paused = (await jump(id, '1d')).text;
  expect(wordsOf(paused, 'clock')).toContain('Its clock');
  expect(paused).toContain('in which the time for the repair is paused');
  expect(paused).toMatch(/<rect[^>]*class="pause"/);
  expect(wordsOf(paused, 'ahead-remediation')).toMatch(/Remediation ends.*/);
  expect(wordsOf(paused, 'ahead-remediation')).toMatch(/ends paused Was due .* when it was paused at/);
  await customer(id, ACTS.grant);
  await support(id, 'reportRemediation', { outcome: 'done', summary: 'The route was repaired.' });
  expect((await page.statusOf(id)).stage).toBe('remedied');
  await customer(id, ACTS.dispute('Codes still do not arrive.'));
  await support(id, 'reportRemediation', { outcome: 'not_possible', summary: 'The number is withdrawn.' });
  const { text } = await customer(id, ACTS.replacement);
  const [replacement] = replacementsOf(page.rig.sandbox, id);
  expect(wordsOf(text, 'money')).toBe(`Your €1.49 stays paid: it bought a new number, ${replacement}.`);
  expect(text).toContain(`href="/purchases/${replacement}"`);
  expect(wordsOf(await page.text(`/purchases/${replacement}`), 'money')).toContain(`paid with ${id}`);
  expect(refundsOf(page.rig.sandbox, id)).toEqual([]);
});

test('access that is refused ends the claim', async () => {
  const id = await used();
  await claim(id, 'broken');
  await support(id, 'requestAccess', { what: 'The log of your host.' });
  await customer(id, ACTS.refuse);
  expect((await page.statusOf(id)).claims[0]).toMatchObject({ status: 'disqualified', clause: 'C3b' });
});

test('an address is corrected, and a refund that was refused is settled by hand', async () => {
  const id = await page.buy();
  await support(id, 'correctContact', { email: 'other@customer.example' });
  const trouble = { what: 'refund:refused', times: 'until_cleared', scope: 'this', page: id };
  await page.post('/faults', { ...trouble, reason: 'account closed' });
  const stuck = await jump(id, 'deadline');
  expect(wordsOf(stuck.text, 'attention')).toMatch(/^Refund refused: account closed, since /);
  expect(offeredOn(stuck.text)).toEqual(['settleByHand', 'correctContact']);
  const hand = { step: 'refund', action: 'done', reference: 'bank-7', note: 'Paid by bank transfer.' };
  const { text } = await support(id, 'settleByHand', hand);
  expect(wordsOf(text, 'money')).toMatch(/is back since/);
  expect((await page.statusOf(id)).refund).toMatchObject({ status: 'confirmed', refundId: 'bank-7' });
  const tos = page.rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === id);
  const before = `${id}@customer.example`;
  expect(tos.filter(({ template }) => template === 'contact_corrected').map(({ to }) => to)).toEqual([
    before,
  ]);
  const others = tos.filter(({ template }) => template !== 'contact_corrected');
  expect(new Set(others.map(({ to }) => to))).toEqual(new Set(['other@customer.example']));
  await page.post('/faults/clear', { page: id });
});

test('the page as the customer is a click away, also after the end; nothing that is done there has a form here', async () => {
  const id = await used();
  const open = await page.text(`/purchases/${id}`);
  expect(wordsOf(open, 'customer')).toBe(
    'As the customer Open the customer’s page Possible now: submit claim.',
  );
  expect(offeredOn(open)).toEqual(['correctContact']);
  const shown = await (await page.asCustomer(id)).visit(`/purchases/${id}`);
  expect(shown.text).toContain('Tell us if something went wrong');
  const before = await page.statusOf(id);
  const sent = { claimType: 'major_defect', reason: REASON };
  expect((await page.post(`/purchases/${id}/requests/submitClaim`, sent)).status).toBe(404);
  expect(await page.statusOf(id)).toEqual(before);
  const closed = await page.buy();
  await shop(closed, 'cancel');
  const after = await page.text(`/purchases/${closed}`);
  expect(wordsOf(after, 'customer')).toBe(
    'As the customer Open the customer’s page Possible now: only looking.',
  );
  const ended = await (await page.asCustomer(closed)).visit(`/purchases/${closed}`);
  expect(ended.text).toContain('You got your money back');
});

test('the link of a mail leads from its copy to the page on which its act is done', async () => {
  const id = await used();
  await claim(id, 'broken');
  const mail = await page.text(`/purchases/${id}/mails/remediation_started.1`);
  expect(mail).toContain(`href="/purchases/${id}/mails/remediation_started.1/link"`);
  const answer = await fetch(`${page.url}/purchases/${id}/mails/remediation_started.1/link`, {
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toMatch(new RegExp(`^${page.customers}/l/[\\w-]{43}$`));
  expect((await page.get(`/purchases/${id}/mails/remediation_started.2/link`)).status).toBe(404);
});

describe('a refused request', () => {
  test('of the customer says what would be right on the customer’s own page, and keeps what was typed', async () => {
    const id = await used();
    const customers = await page.asCustomer(id);
    const question = await customers.visit(`/purchases/${id}/claim/not-working`);
    for (const reason of ['Too short.', '']) {
      const { status, text, html } = await customers.send(question, 'Continue', { reason });
      expect(status).toBe(422);
      expect(text).toContain('Write at least 20 characters, so that we can judge what happened.');
      expect(text).toContain('The code came, but the number did not work');
      expect(html).toMatch(new RegExp(`<textarea[^>]*name="reason"[^>]*>${reason}</textarea>`));
    }
    expect((await page.statusOf(id)).claims).toEqual([]);
  });

  test('shows its code, clause and words, and keeps what was typed', async () => {
    const id = await used();
    await claim(id, 'not-working');
    for (const name of ['a', 'b']) {
      await addEvidence(id, name);
      await support(id, 'decideClaim', { decision: 'request_evidence', note: NOTE });
    }
    await addEvidence(id, 'c');
    const third = { decision: 'request_evidence', form: 'decideClaim-request_evidence', note: NOTE };
    const { status, path, text } = await support(id, 'decideClaim', third);
    expect({ status, path }).toEqual({ status: 303, path: `/purchases/${id}` });
    expect(wordsOf(text, 'form-decideClaim-request_evidence')).toMatch(/^Refused too_many_requests C2 /);
    expect(text).toContain(`${NOTE}</textarea>`);
    expect(text).toMatch(/<details class="act" id="act-decideClaim-request_evidence" open>/);
    const typed = { decision: 'reject', form: 'decideClaim-reject', clause: 'X3', note: ' ' };
    const rejected = await support(id, 'decideClaim', typed);
    expect(wordsOf(rejected.text, 'form-decideClaim-reject')).toMatch(/^Refused invalid_input /);
    expect(rejected.text).toMatch(/<option value="X3" selected>/);
    expect((await page.statusOf(id)).claims).toMatchObject([{ status: 'open' }]);
  });

  test('tells each field that is not right', async () => {
    const id = await page.buy();
    const { text } = await support(id, 'correctContact', { email: 'nobody' });
    expect(wordsOf(text, 'form-correctContact')).toMatch(
      /^Refused invalid_input Something is missing.*email /,
    );
    expect(text).toContain('value="nobody"');
  });

  test('whose form has gone from the page is told on top', async () => {
    const id = await page.buy();
    const { text } = await support(id, 'requestAccess', { what: 'The log of your host.' });
    expect(wordsOf(text, 'notice')).toMatch(/^Refused not_now/);
    expect(offeredOn(text)).toEqual(['correctContact']);
    const early = await (await page.asCustomer(id)).visit(`/purchases/${id}/claim/no-code`);
    expect(early.text).toContain(en['refusal.too_early.why']);
  });

  test('after the end says so', async () => {
    const id = await page.buy();
    await shop(id, 'cancel');
    const { text } = await support(id, 'correctContact', { email: 'other@customer.example' });
    expect(wordsOf(text, 'notice')).toMatch(/^Refused purchase_closed/);
    const late = await (await page.asCustomer(id)).visit(`/purchases/${id}/choice`);
    expect(late.html).not.toContain('Take my money back');
    expect(late.text).toContain('This purchase is closed, so nothing can be asked of it any more.');
  });
});
