import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';
import type { InboxMessage } from '../../../dev/sandbox/inbox-message.ts';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { RIG_LINKS, RIG_MAIL_FROM } from '../../../dev/rig/rig.ts';
import { refundKey, workflowIdOf } from '../../../src/contract/ids.ts';
import type { Mail, MailContent, MailReceipt } from '../../../src/contract/mail.ts';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import type { Language } from '../../../src/emails/texts/languages.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { customerLinks } from '../../../src/links/customer-links.ts';
import { reconcile } from '../../../src/operations/reconcile/reconcile.ts';
import { httpOrderService } from '../../../src/orders/http-order-service.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import type { PageTextKey } from '../../../src/web/customer/texts/catalogue.ts';
import type { en } from '../../../src/web/customer/texts/en.ts';
import { hasPage, type CustomerPage, type LinkedMail } from '../../../src/wording/customer-pages.ts';
import { mailsIn, wordingOf } from '../../workflows/mails-asked-for.ts';
import { sharedRig, type SharedRig } from '../../workflows/test-rig.ts';
import type { TestApi } from '../api/served-api.ts';
import { customerOf, pathOf, textOf } from './customer.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';
import { headingOf, primaryActsOn } from './shown-acts.ts';

let rig: SharedRig;
let api: TestApi;
let served: PagesWithPictures;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig);
  ({ api } = served);
});
afterAll(() => served.end());

/** What the link of each mail is called, and which page of the purchase it names. */
const LINKS: Readonly<
  Record<LinkedMail, { readonly [L in Language]: string } & { readonly page: CustomerPage }>
> = {
  funds_returned: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  refund_pending: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  refund_delayed: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  refund_failed: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  claim_received: { en: 'Follow your claim', de: 'Ihre Reklamation verfolgen', page: '' },
  claim_refused: { en: 'See what you can claim', de: 'Sehen, was Sie reklamieren können', page: 'claim' },
  evidence_requested: { en: 'Send your pictures', de: 'Bilder schicken', page: 'evidence' },
  evidence_reminder: { en: 'Send your pictures', de: 'Bilder schicken', page: 'evidence' },
  review_delayed: { en: 'Follow your claim', de: 'Ihre Reklamation verfolgen', page: '' },
  claim_approved: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  claim_rejected: {
    en: 'Tell support why you disagree',
    de: 'Dem Support sagen, warum Sie widersprechen',
    page: 'objection',
  },
  claim_withdrawn: {
    en: 'See where your purchase stands',
    de: 'Sehen, wie es um Ihren Kauf steht',
    page: '',
  },
  claim_closed: { en: 'See where your purchase stands', de: 'Sehen, wie es um Ihren Kauf steht', page: '' },
  remediation_started: { en: 'Follow the repair', de: 'Die Behebung verfolgen', page: '' },
  remediation_resumed: { en: 'Follow the repair', de: 'Die Behebung verfolgen', page: '' },
  access_requested: { en: 'Allow or refuse access', de: 'Zugang erlauben oder ablehnen', page: 'access' },
  access_reminder: { en: 'Allow or refuse access', de: 'Zugang erlauben oder ablehnen', page: 'access' },
  access_refused: { en: 'See where your purchase stands', de: 'Sehen, wie es um Ihren Kauf steht', page: '' },
  remedied: {
    en: 'Say if it still does not work',
    de: 'Sagen, dass es noch nicht funktioniert',
    page: 'dispute',
  },
  choice_offered: {
    en: 'Choose refund or new number',
    de: 'Erstattung oder neue Nummer wählen',
    page: 'choice',
  },
  choice_reminder: {
    en: 'Choose refund or new number',
    de: 'Erstattung oder neue Nummer wählen',
    page: 'choice',
  },
  choice_defaulted: { en: 'See where your money is', de: 'Sehen, wo Ihr Geld ist', page: '' },
  replacement_issued: { en: 'See your new number', de: 'Ihre neue Nummer ansehen', page: '' },
  replacement_unavailable: {
    en: 'Choose refund or new number',
    de: 'Erstattung oder neue Nummer wählen',
    page: 'choice',
  },
  claim_window_closing: {
    en: 'Tell us if something went wrong',
    de: 'Sagen, was nicht funktioniert hat',
    page: 'claim',
  },
  link_requested: { en: 'See where your purchase stands', de: 'Sehen, wie es um Ihren Kauf steht', page: '' },
};

/** The words of a page in English. */
type EnglishWords = (typeof en)[PageTextKey];

/** Where a life is stopped, because a mail has been sent. */
interface Stop {
  /** What has to happen first. Absent: the mail is sent together with the one before. */
  first?: (play: Play) => Promise<unknown>;
  /** The sample that has the wording of the mail. */
  sample: string;
  /** The heading of the page that the mail leads to. */
  heading: EnglishWords;
  /** Its one primary act. `null`: there is nothing to do, or nothing that is put first. */
  act: EnglishWords | null;
}

const WHY = 'The code never worked, although I tried it three times.';
const NOTE = 'Looked into it.';
const NON_RECEIPT = { claimType: 'non_receipt', reason: WHY } as const;
const INVALID_NUMBER = { claimType: 'invalid_number', reason: WHY } as const;
const MAJOR_DEFECT = { claimType: 'major_defect', reason: WHY } as const;
const NOT_POSSIBLE = { outcome: 'not_possible', summary: 'The card is dead.' } as const;
const DONE = { outcome: 'done', summary: 'The route was repaired.' } as const;
const WHAT = 'Read access to the log of your host.';

/** Until the automatic return has begun. */
const NO_SMS_MS = 21 * MINUTE_MS;

async function used(play: Play): Promise<void> {
  await play.sms();
  await play.completed();
}

const defect = async (play: Play): Promise<void> => {
  await used(play);
  await play.customer('submitClaim', MAJOR_DEFECT);
};

const GOING_BACK = { heading: 'Your money is going back', act: null } as const;
const IS_BACK = { heading: 'You got your money back', act: null } as const;
const CLOSED = { heading: 'This purchase is closed', act: null } as const;
const REPAIR = { heading: 'We are putting it right', act: null } as const;
const WHICH = { heading: 'What went wrong?', act: 'Continue' } as const;
const PICTURES = { heading: 'Show us what went wrong', act: 'Upload this picture' } as const;
const ACCESS = { heading: 'May our support have access?', act: 'Continue' } as const;
const CHOICE = { heading: 'Your money back, or a new number?', act: 'Continue' } as const;
const OBJECTION = { heading: 'Tell support why you disagree', act: 'Send to support' } as const;

/** Lives in which every wording of a mail is sent, each followed from the mails on. */
const LIVES: Readonly<Record<string, readonly Stop[]>> = {
  'no code comes': [{ first: (play) => play.pass(NO_SMS_MS), sample: 'funds_returned.r2', ...IS_BACK }],
  'no code comes, and the money comes back another way': [
    {
      async first(play) {
        play.fault('refund', { kind: 'refused', reason: 'till closed' });
        await play.pass(NO_SMS_MS);
      },
      sample: 'refund_delayed.r2_refund',
      heading: 'Your refund is held up, and our support is on it',
      act: null,
    },
    {
      first: (play) =>
        play.support('settleByHand', {
          step: 'refund',
          action: 'returned_otherwise',
          reference: 'chargeback-7',
          note: NOTE,
        }),
      sample: 'funds_returned.otherwise',
      ...IS_BACK,
    },
  ],
  'a cancel that is put off, until an SMS comes to light': [
    {
      async first(play) {
        play.fault('cancel', { kind: 'too_early' });
        await play.pass(NO_SMS_MS);
        await play.refused('submitClaim', INVALID_NUMBER, 'needs_sms');
      },
      sample: 'claim_refused.needs_sms',
      ...WHICH,
    },
    {
      first: (play) => play.customer('submitClaim', NON_RECEIPT),
      sample: 'claim_received.parked',
      ...GOING_BACK,
    },
    { first: (play) => play.pass(6 * DAY_MS), sample: 'refund_delayed.r2', ...GOING_BACK },
    {
      async first(play) {
        rig.sandbox.shop.deliverSms(play.purchaseId);
        rig.sandbox.shop.complete(play.purchaseId);
        rig.sandbox.faults.clear(play.purchaseId);
        await play.pass(2 * DAY_MS);
      },
      sample: 'claim_rejected.r1',
      ...OBJECTION,
    },
  ],
  'a return that is long on its way': [
    {
      async first(play) {
        play.fault('refund', { kind: 'pending' });
        await play.cancelled();
      },
      sample: 'refund_pending.r2',
      ...GOING_BACK,
    },
    {
      async first(play) {
        await play.pass(6 * DAY_MS);
        await play.refused('submitClaim', NON_RECEIPT, 'too_late');
      },
      sample: 'claim_refused.too_late',
      heading: 'Nothing can be claimed now',
      act: null,
    },
  ],
  'no code came, says the customer and the record': [
    {
      async first(play) {
        play.completedUnreported();
        await play.pass(NO_SMS_MS);
        play.fault('refund', { kind: 'pending' });
        await play.customer('submitClaim', NON_RECEIPT);
      },
      sample: 'claim_received.refund',
      ...GOING_BACK,
    },
    { sample: 'claim_approved.c1', ...GOING_BACK },
  ],
  'no code came, says the customer alone': [
    {
      async first(play) {
        await play.completed();
        await play.customer('submitClaim', NON_RECEIPT);
        await play.support('decideClaim', { decision: 'request_evidence', note: NOTE });
      },
      sample: 'evidence_requested.c1',
      ...PICTURES,
    },
    { first: (play) => play.pass(4 * DAY_MS + HOUR_MS), sample: 'evidence_reminder.c1', ...PICTURES },
  ],
  'the number did not work': [
    {
      async first(play) {
        await used(play);
        await play.refused('submitClaim', NON_RECEIPT, 'fulfilled');
      },
      sample: 'claim_refused.fulfilled',
      ...WHICH,
    },
    {
      first: (play) => play.customer('submitClaim', INVALID_NUMBER),
      sample: 'evidence_requested.first',
      ...PICTURES,
    },
    { first: (play) => play.pass(4 * DAY_MS + HOUR_MS), sample: 'evidence_reminder.c2', ...PICTURES },
  ],
  'pictures go along with the claim': [
    {
      async first(play) {
        await used(play);
        await play.customer('submitClaim', { ...INVALID_NUMBER, evidence: [{ evidenceId: 'ev_1' }] });
      },
      sample: 'claim_received.review',
      heading: 'Our support is looking at your claim',
      act: null,
    },
    {
      first: (play) => play.support('decideClaim', { decision: 'request_evidence', note: NOTE }),
      sample: 'evidence_requested.more',
      ...PICTURES,
    },
    {
      async first(play) {
        await play.customer('addEvidence', { evidence: [{ evidenceId: 'ev_2' }] });
        await play.pass(6 * DAY_MS);
      },
      sample: 'review_delayed.c2',
      heading: 'Our support is looking at your claim',
      act: null,
    },
    {
      async first(play) {
        play.fault('refund', { kind: 'pending' });
        await play.support('decideClaim', { decision: 'approve', note: NOTE });
      },
      sample: 'claim_approved.c2',
      ...GOING_BACK,
    },
    { sample: 'refund_pending.c2', ...GOING_BACK },
    { first: (play) => play.pass(9 * DAY_MS), sample: 'refund_delayed.c2', ...GOING_BACK },
  ],
  'nothing is shown of a number that did not work': [
    {
      async first(play) {
        await used(play);
        await play.customer('submitClaim', INVALID_NUMBER);
        await play.pass(5 * DAY_MS + HOUR_MS);
      },
      sample: 'claim_closed.forfeited',
      ...CLOSED,
    },
  ],
  'claims are withdrawn': [
    {
      async first(play) {
        await used(play);
        await play.customer('submitClaim', INVALID_NUMBER);
        await play.customer('withdrawClaim', {});
      },
      sample: 'claim_withdrawn.more',
      heading: 'You withdrew your claim',
      act: 'Tell us if something went wrong',
    },
    {
      async first(play) {
        await play.pass(4 * DAY_MS);
        await play.customer('submitClaim', INVALID_NUMBER);
        await play.pass(30 * HOUR_MS);
        await play.customer('withdrawClaim', {});
      },
      sample: 'claim_withdrawn.last',
      heading: 'This purchase is done',
      act: null,
    },
  ],
  'the claim window closes': [
    {
      async first(play) {
        await play.sms();
        await play.pass(4 * DAY_MS + HOUR_MS);
      },
      sample: 'claim_window_closing.p1',
      ...WHICH,
    },
  ],
  'a defect is put right': [
    { first: defect, sample: 'remediation_started.c3', ...REPAIR },
    {
      first: (play) => play.support('reportRemediation', DONE),
      sample: 'remedied.c3',
      heading: 'What still does not work?',
      act: 'Continue',
    },
    {
      first: (play) => play.pass(3 * DAY_MS + HOUR_MS),
      sample: 'claim_closed.remedied',
      heading: 'Your claim ended, because it was put right',
      act: 'Tell us if something went wrong',
    },
  ],
  'a defect is rejected, and nobody answers about access to the next one': [
    {
      async first(play) {
        await defect(play);
        await play.support('decideClaim', { decision: 'reject', clause: 'X3', note: NOTE });
      },
      sample: 'claim_rejected.x3',
      ...OBJECTION,
    },
    {
      async first(play) {
        await play.customer('submitClaim', MAJOR_DEFECT);
        await play.support('requestAccess', { what: WHAT });
      },
      sample: 'access_requested.c3b',
      ...ACCESS,
    },
    { first: (play) => play.pass(3 * DAY_MS + HOUR_MS), sample: 'access_reminder.c3b', ...ACCESS },
    { first: (play) => play.pass(12 * DAY_MS), sample: 'access_refused.silence', ...CLOSED },
  ],
  'access is refused': [
    {
      async first(play) {
        await defect(play);
        await play.support('requestAccess', { what: WHAT });
        await play.customer('answerAccess', { granted: false });
      },
      sample: 'access_refused.refused',
      heading: 'Your claim ended, because there was no access',
      act: 'Tell us if something went wrong',
    },
    {
      first: (play) => play.refused('submitClaim', MAJOR_DEFECT, 'disqualified'),
      sample: 'claim_refused.disqualified',
      ...WHICH,
    },
  ],
  'access is allowed, two repairs are disputed, and a new number is chosen': [
    {
      async first(play) {
        await defect(play);
        await play.support('requestAccess', { what: WHAT });
        await play.customer('answerAccess', { granted: true });
      },
      sample: 'remediation_resumed.access_granted',
      ...REPAIR,
    },
    {
      async first(play) {
        await play.support('reportRemediation', DONE);
        await play.customer('disputeRemediation', { reason: WHY });
      },
      sample: 'remediation_resumed.disputed',
      ...REPAIR,
    },
    {
      async first(play) {
        await play.support('reportRemediation', DONE);
        await play.customer('disputeRemediation', { reason: WHY });
      },
      sample: 'choice_offered.disputed',
      ...CHOICE,
    },
    {
      first: (play) => play.customer('chooseRemedy', { remedy: 'replacement' }),
      sample: 'replacement_issued.c3a',
      heading: 'Your number waits for its code',
      act: null,
    },
  ],
  'a defect is not put right in time, and nothing is chosen': [
    {
      async first(play) {
        await defect(play);
        await play.pass(5 * DAY_MS + MINUTE_MS);
      },
      sample: 'choice_offered.not_in_time',
      ...CHOICE,
    },
    { first: (play) => play.pass(3 * DAY_MS + HOUR_MS), sample: 'choice_reminder.c3a', ...CHOICE },
    { first: (play) => play.pass(11 * DAY_MS), sample: 'choice_defaulted.refund', ...IS_BACK },
    { sample: 'funds_returned.c3a', ...IS_BACK },
  ],
  'a defect cannot be put right, and no new number can be had': [
    {
      async first(play) {
        play.fault('replacement', { kind: 'out_of_stock' });
        await defect(play);
        await play.support('reportRemediation', NOT_POSSIBLE);
      },
      sample: 'choice_offered.not_possible',
      ...CHOICE,
    },
    {
      first: (play) => play.customer('chooseRemedy', { remedy: 'replacement' }),
      sample: 'replacement_unavailable.c3a',
      ...CHOICE,
    },
    {
      async first(play) {
        await play.customer('chooseRemedy', { remedy: 'replacement' });
        await play.customer('chooseRemedy', { remedy: 'replacement' });
      },
      sample: 'claim_approved.c3a',
      ...IS_BACK,
    },
  ],
  'a link is asked for': [
    {
      first: ({ purchaseId, order }) => lostLinkAsked(purchaseId, order.customer.email),
      sample: 'link_requested.asked',
      heading: 'Your number waits for its code',
      act: null,
    },
  ],
};

/** Refunds that were confirmed, and then fail. */
const FAILED: Readonly<Record<string, readonly Stop[]>> = {
  'an automatic return fails later': [
    {
      async first(play) {
        await play.cancelled();
        await refundFails(play);
      },
      sample: 'refund_failed.r2',
      heading: 'Your refund failed',
      act: null,
    },
  ],
  'a refund that was chosen fails later': [
    {
      async first(play) {
        await defect(play);
        await play.support('reportRemediation', NOT_POSSIBLE);
        await play.customer('chooseRemedy', { remedy: 'refund' });
        await refundFails(play);
      },
      sample: 'refund_failed.c3a',
      heading: 'Your refund failed',
      act: null,
    },
  ],
};

async function lostLinkAsked(purchase: string, email: string): Promise<void> {
  const stranger = customerOf(api);
  await stranger.send(await stranger.visit('/find'), 'Send me a link', { purchase, email });
}

/** Mails that no workflow has asked for, by purchase. */
const reconciled = new Map<string, MailContent[]>();

/** The order service says that a confirmed refund has failed, and the reconciliation finds it. */
async function refundFails({ purchaseId }: Play): Promise<void> {
  const { temporal, taskQueue, ledger, sandbox } = rig;
  if (!sandbox.shop.failRefund(purchaseId)) throw new Error(`${refundKey(purchaseId)} was not paid`);
  const links = customerLinks(ledger, RIG_LINKS);
  const mailer = openMailer({ smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM, links }, mailRecord(ledger));
  const sendMail = (mail: Mail): Promise<MailReceipt> => {
    reconciled.set(mail.purchaseId, [...(reconciled.get(mail.purchaseId) ?? []), mail.content]);
    return mailer.send(mail);
  };
  const shop = httpOrderService({ url: sandbox.orderServiceUrl, token: sandbox.token });
  await reconcile({ temporal, taskQueue, ledger, shop, sendMail }, { now: new Date() });
  mailer.close();
}

/** The mails of a template that a purchase has asked for, the oldest first. */
async function askedFor(purchaseId: string, template: string): Promise<MailContent[]> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  const asked = [...mailsIn(events ?? []), ...(reconciled.get(purchaseId) ?? [])];
  return asked.filter((content) => content.template === template);
}

const inboxOf = (purchaseId: string, template: string): InboxMessage[] =>
  rig.sandbox.inbox.messages().filter((mail) => mail.purchaseId === purchaseId && mail.template === template);

/** The last mail of a template, once all that were asked for are there. */
function lastMail(purchaseId: string, template: string, asked: number): Promise<InboxMessage> {
  return vi.waitFor(
    () => {
      const mails = inboxOf(purchaseId, template);
      const last = mails.at(-1);
      if (last === undefined || mails.length !== asked) {
        throw new Error(`${mails.length} of ${asked} mails ${template} have arrived`);
      }
      return last;
    },
    { timeout: 30_000 },
  );
}

/** The links of a mail to our pages, as its text and its HTML have them. */
const linksIn = ({ text, html }: Pick<InboxMessage, 'text' | 'html'>) => ({
  inText: [...text.matchAll(/^(.+):\n(https:\/\/\S+)$/gm)].map(([, words, address]) => ({ words, address })),
  inHtml: [...html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(
    ([, address, words = '']) => ({ words: textOf(words), address }),
  ),
});

/** Follows the mail of each stop from the inbox on, in a browser that knows no link yet. */
async function expectToLeadOn(stops: readonly Stop[]): Promise<void> {
  const play = await openPlay(rig);
  const { purchaseId } = play;
  for (const { first, sample, heading, act } of stops) {
    await first?.(play);
    const wanted = sampleNamed(sample);
    const { template } = wanted;
    if (!hasPage(template)) throw new Error(`${template} leads nowhere`);
    const asked = await askedFor(purchaseId, template);
    // No workflow asks for a link.
    const isAskedFor = template !== 'link_requested';
    if (isAskedFor) expect([sample, asked.map(wordingOf).at(-1)]).toEqual([sample, wordingOf(wanted)]);
    const mail = await lastMail(purchaseId, template, isAskedFor ? asked.length : 1);
    const { page: named, en: words } = LINKS[template];
    const { inText, inHtml } = linksIn(mail);
    const [link] = inText;
    expect([sample, inText.map((each) => each.words)]).toEqual([sample, [words]]);
    expect([sample, inHtml]).toEqual([sample, inText]);
    const page = await customerOf(api).visit(pathOf(link?.address ?? ''));
    // The new number is a purchase of its own.
    const about =
      template === 'replacement_issued' ? (await play.status()).replacement?.purchaseId : purchaseId;
    expect({
      sample,
      path: page.path,
      status: page.status,
      heading: headingOf(page.html),
      acts: primaryActsOn(page.html),
    }).toEqual({
      sample,
      path: `/purchases/${about}${named === '' ? '' : `/${named}`}`,
      status: 200,
      heading,
      acts: act === null ? [] : [act],
    });
  }
}

test('every wording of every mail that has a link is followed', () => {
  const followed = [...Object.values(LIVES), ...Object.values(FAILED)].flat().map(({ sample }) => sample);
  const linked = SAMPLES.filter(({ content }) => hasPage(content.template)).map(({ name }) => name);
  expect(followed.toSorted()).toEqual(linked.toSorted());
});

test.each(SAMPLES)('$name has the same one link in each language', ({ content }) => {
  const { template } = content;
  for (const language of ['en', 'de'] as const) {
    const mail = sampleMail(content, { email: 'reader@example.org', locale: language });
    const written = renderMail(mail, (_purchaseId, page) => `https://pages.example/${page}`);
    const wanted = hasPage(template)
      ? [{ words: LINKS[template][language], address: `https://pages.example/${LINKS[template].page}` }]
      : [];
    expect(linksIn(written)).toEqual({ inText: wanted, inHtml: wanted });
  }
});

describe('the one link of a mail leads to the page whose primary act it names, when', () => {
  test.concurrent.each(Object.entries(LIVES))('%s', (_name, stops) => expectToLeadOn(stops));

  // One after the other: a reconciliation looks at all purchases.
  test.each(Object.entries(FAILED))('%s', (_name, stops) => expectToLeadOn(stops));
});
