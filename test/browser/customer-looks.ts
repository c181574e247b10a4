import type { Page } from 'playwright-core';
import type { Play } from '../../dev/rig/play.ts';
import { brokenPage, notOursPage, tooManyPage, unavailablePage } from '../../src/web/customer/find-page.tsx';
import { readerIn } from '../../src/web/customer/reader.ts';
import type { Language } from '../../src/emails/texts/languages.ts';
import type { PageCatalogue } from '../../src/web/customer/texts/catalogue.ts';
import { de } from '../../src/web/customer/texts/de.ts';
import { en } from '../../src/web/customer/texts/en.ts';
import type { Html } from '../../src/web/parts/html.ts';
import { LONG_WORDS, REASON, type Lives } from './customer-lives.ts';

/** One page to look at: whose purchase, where, and what is done there first. */
export interface Look {
  name: string;
  /** `undefined`: nobody's. `path` is then the whole address. */
  life?: keyof Lives;
  path?: string;
  reach?: (page: Page, play: Play | undefined) => Promise<void>;
}

/** Pages that show only when something of ours is broken, or has had enough. */
export const brokenIn = (language: Language): Readonly<Record<string, Html>> => ({
  'not-available': unavailablePage(readerIn(language)),
  'too-many-tries': tooManyPage(readerIn(language), { seconds: 60 }),
  'not-our-form': notOursPage(readerIn(language)),
  broken: brokenPage(readerIn(language), 'req_0f8e7b6a-4c1d-4f5e-9a3b-2d1c0b9a8f7e'),
});

const pressed = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click();
};
const chosen = (page: Page, name: string): Promise<void> =>
  page.getByRole('radio', { name, exact: true }).check();
const onward =
  (...steps: ((page: Page) => Promise<void>)[]) =>
  async (page: Page): Promise<void> => {
    for (const step of steps) await step(page);
  };
const choose =
  (name: string) =>
  (page: Page): Promise<void> =>
    chosen(page, name);
const write =
  (text: string) =>
  (page: Page): Promise<void> =>
    page.getByRole('textbox').fill(text);
const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    pressed(page, name);

const attach =
  (picture: string | { name: string; mimeType: string; buffer: Buffer }) =>
  (page: Page): Promise<void> =>
    page.locator('input[type=file]').setInputFiles(picture);

/** A picture that is at hand. */
export const SCREENSHOT = 'docs/images/customer-choice.png';

const looksIn = (words: PageCatalogue): readonly Look[] => {
  const next = press(words['form.continue']);
  const upload = press(words['pictures.upload']);
  return [
    { name: 'waiting', life: 'waiting' },
    { name: 'claim-too-early', life: 'waiting', path: '/claim' },
    { name: 'window', life: 'used' },
    { name: 'no-sms', life: 'noSms' },
    { name: 'refund-failed', life: 'refundFailed' },
    { name: 'refund-held-up', life: 'refundRefused' },
    { name: 'put-off', life: 'putOff' },
    { name: 'no-code', life: 'noCode', path: '/claim/no-code' },
    { name: 'no-code-check', life: 'noCode', path: '/claim/no-code', reach: onward(write(REASON), next) },
    {
      name: 'no-code-done',
      life: 'noCode',
      path: '/claim/no-code',
      reach: onward(write(REASON), next, press(words['claim.confirm'])),
    },
    { name: 'trouble', life: 'used', path: '/claim' },
    { name: 'trouble-fulfilled', life: 'completed', path: '/claim' },
    { name: 'trouble-error', life: 'used', path: '/claim', reach: next },
    { name: 'claim', life: 'used', path: '/claim/broken' },
    { name: 'claim-error', life: 'used', path: '/claim/broken', reach: onward(write('Broken.'), next) },
    { name: 'claim-check', life: 'used', path: '/claim/broken', reach: onward(write(REASON), next) },
    {
      name: 'claim-changed',
      life: 'used',
      path: '/claim/broken',
      reach: onward(write(REASON), next, press(words['check.change'])),
    },
    { name: 'claim-refused', life: 'completed', path: '/claim/no-code' },
    {
      name: 'claim-done',
      life: 'toFile',
      path: '/claim/broken',
      reach: onward(write(REASON), next, press(words['claim.confirm'])),
    },
    { name: 'needs-evidence', life: 'needsEvidence' },
    { name: 'pictures-none', life: 'needsEvidence', path: '/evidence' },
    {
      name: 'pictures-error',
      life: 'needsEvidence',
      path: '/evidence',
      reach: onward(
        attach({ name: 'notes.txt', mimeType: 'image/png', buffer: Buffer.from('My notes.') }),
        upload,
      ),
    },
    { name: 'pictures', life: 'needsEvidence', path: '/evidence', reach: onward(attach(SCREENSHOT), upload) },
    { name: 'pictures-check', life: 'needsEvidence', path: '/evidence', reach: next },
    {
      name: 'claim-with-pictures',
      life: 'toShow',
      path: '/claim/not-working',
      reach: onward(
        write(REASON),
        press(words['claim.add_pictures']),
        attach(SCREENSHOT),
        upload,
        press(words['pictures.go_on']),
      ),
    },
    {
      name: 'claim-pictures',
      life: 'toShow',
      path: '/claim/not-working',
      reach: press(words['claim.change_pictures']),
    },
    {
      name: 'claim-pictures-check',
      life: 'toShow',
      path: '/claim/not-working',
      reach: onward(write(REASON), next),
    },
    {
      name: 'claim-pictures-done',
      life: 'toShow',
      path: '/claim/not-working',
      reach: onward(write(REASON), next, press(words['claim.confirm'])),
    },
    { name: 'in-review-with-pictures', life: 'toShow' },
    { name: 'in-review', life: 'inReview' },
    { name: 'review-late', life: 'reviewLate' },
    { name: 'approved', life: 'approved' },
    { name: 'in-remediation', life: 'defect' },
    { name: 'withdrawal', life: 'defect', path: '/withdrawal' },
    { name: 'withdrawal-check', life: 'defect', path: '/withdrawal', reach: next },
    { name: 'claim-open', life: 'defect', path: '/claim' },
    { name: 'access-requested', life: 'access' },
    { name: 'access', life: 'access', path: '/access' },
    { name: 'access-error', life: 'access', path: '/access', reach: next },
    {
      name: 'access-check',
      life: 'access',
      path: '/access',
      reach: onward(choose(words['access.no']), next),
    },
    {
      name: 'access-refused',
      life: 'access',
      path: '/access',
      reach: onward(choose(words['access.no']), next, press(words['access.confirm_no'])),
    },
    { name: 'remedied', life: 'remedied' },
    { name: 'dispute', life: 'remedied', path: '/dispute' },
    { name: 'dispute-check', life: 'remedied', path: '/dispute', reach: onward(write(REASON), next) },
    { name: 'awaiting-choice', life: 'choice' },
    { name: 'choice', life: 'choice', path: '/choice' },
    { name: 'choice-error', life: 'choice', path: '/choice', reach: next },
    {
      name: 'choice-check',
      life: 'choice',
      path: '/choice',
      reach: onward(choose(words['choice.replacement']), next),
    },
    { name: 'out-of-stock', life: 'outOfStock' },
    { name: 'out-of-stock-choice', life: 'outOfStock', path: '/choice' },
    { name: 'replacing', life: 'replacing' },
    { name: 'replaced', life: 'replaced' },
    { name: 'without-remedy', life: 'withoutRemedy' },
    { name: 'rejected', life: 'rejected' },
    { name: 'objection', life: 'rejected', path: '/objection' },
    {
      name: 'objection-error',
      life: 'rejected',
      path: '/objection',
      reach: onward(write('Wrong.'), press(words['objection.send'])),
    },
    {
      name: 'objection-done',
      life: 'rejected',
      path: '/objection',
      reach: onward(write(REASON), press(words['objection.send'])),
    },
    {
      name: 'objection-too-late',
      life: 'rejected',
      path: '/claim/broken',
      async reach(page, play) {
        await onward(write(REASON), next, press(words['claim.confirm']))(page);
        await page.goto(new URL(`/purchases/${play?.purchaseId}/objection`, page.url()).href);
      },
    },
    { name: 'foreign-words', life: 'foreign' },
    { name: 'foreign-access', life: 'foreign', path: '/access' },
    { name: 'foreign-check', life: 'foreign', path: '/withdrawal', reach: onward(write(LONG_WORDS), next) },
    {
      name: 'moved-on',
      life: 'toMoveOn',
      path: '/withdrawal',
      async reach(page, play) {
        await next(page);
        await play?.support('requestAccess', { what: 'The log of your host from this morning.' });
        await pressed(page, words['withdrawal.confirm']);
      },
    },
    { name: 'no-such-page', life: 'used', path: '/nothing' },
    { name: 'find', path: '/find' },
    {
      name: 'find-error',
      path: '/find',
      async reach(page) {
        await page.getByLabel(words['purchase.id'], { exact: true }).fill('not a purchase');
        await pressed(page, words['find.send']);
      },
    },
    {
      name: 'find-sent',
      path: '/find',
      async reach(page) {
        await page.getByLabel(words['purchase.id'], { exact: true }).fill('pur_nobodys');
        await page.getByLabel(words['find.email'], { exact: true }).fill('nobody@example.org');
        await pressed(page, words['find.send']);
      },
    },
    { name: 'lost', path: '/l/nothing' },
  ];
};

/** The customer of this life is German, and so are its pages. */
const isForeign = ({ life }: Look): boolean => life === 'foreign';

/** Every page that a customer can see. Those that act have a purchase of their own. */
export const LOOKS: readonly Look[] = [
  ...looksIn(en).filter((look) => !isForeign(look)),
  ...looksIn(de).filter(isForeign),
];

/** Pages with the longest German words, and one of each kind. */
const GERMAN: ReadonlySet<string> = new Set([
  'refund-failed',
  'trouble-fulfilled',
  'claim-check',
  'claim-refused',
  'pictures-error',
  'access-check',
  'awaiting-choice',
  'choice-error',
  'objection-error',
  'moved-on',
  'find-error',
]);

/** The same pages for a German customer. */
export const GERMAN_LOOKS: readonly Look[] = looksIn(de).filter(({ name }) => GERMAN.has(name));
