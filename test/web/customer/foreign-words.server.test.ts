import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { refundKey } from '../../../src/contract/ids.ts';
import type { MailTemplate } from '../../../src/contract/mail.ts';
import { HOUR_MS } from '../../../src/policy/duration.ts';
import { CUSTOMER_PAGES } from '../../../src/wording/customer-pages.ts';
import { TROUBLES } from '../../../src/web/customer/troubles.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import type { TestApi } from '../api/served-api.ts';
import { followedOpening, textOf } from './customer.ts';
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

/**
 * Leaves an attribute, a text, a field and a script if it is not written as text, and shows if it is written so twice. Has no
 * blanks, so that no mail breaks it.
 */
const EVIL = `"'></p></textarea><svg/onload=x>&lt;`;
/** What it would begin with its first tag. */
const BROKEN_OUT = /<\/?svg|"'>/;

const WHY = 'The code never worked, although I tried it three times.';

const used = async (): Promise<Play> => {
  const play = await openPlay(rig);
  await play.sms();
  return play;
};
const defect = async (reason = WHY): Promise<Play> => {
  const play = await used();
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  return play;
};
const inReview = async (): Promise<Play> => {
  const play = await used();
  const evidence = [{ evidenceId: 'ev_1' }];
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY, evidence });
  return play;
};

interface Field {
  /** Who writes it, and what it is. */
  field: string;
  /** A purchase that has `EVIL` in it. */
  written: () => Promise<Play>;
  /** The pages that show it as text, by the rest of their address. No other page has it. */
  pages: readonly string[];
  /** The mails that show it as text. No other mail has it. */
  mails: readonly MailTemplate[];
}

/** Every text from outside that a purchase keeps. */
const FIELDS: readonly Field[] = [
  {
    field: 'the shop’s name of the service',
    async written() {
      const play = await openPlay(rig, { service: EVIL });
      await play.sms();
      await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
      return play;
    },
    pages: [''],
    mails: ['remediation_started'],
  },
  {
    field: 'the customer’s name, which is left out because it is none',
    async written() {
      const customer = { customerId: 'cus_evil', email: 'evil@example.org', name: EVIL };
      const play = await openPlay(rig, { customer });
      await play.sms();
      await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'the customer’s locale and time zone, which are none',
    async written() {
      const customer = {
        customerId: 'cus_evil',
        email: 'evil@example.org',
        locale: EVIL.slice(0, 35),
        timeZone: EVIL,
      };
      const play = await openPlay(rig, { customer });
      await play.sms();
      await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'the order service’s reference of a refund',
    async written() {
      const play = await openPlay(rig);
      const { purchaseId, order } = play;
      rig.sandbox.shopData.refunds[refundKey(purchaseId)] = {
        refundId: EVIL,
        status: 'confirmed',
        purchaseId,
        ...order.price,
      };
      await play.cancelled();
      return play;
    },
    pages: [''],
    mails: ['funds_returned'],
  },
  {
    field: 'the order service’s reason for not paying',
    async written() {
      const play = await openPlay(rig);
      play.fault('refund', { kind: 'refused', reason: EVIL });
      await play.cancelled();
      expect(JSON.stringify(await play.status())).toContain('svg/onload');
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'the order service’s name of an event',
    async written() {
      const play = await openPlay(rig);
      const event = rig.sandbox.shop.deliverSms(play.purchaseId);
      await rig.returns.smsReceived(play.purchaseId, { ...event, eventId: EVIL });
      await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'the order service’s number of a replacement, which is none and not taken',
    async written() {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      const again = play.fault('lookUpReplacement', { kind: 'status', status: 503 });
      play.fault('replacement', { kind: 'answer_lost_after_effect' }, 1);
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      const { purchases, replacements } = rig.sandbox.shopData;
      const [, issued] =
        Object.entries(replacements).find(([key]) => key.startsWith(`replacement:${play.purchaseId}:`)) ?? [];
      if (issued?.result !== 'issued') throw new Error('no replacement was issued');
      const { order } = purchases[issued.purchaseId] ?? expect.fail();
      order.activation.phoneNumber = EVIL;
      again();
      await play.pass(HOUR_MS);
      expect((await play.status()).stage).toBe('replacing');
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'support’s reference of money that came back another way',
    async written() {
      const play = await openPlay(rig);
      play.fault('refund', { kind: 'refused', reason: 'till closed' });
      await play.cancelled();
      const settled = {
        step: 'refund',
        action: 'returned_otherwise',
        reference: EVIL,
        note: 'Seen.',
      } as const;
      await play.support('settleByHand', settled);
      return play;
    },
    pages: [''],
    mails: ['funds_returned'],
  },
  {
    field: 'support’s note on a step that was settled by hand, which is for support',
    async written() {
      const play = await openPlay(rig);
      play.fault('refund', { kind: 'refused', reason: 'till closed' });
      await play.cancelled();
      const settled = {
        step: 'refund',
        action: 'returned_otherwise',
        reference: 'cb-7',
        note: EVIL,
      } as const;
      await play.support('settleByHand', settled);
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'support’s reason for a rejection',
    async written() {
      const play = await defect();
      await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: EVIL });
      return play;
    },
    pages: ['', '/objection'],
    mails: ['claim_rejected'],
  },
  {
    field: 'support’s words to support',
    async written() {
      const play = await defect();
      const decided = { decision: 'reject', clause: 'X1', note: 'Seen.', internalNote: EVIL } as const;
      await play.support('decideClaim', decided);
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'the agent’s own name',
    async written() {
      const play = await defect();
      const decided = { decision: 'reject', clause: 'X1', note: 'Seen.' } as const;
      await play.ask('decideClaim', { kind: 'support', id: EVIL }, decided);
      expect((await play.status()).claims[0]?.status).toBe('rejected');
      return play;
    },
    pages: [],
    mails: [],
  },
  {
    field: 'support’s reason for an approval',
    async written() {
      const play = await inReview();
      await play.support('decideClaim', { decision: 'approve', note: EVIL });
      return play;
    },
    pages: [''],
    mails: ['claim_approved'],
  },
  {
    field: 'support’s request for more pictures',
    async written() {
      const play = await inReview();
      await play.support('decideClaim', { decision: 'request_evidence', note: EVIL });
      return play;
    },
    pages: [''],
    mails: ['evidence_requested'],
  },
  {
    field: 'support’s request for access',
    async written() {
      const play = await defect();
      await play.support('requestAccess', { what: EVIL });
      return play;
    },
    pages: ['', '/access'],
    mails: ['access_requested'],
  },
  {
    field: 'support’s report of a repair',
    async written() {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'done', summary: EVIL });
      return play;
    },
    pages: ['', '/dispute'],
    mails: ['remedied'],
  },
  {
    field: 'support’s report that nothing can be put right',
    async written() {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'not_possible', summary: EVIL });
      return play;
    },
    pages: [''],
    mails: ['choice_offered'],
  },
  { field: 'the customer’s reason', written: () => defect(`${WHY} ${EVIL}`), pages: [''], mails: [] },
  {
    field: 'the customer’s reason for a withdrawal',
    async written() {
      const play = await defect();
      await play.customer('withdrawClaim', { reason: EVIL });
      return play;
    },
    pages: [''],
    mails: [],
  },
  {
    field: 'the customer’s reason for a dispute',
    async written() {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
      await play.customer('disputeRemediation', { reason: EVIL });
      return play;
    },
    pages: [''],
    mails: [],
  },
  {
    field: 'the kind of a picture that is kept elsewhere',
    async written() {
      const play = await used();
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
      await play.customer('addEvidence', { evidence: [{ evidenceId: 'ev_1', mediaType: EVIL }] });
      return play;
    },
    pages: [],
    mails: [],
  },
];

/** Every page that a purchase has for questions, whether or not it asks them now. */
const PAGES: readonly string[] = [
  ...CUSTOMER_PAGES.map((page) => (page === '' ? '' : `/${page}`)),
  ...TROUBLES.map(({ key }) => `/claim/${key}`),
  '/nothing',
];

describe('words from outside arrive as text, where they are meant to be read, and nowhere else:', () => {
  test.concurrent.each(FIELDS)('$field', async ({ written, pages, mails }) => {
    const play = await written();
    const { customer } = await followedOpening(api, play.order);
    const shown: string[] = [];
    for (const page of PAGES) {
      const { html } = await customer.visit(`/purchases/${play.purchaseId}${page}`);
      expect([page, BROKEN_OUT.exec(html)]).toEqual([page, null]);
      if (textOf(html).includes(EVIL)) shown.push(page);
      else expect([page, html.includes('svg/onload')]).toEqual([page, false]);
    }
    expect(shown).toEqual(pages);
    const sent = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
    const told = new Set<string | null>();
    for (const { template, subject, text, html } of sent) {
      expect([template, BROKEN_OUT.exec(html)]).toEqual([template, null]);
      const [inText, inHtml] = [text.includes(EVIL), textOf(html).includes(EVIL)];
      expect([template, inText]).toEqual([template, inHtml]);
      if (inText) told.add(template);
      else expect([template, `${subject} ${text} ${html}`.includes('svg/onload')]).toEqual([template, false]);
    }
    expect([...told]).toEqual(mails);
  });
});
