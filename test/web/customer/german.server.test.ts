import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { StatusFailedError } from '../../../src/client/no-answer.ts';
import type { RefusalCode } from '../../../src/contract/answers.ts';
import type { ClauseId } from '../../../src/contract/clause-id.ts';
import type { Consequences } from '../../../src/contract/preview.ts';
import type { DeadlineKind, Stage, TimelineEntry } from '../../../src/contract/status.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { ANNA, livesOf, type Lives } from '../../browser/customer-lives.ts';
import { wholeFromSnapshot, type WholePurchase } from '../../../src/web/api/purchase-view.ts';
import { checkPage, movedOnPage, refusedPage } from '../../../src/web/customer/act-pages.tsx';
import * as strangers from '../../../src/web/customer/find-page.tsx';
import { picturesPage } from '../../../src/web/customer/pictures.tsx';
import { noObjectionPage, objectionPage } from '../../../src/web/customer/objection.tsx';
import { MORE_EVIDENCE } from '../../../src/web/customer/questions.tsx';
import { purchasePage } from '../../../src/web/customer/purchase-page.tsx';
import { timeWords } from '../../../src/web/customer/follows.tsx';
import { HOUR_MS } from '../../../src/policy/duration.ts';
import { readerIn, readerOf } from '../../../src/web/customer/reader.ts';
import type { PageTextKey, PlainTextKey } from '../../../src/web/customer/texts/catalogue.ts';
import { de } from '../../../src/web/customer/texts/de.ts';
import { en } from '../../../src/web/customer/texts/en.ts';
import type { Visitor } from '../../../src/web/customer/visitor.ts';
import { STAGES as STAGE_NAMES } from '../../../dev/sandbox/page/wording/stages.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import { customerOf, followedOpening, sendPicture, type Customer, type SeenPage } from './customer.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';

const GRUND = 'Seit heute früh verliert die Nummer jeden zweiten Code.';

let rig: RunningRig;
let api: TestApi;
let served: PagesWithPictures;
let lives: Lives;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig, {
    mailSupport: () => Promise.resolve(true),
  });
  ({ api } = served);
  lives = livesOf({ rig }, ANNA);
});
afterAll(() => served.end());

/** Everything that a page says in words of ours: without what people have typed, and without names and ids. */
const ownWords = (html: string): string => {
  const shown = html
    .replaceAll(/<(\w+)[^>]* dir="auto"[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<bdi[^>]*>[\s\S]*?<\/bdi>/g, '…');
  const attributes = [
    ...shown.matchAll(
      /\b(?:alt|title|placeholder|aria-label|data-(?:left|moment|over|none|too-large|sending))="([^"]*)"/g,
    ),
  ].map(([, words]) => words);
  const text = shown.replaceAll(/<head>[\s\S]*?<title>([\s\S]*?)<\/title>[\s\S]*?<\/head>/g, ' $1 | ');
  return [text.replaceAll(/<\/(?:p|li|h\d|dt|dd|label|button|a|legend|summary)>/g, ' | '), ...attributes]
    .join(' | ')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
};

/** The parts of a text between what is put in. */
const partsOf = (text: string): string[] =>
  text
    .replaceAll(/\{\w+, plural,(?: \w+ \{[^{}]*\})+\}|\{\w+(?:, number)?\}/g, '\n')
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => /\p{L}{3}/u.test(part));

const keys = Object.keys(en) as PageTextKey[];
const german = Object.values(de).join('\n');
/** What only an English text says. */
const ENGLISH = new Set(keys.flatMap((key) => partsOf(en[key])).filter((part) => !german.includes(part)));
const ENGLISH_WORDS =
  /\b(?:the|you|your|until|claims?|refund|purchase|days|hours|minutes|reply|and|this|of|to|our|is|with|by|must|send|error|wrong)\b/i;

/** What is not German on a page that is. */
function foreignOn(html: string): string[] {
  const words = ownWords(html).replace('InstaOTP Rückgabe', '');
  const says = (part: string): boolean => {
    const at = words.indexOf(part);
    const [before = ' ', after = ' '] = [words[at - 1], words[at + part.length]];
    return at >= 0 && !/\p{L}/u.test(before) && !/\p{L}/u.test(after);
  };
  return [
    ...(html.includes('<html lang="de">') ? [] : ['its language is not named']),
    ...[...ENGLISH].filter(says),
    ...(ENGLISH_WORDS.exec(words) ?? []),
    ...(/undefined|null|NaN|\[object/.exec(words) ?? []),
  ];
}

const seen: string[] = [];
function expectGerman({ html }: Pick<SeenPage, 'html'>, name: string): void {
  seen.push(ownWords(html));
  expect({ name, foreign: foreignOn(html) }).toEqual({ name, foreign: [] });
}

interface Walker {
  customer: Customer;
  play: Play;
  at: string;
  /** Opens a page of the purchase, which has to be German. */
  open: (path: string) => Promise<SeenPage>;
  /** Sends the form whose button says this, which leads to a page that has to be German. */
  press: (page: SeenPage, button: PlainTextKey, typed?: Record<string, string>) => Promise<SeenPage>;
  /** Looks at a page that has to be German. */
  show: (page: Promise<SeenPage>, name: string) => Promise<SeenPage>;
}

type Walk = (walker: Walker) => Promise<void>;

const WALKS: readonly (readonly [life: keyof Lives, walk: Walk])[] = [
  [
    'waiting',
    async ({ open }) => {
      await open('/claim');
      await open('/nothing');
      await open('/done/claim-0123456789012345678901');
      await open('/objection');
    },
  ],
  [
    'used',
    async ({ open, press, customer, at, show }) => {
      const which = await open('/claim');
      await press(which, 'form.continue');
      await open('/choice');
      const question = await open('/claim/broken');
      await press(question, 'form.continue', { reason: 'Kaputt.' });
      await press(question, 'form.continue', { reason: 'K'.repeat(9_000) });
      await press(question, 'form.continue', { reason: 'K'.repeat(21_000) });
      const check = await press(question, 'form.continue', { reason: GRUND });
      await press(check, 'check.change');
      await show(
        customer.send(check, de['claim.confirm'], {}, { 'sec-fetch-site': 'cross-site' }),
        'not our form',
      );
      await show(customer.visit(`${at}/claim/broken`, { method: 'POST', body: '{}' }), 'no form');
    },
  ],
  [
    'completed',
    async ({ open }) => {
      await open('/claim');
      await open('/claim/no-code');
    },
  ],
  ['late', async ({ open }) => void (await open('/claim/no-code'))],
  ['noSms', async ({ open }) => void (await open('/claim'))],
  ['refundFailed', async () => undefined],
  [
    'toFile',
    async ({ open, press }) => {
      const check = await press(await open('/claim/broken'), 'form.continue', { reason: GRUND });
      await press(check, 'claim.confirm');
      await open('/claim');
    },
  ],
  [
    'toShow',
    async ({ open, press, customer, show }) => {
      const question = await open('/claim/not-working');
      const choosing = await press(question, 'claim.add_pictures', { reason: GRUND });
      const upload = (page: SeenPage, picture: Buffer | undefined): Promise<SeenPage> =>
        show(sendPicture(customer, page, picture, { button: de['pictures.upload'] }), 'upload');
      await upload(choosing, undefined);
      await upload(choosing, Buffer.from('My notes.'));
      await upload(choosing, Buffer.alloc(12_000_000, 1));
      await upload(
        choosing,
        Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic0000mif1heic')]),
      );
      await upload(choosing, (await somePicture()).subarray(0, 60));
      const one = await upload(choosing, await somePicture());
      const two = await upload(one, await somePicture());
      const back = await press(two, 'pictures.go_on');
      const check = await press(back, 'form.continue', { reason: GRUND });
      const fewer = await press(two, 'pictures.remove');
      await press(check, 'claim.confirm');
      const again = await press(await press(fewer, 'pictures.go_on'), 'form.continue', {
        reason: GRUND,
      });
      await press(again, 'claim.confirm');
      await press(two, 'pictures.remove');
      await open('');
    },
  ],
  [
    'needsEvidence',
    async ({ open, press, customer, show }) => {
      let page = await open('/evidence');
      for (let n = 0; n < 5; n += 1) {
        page = await show(
          sendPicture(customer, page, await somePicture(), { button: de['pictures.upload'] }),
          'upload',
        );
      }
      await press(page, 'form.continue', { evidence: '' });
      const check = await press(page, 'form.continue');
      await show(customer.send(check, 'Alle zu meiner Reklamation hinzufügen'), 'added');
      await open('');
    },
  ],
  ['inReview', async () => undefined],
  ['approved', async () => undefined],
  [
    'defect',
    async ({ open, press }) => {
      const check = await press(await open('/withdrawal'), 'form.continue');
      await press(check, 'withdrawal.confirm');
      await open('');
    },
  ],
  [
    'toMoveOn',
    async ({ open, press, play }) => {
      const check = await press(await open('/withdrawal'), 'form.continue', { reason: GRUND });
      await play.support('requestAccess', { what: 'Das Protokoll Ihres Hosts von heute früh.' });
      await press(check, 'withdrawal.confirm');
    },
  ],
  [
    'access',
    async ({ open, press }) => {
      const question = await open('/access');
      await press(question, 'form.continue');
      await press(question, 'form.continue', { granted: 'yes' });
      const check = await press(question, 'form.continue', { granted: 'no' });
      await press(check, 'access.confirm_no');
      await open('/claim');
      await open('/claim/broken');
      await open('/objection');
    },
  ],
  [
    'remedied',
    async ({ open, press }) => {
      const question = await open('/dispute');
      await press(question, 'form.continue');
      const check = await press(question, 'form.continue', { reason: GRUND });
      await press(check, 'dispute.confirm');
      await open('');
    },
  ],
  [
    'choice',
    async ({ open, press }) => {
      const question = await open('/choice');
      await press(question, 'form.continue');
      await press(question, 'form.continue', { remedy: 'replacement' });
      const check = await press(question, 'form.continue', { remedy: 'refund' });
      await press(check, 'choice.confirm_refund');
      await open('');
    },
  ],
  ['replaced', async ({ open }) => void (await open('/replacement'))],
  [
    'rejected',
    async ({ open, press }) => {
      const question = await open('/objection');
      await press(question, 'objection.send', { words: 'Falsch.' });
      await press(question, 'objection.send', { words: GRUND });
      const claim = await press(await open('/claim/broken'), 'form.continue', { reason: GRUND });
      await press(claim, 'claim.confirm');
      await open('/objection');
    },
  ],
];

test.each(WALKS)('of a German customer whose purchase is %s says nothing in English', async (life, walk) => {
  const play = await lives[life]();
  const at = `/purchases/${play.purchaseId}`;
  // The browser asks for English. What the purchase says has the last word.
  const { customer: opened, first } = await followedOpening(api, play.order);
  const customer: Customer = {
    ...opened,
    visit: (path, init = {}) =>
      opened.visit(path, { ...init, headers: { 'accept-language': 'en', ...(init.headers as object) } }),
  };
  const show = async (page: Promise<SeenPage>, name: string): Promise<SeenPage> => {
    const shown = await page;
    expectGerman(shown, `${life}: ${name}`);
    expect(shown.headers.get('vary') ?? '').not.toMatch(/accept-language/i);
    return shown;
  };
  await show(Promise.resolve(first), 'the purchase');
  await walk({
    customer,
    play,
    at,
    show,
    open: (path) => show(customer.visit(`${at}${path}`), path),
    press: (page, button, typed) => show(customer.send(page, de[button], typed), button),
  });
});

const germanAsked = { headers: { 'accept-language': 'de-CH, en;q=0.5' } };

test('before it is known whose purchase it is, the browser says the language, and caches are told so', async () => {
  const stranger = customerOf(api);
  const find = await stranger.visit('/find', germanAsked);
  const send = (page: SeenPage, typed: Record<string, string>): Promise<SeenPage> =>
    stranger.send(page, de['find.send'], typed, germanAsked.headers);
  const pages = {
    find,
    wrong: await send(find, { purchase: 'kein Kauf', email: 'niemand' }),
    sent: await send(find, { purchase: 'pur_nobodys', email: 'nobody@example.org' }),
    lost: await stranger.visit('/l/nothing', germanAsked),
    'another site': await stranger.send(
      find,
      de['find.send'],
      {},
      { ...germanAsked.headers, origin: 'null' },
    ),
    'no page': await stranger.visit('/customer/nothing', germanAsked),
    'no link': await stranger.visit('/purchases/pur_1/claim', germanAsked),
  };
  for (const [name, page] of Object.entries(pages)) {
    expectGerman(page, name);
    expect([name, page.headers.get('vary')]).toEqual([name, expect.stringMatching(/accept-language/i)]);
  }
  const plain = await stranger.visit('/find');
  expect(plain.html).toContain('<html lang="en">');
  expect(plain.text).toContain(en['find.title']);
});

test('an outage is told in the language of the browser', async () => {
  const broken = await servedApi(rig, {
    pages: true,
    own: true,
    returns: {
      ...rig.returns,
      snapshot: (purchaseId) => Promise.reject(new StatusFailedError(purchaseId, new Error('no worker'))),
    },
  });
  const order = rig.sandbox.shop.buy({});
  const { customer } = await followedOpening(broken, order);
  const page = await customer.visit(`/purchases/${order.purchaseId}`, germanAsked);
  expect(page.status).toBe(503);
  expectGerman(page, 'outage');
});

test('a link that does not open the purchase says nothing of its language to a stranger', async () => {
  const play = await lives.waiting();
  const page = await customerOf(api).visit(`/purchases/${play.purchaseId}`);
  expect([page.status, page.html.includes('<html lang="en">')]).toEqual([403, true]);
});

test('a customer whose purchase is English reads English pages in a German browser', async () => {
  const play = await livesOf({ rig }, { ...ANNA, locale: 'en-AT' }).waiting();
  const { customer } = await followedOpening(api, play.order);
  const page = await customer.visit(`/purchases/${play.purchaseId}`, germanAsked);
  expect(page.html).toContain('<html lang="en">');
  expect(page.text).toContain(en['headline.awaiting_sms']);
});

const after = <K extends string>(pattern: RegExp): K[] =>
  keys.flatMap((key) => pattern.exec(key)?.[1] ?? []) as K[];
const REFUSALS = after<RefusalCode>(/^refusal\.(\w+)\.why$/);
const DEADLINES = after<DeadlineKind>(/^deadline\.(\w+)\.until$/);
const PICTURE_FAULTS = keys.filter((key) => key.startsWith('picture_fault.'));

const CLAUSES = after<ClauseId>(/^clause\.(\w+)\.title$/);

/** What follows seldom. */
const AHEAD: readonly Pick<Consequences, 'stage' | 'money' | 'result'>[] = [
  { stage: 'returning_funds' },
  {
    stage: 'returning_funds',
    money: { kind: 'refund', amount: { amount: 149, currency: 'EUR' }, clause: 'C1', unlessSms: true },
  },
  { stage: 'closed', result: { outcome: 'fulfilled', clause: 'P1' } },
];

/** Answers to what no page of ours sends, and words that stand where the customer's own would. */
const NOT_SHOWN: readonly PageTextKey[] = [
  'form.what_happened',
  'form.choose_first',
  'form.not_taken',
  'withdrawal.without_reason',
];

const STAGES = Object.keys(STAGE_NAMES) as Stage[];

/** Every event that has a text of its own, with every detail that has one. */
const EVENTS: readonly TimelineEntry[] = keys.flatMap((key) => {
  const [, event, value] = /^event\.(\w+)(?:\.(\w+))?$/.exec(key) ?? [];
  if (event === undefined) return [];
  const data = value === undefined ? {} : { result: value, outcome: value, remedy: value };
  return [{ at: '2026-11-29T08:00:00.000Z', event, actor: 'system', visibility: 'public', data }];
});

test('what seldom happens is German too, and every text of the catalogue has been shown', async () => {
  const { purchaseId } = await lives.defect();
  const snapshot = await rig.returns.snapshot(purchaseId);
  const whole = snapshot && wholeFromSnapshot(snapshot, new Date());
  const claim = whole?.claim;
  if (whole === undefined || claim === undefined) throw new Error(`${purchaseId} has no claim`);
  const { nextDeadline: _nextDeadline, ...idle } = whole;
  const { claim: _claim, ...undated } = idle;
  const visitorOf = (more: Partial<WholePurchase>, base: typeof idle = whole): Visitor => ({
    whole: { ...base, evidenceHere: new Set(), ...more },
    reader: readerOf(whole.customer),
    formToken: 'token',
  });
  const at = '2026-11-29T08:00:00.000Z';
  const shown = (more: Partial<WholePurchase>, base?: typeof idle, isLost = false) =>
    purchasePage(visitorOf(more, base), {
      options: [],
      isLost,
      objectionTo: undefined,
      pictures: undefined,
      numbers: [
        { purchaseId: 'pur_0', depth: 0, isOwn: true, replacedAt: at },
        { purchaseId: 'pur_1', depth: 1, isOwn: true },
      ],
    });
  const fulfilled = { outcome: 'fulfilled', clause: 'P1', closedAt: at } as const;
  const approved: TimelineEntry[] = [
    { at, event: 'claim_approved', actor: 'support', clause: 'C3a', visibility: 'public' },
  ];
  const refund = { key: 'r', amount: 149, currency: 'EUR' };
  const unnamed = { ...whole.customer, name: 'x@y' };
  const terms = { ...whole.terms, service: 'x@y' };
  const pages = [
    ...REFUSALS.map((code) =>
      refusedPage(visitorOf({}), {
        title: de['act.submitClaim'],
        refusal: { code, clause: 'C3b', deadline: at, changesAt: at, claimTypes: ['major_defect'] },
      }),
    ),
    ...CLAUSES.map((clause) =>
      refusedPage(visitorOf({}), { title: de['act.submitClaim'], refusal: { code: 'not_now', clause } }),
    ),
    ...AHEAD.map((ahead) =>
      checkPage(
        { visitor: visitorOf({}), question: MORE_EVIDENCE, kind: '' },
        { typed: {}, follows: { nextDeadline: null, clocks: [], mails: [], ...ahead }, hidden: {} },
      ),
    ),
    shown({ timeline: [...EVENTS] }),
    ...DEADLINES.map((kind) =>
      shown({ nextDeadline: { kind, at: '2999-01-01T00:00:00.000Z', provisional: true } }),
    ),
    ...STAGES.map((stage) =>
      shown({ stage, claims: [], timeline: [], ...(stage === 'closed' && { result: fulfilled }) }),
    ),
    ...(['rejected', 'withdrawn', 'forfeited', 'disqualified', 'remedied'] as const).map((status) =>
      shown({ stage: 'claim_window', claims: [{ ...claim, status }] }),
    ),
    ...(['intended', 'sent', 'refused', 'unknown', 'confirmed'] as const).map((status) =>
      shown({ stage: 'returning_funds', refund: { ...refund, status }, timeline: approved }),
    ),
    ...(['refunded', 'replaced', 'fulfilled', 'closed_without_remedy'] as const).map((outcome) =>
      shown({ stage: 'closed', result: { outcome, clause: 'C3', closedAt: at } }),
    ),
    shown({}, undated),
    shown({ stage: 'in_review', source: 'record' }, idle),
    shown({ stage: 'replacing' }, idle),
    shown({ stage: 'in_remediation', source: 'record' }, idle, true),
    shown({ stage: 'awaiting_choice', depth: 3, replacement: { key: 'k', status: 'out_of_stock' } }),
    shown({ terms: { ...terms, replaces: { purchaseId: 'pur_1', originalPurchaseId: 'pur_1', depth: 1 } } }),
    shown({ stage: 'needs_evidence', customer: unnamed, terms }),
    shown({ customer: unnamed }),
    ...PICTURE_FAULTS.map((key) =>
      picturesPage(visitorOf({}), {
        pictures: [],
        to: { page: 'evidence', typed: {}, asked: '1' },
        faults: { picture: de[key] },
      }),
    ),
    movedOnPage(visitorOf({}), de['act.objection']),
    noObjectionPage(visitorOf({ claims: [] }), { unsent: GRUND }),
    strangers.tooManyPage(readerIn('de'), { seconds: 90 }),
    ...[
      de['objection.later'],
      de['objection.other_claim'],
      readerIn('de').say('objection.too_many', { time: timeWords(HOUR_MS, readerIn('de')) }),
    ].map((held) => objectionPage(visitorOf({}), { claimId: claim.claimId, typed: {}, faults: {}, held })),
    strangers.unavailablePage(readerIn('de')),
    strangers.brokenPage(readerIn('de'), 'req_1'),
    strangers.unreadPage(readerIn('de'), { isTooLarge: true }),
  ];
  for (const [n, page] of pages.entries()) expectGerman({ html: String(await page) }, `page ${n}`);
  const everything = seen.join('\n');
  const unseen = keys.filter((key) => !partsOf(de[key]).every((part) => everything.includes(part)));
  expect(unseen).toEqual(NOT_SHOWN);
});
