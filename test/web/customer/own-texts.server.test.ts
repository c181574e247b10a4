import { beforeAll, expect, test } from 'vitest';
import { openPlay } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import {
  OUR_PAGE_TEXTS,
  PAGE_CATALOGUES,
  readOwnPageTexts,
  type PageTexts,
} from '../../../src/web/customer/texts/page-texts.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi } from '../api/served-api.ts';
import { customerOf, followedOpening } from './customer.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const REASON = 'The service says that this number is not valid.';

function textsOf(texts: Readonly<Record<string, Readonly<Record<string, string>>>>): PageTexts {
  const read = readOwnPageTexts(JSON.stringify({ texts }));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.texts;
}

test('pages speak in a shop’s own words, in the language of the purchase, and do what they did', async () => {
  const texts = textsOf({
    en: {
      'headline.claim_window': 'Is all well with your number?',
      'form.continue': 'Go on <b>now</b>',
      'find.title': 'Lost your way?',
    },
    de: { 'headline.claim_window': 'Ist mit der Nummer alles gut?' },
  });
  const api = await servedApi(rig, { own: true, pages: true, texts, shop: 'Numbers & Co' });
  const play = await openPlay(rig);
  await play.sms();
  const { customer } = await followedOpening(api, play.order);
  const at = `/purchases/${play.purchaseId}`;
  const page = await customer.visit(at);
  expect(page.text).toContain('Is all well with your number?');
  expect(page.text).not.toContain('Did your number work?');
  expect(page.text).toContain('Numbers & Co returns');
  // What it does not say itself is said in our words, and markup is text.
  const question = await customer.visit(`${at}/claim/not-working`);
  expect(question.text).toContain('What happened when you used the number?');
  expect(question.html).toContain('Go on &lt;b&gt;now&lt;/b&gt;');
  const check = await customer.send(question, 'Go on <b>now</b>', { reason: REASON });
  await customer.send(check, 'File the claim');
  expect((await play.status()).claims).toHaveLength(1);

  const stranger = customerOf(api);
  expect((await stranger.visit('/find')).text).toContain('Lost your way?');
  const german = await stranger.visit('/find', { headers: { 'accept-language': 'de' } });
  expect(german.text).toContain(PAGE_CATALOGUES.de['find.title']);
});

test('a copy of all our texts as its own changes nothing, and is taken', () => {
  const texts = textsOf(PAGE_CATALOGUES);
  for (const language of ['en', 'de'] as const) {
    const said = (by: PageTexts) => [
      by[language].say('frame.skip'),
      by[language].say('too_many.lead', { time: 'x' }),
      by[language].say('duration.seconds', { n: 2 }),
    ];
    expect(said(texts)).toEqual(said(OUR_PAGE_TEXTS));
  }
});

test.each([
  ['money.awaiting_sms', 'Your {yours} waits.', 'leaves out {at}: this text has to say it in every case'],
  ['find.title', 'Go {where}', 'has {where}, which it does not get: it gets none'],
  ['find.title', '', 'must be a text without blanks around it'],
  ['find.title', 'a\nb', 'must be one line, without control characters'],
  ['find.title', 'x'.repeat(1_001), 'has 1001 characters: 1000 at most'],
  [
    'find.titel',
    'x',
    `is no text of the pages: there are ${Object.keys(PAGE_CATALOGUES.en)
      .filter((key) => key.startsWith('find.'))
      .join(', ')}`,
  ],
  ['nothing', 'x', 'is no text of the pages: `cli page-texts` prints all keys'],
])('%s as %j is refused, saying what would be right', (key, text, problem) =>
  expect(readOwnPageTexts(JSON.stringify({ texts: { en: { [key]: text } } }))).toEqual({
    ok: false,
    problems: [`texts.en.${key} ${problem}`],
  }),
);
