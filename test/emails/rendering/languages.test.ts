import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MailContent } from '../../../src/contract/mail.ts';
import type { Contact } from '../../../src/contract/purchase-order.ts';
import { recipientOf, writeInstant } from '../../../src/emails/rendering/instant.ts';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { CATALOGUES, isLanguage, languageOf } from '../../../src/emails/texts/languages.ts';
import { mailTextsOf } from '../../../src/emails/texts/mail-texts.ts';
import { moneyInLocale } from '../../../src/wording/money.ts';
import { sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';

const SNAPSHOTS = path.join(import.meta.dirname, 'snapshots');
const MOST_BYTES = 60_000;

const pageOf = (id: string, page: string): string => `https://returns.example/purchases/${id}/${page}`;
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

const contactIn = (locale: string): Contact => ({
  email: 'kundin@example.org',
  name: 'Anna Gruber',
  locale,
  timeZone: 'Europe/Vienna',
});
const inGerman = (content: MailContent) => sampleMail(content, contactIn('de-AT'));
const inEnglish = (content: MailContent) => sampleMail(content, contactIn('en-AT'));

/** The markup without what is said in it. The tag of the language stands in for the region's. */
const tags = (page: string): string[] =>
  (page.match(/<\/?[a-z][^>]*>/g) ?? []).map((tag) => tag.replace(/lang="[^"]*"/, 'lang'));

describe.each([
  { folder: 'wien', to: undefined },
  { folder: 'wien-with-link', to: pageOf },
])('a mail in German ($folder)', ({ folder, to }) => {
  test.each(SAMPLES)('$name is word for word the committed text', async ({ name, content }) => {
    const { subject, text } = renderMail(inGerman(content), to);
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(
      path.join(SNAPSHOTS, folder, `${name}.txt`),
    );
  });

  test.each(SAMPLES)(
    '$name has the blocks, the deadlines and the links of the English one',
    ({ content }) => {
      const german = renderMail(inGerman(content), to);
      const english = renderMail(inEnglish(content), to);
      expect(tags(german.html)).toEqual(tags(english.html));
      expect(german.text.match(/https:\S+/g)).toEqual(english.text.match(/https:\S+/g));
    },
  );

  test.each(SAMPLES)('$name says nothing in English but what support has typed', ({ content }) => {
    const { subject, text } = renderMail(inGerman(content), to);
    const ours = text.replace(/^>.*$/gm, '').replace(/https:\S+/g, '');
    const english = /\b(?:the|you|your|until|claim|refund|replacement|purchase|hello|days?|hours?|reply)\b/i;
    expect(subject).not.toMatch(english);
    expect(ours).not.toMatch(english);
  });

  test.each(SAMPLES)('$name keeps to the measures of a mail', ({ content }) => {
    const { subject, text, html } = renderMail(inGerman(content), to);
    expect(subject).toMatch(/ \(Telegram …4821\)$/);
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(text.split('\n')[0]?.length).toBeLessThanOrEqual(50);
    for (const line of text.split('\n')) {
      if (line.length > 76) expect(line.trim().split(' ')).toHaveLength(1);
    }
    for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
  });
});

describe.each(Object.keys(CATALOGUES).filter(isLanguage))('in %s', (language) => {
  test.each(SAMPLES)('$name weighs less than 60 kB, loads nothing and names its language', ({ content }) => {
    const { subject, text, html } = renderMail(sampleMail(content, contactIn(`${language}-AT`)), pageOf);
    expect(Buffer.byteLength(subject + text + html)).toBeLessThan(MOST_BYTES);
    expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${language}" dir="ltr">`));
    expect(html).not.toMatch(/src=|url\(|<script|<img|<link|@import|@font-face/i);
    for (const [, address = ''] of html.matchAll(/https?:\/\/([^"\s<]*)/g)) {
      expect(address).toMatch(/^returns\.example\/purchases\//);
    }
  });
});

describe('dates, amounts and lengths of time are German', () => {
  test.each([
    ['de-AT', 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)'],
    ['de-DE', 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)'],
    ['de', 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)'],
    ['de-US', 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)'],
  ])('to a customer with the locale %s an instant is %s', (locale, local) =>
    expect(
      writeInstant('2026-03-29T01:00:00.000Z', recipientOf({ locale, timeZone: 'Europe/Vienna' }, 'de')),
    ).toEqual({ local, utc: 'Sonntag, 29. März 2026, 01:00 UTC' }),
  );

  test.each([
    ['de', '1,49 €'],
    ['de-DE', '1,49 €'],
    ['de-AT', '€ 1,49'],
    ['de-XX', '1,49 €'],
  ])('to a customer with the locale %s an amount is %s', (locale, written) =>
    expect(
      plain(
        moneyInLocale({ amount: 149, currency: 'EUR' }, recipientOf({ locale }, languageOf(locale)).locale),
      ),
    ).toBe(written),
  );

  test.each([
    ['remediation_started.c3', 'Das sind 5 Tage, gezählt ab dem Augenblick Ihrer Reklamation.'],
    ['remediation_resumed.access_granted', '(1 Tag und 2 Stunden)'],
    ['remediation_resumed.disputed', '(weniger als eine Minute)'],
    ['evidence_requested.first', 'Wir erinnern Sie einmal, 24 Stunden vor dem Ende.'],
    ['claim_approved.c3a', 'Nach 2 neuen Nummern in Folge wird ein Mangel erstattet.'],
    ['claim_approved.c1', 'Sie erhalten € 1,49 zurück.'],
    [
      'choice_offered.not_in_time',
      'Sie können wählen bis: Sonntag, 29. März 2026, 01:59 MEZ (Europe/Vienna)',
    ],
    ['remedied.c3', 'Wenn der Mangel noch besteht, können Sie widersprechen, mindestens bis:'],
  ])('%s says: %s', (name, words) =>
    expect(flat(renderMail(inGerman(sampleNamed(name))).text)).toContain(words),
  );
});

test('what support has typed is shown as it is, in whatever language', () => {
  const note = 'Please send the log.\n<b>Bitte</b> „alles“ schicken.';
  const content = { ...sampleNamed('claim_rejected.x3'), note } as MailContent;
  const { text, html } = renderMail(inGerman(content));
  expect(text).toContain('Unser Support schreibt:\n> Please send the log.\n> <b>Bitte</b> „alles“ schicken.');
  expect(html).toContain('Please send the log.<br>\n&lt;b&gt;Bitte&lt;/b&gt; „alles“ schicken.');
});

test('a shop’s own texts are those of one language, and the other stays as it is', () => {
  const content = sampleNamed('funds_returned.r2');
  const texts = mailTextsOf({ texts: { de: { 'funds_returned.headline': 'Geld ist da' } } });
  expect(renderMail(inGerman(content), undefined, texts).subject).toBe('Geld ist da (Telegram …4821)');
  expect(renderMail(inEnglish(content), undefined, texts)).toEqual(renderMail(inEnglish(content)));
});

test.each(['Klicken Sie hier', 'Gutschein gewonnen', 'Ihr Konto'])('%s is greeted as no name', (name) => {
  const mail = sampleMail(sampleNamed('funds_returned.r2'), { ...contactIn('de-AT'), name });
  expect(renderMail(mail).text).toContain('\nGuten Tag,\n');
});
