import { expect, test } from 'vitest';
import { mailTextsOf } from '../../../src/emails/texts/mail-texts.ts';
import { mailRoutes } from '../../../dev/sandbox/page/mail-routes.ts';
import { LANGUAGES, onScreen, previewOf, SCHEMES } from '../../../dev/mails/preview.ts';
import { SAMPLES } from '../../../dev/mails/samples.ts';

test.each([...LANGUAGES])('every sample has a preview in %s, in that language', (language) => {
  for (const { name } of SAMPLES) {
    const html = previewOf(name, language)?.html ?? '';
    expect([name, html.includes(`<html lang="${language}`)]).toEqual([name, true]);
  }
});

test('English is the first language', () => expect(LANGUAGES[0]).toBe('en'));

test('what a preview shows does not depend on the screen that it is looked at on', () => {
  const { html } = previewOf('choice_offered.not_in_time', 'en') ?? expect.fail();
  expect(html).toContain('prefers-color-scheme');
  const shown = SCHEMES.map((scheme) => onScreen(html, scheme));
  expect(shown.filter((each) => each.includes('prefers-color-scheme'))).toEqual([]);
  expect(shown.map((each) => /@media (\w+(?: \w+)?) \{/.exec(each)?.[1])).toEqual(['not all', 'all']);
});

test('there is no preview of another mail, or in another language', () => {
  expect(previewOf('nothing', 'en')).toBeUndefined();
  expect(previewOf('funds_returned.r2', 'tlh')).toBeUndefined();
});

test('with texts of a shop every preview, and its page, shows what the customers of that shop get', async () => {
  const texts = mailTextsOf({
    name: 'Numbers & Co',
    subjectPrefix: '[Numbers]',
    texts: {
      en: { 'frame.greeting_by_name': 'Good day, {name}.' },
      de: { 'frame.greeting_by_name': 'Guten Tag, {name}.' },
    },
  });
  const greetings = { en: 'Good day, Anna Gruber.', de: 'Guten Tag, Anna Gruber.' };
  const pages = mailRoutes(async (c, _title, content) => c.html(await content), texts);
  const shown = async (path: string): Promise<string> => (await pages.request(path)).text();
  expect(await shown('/mails')).toContain('The words are those of MAIL_TEXTS');
  for (const language of LANGUAGES) {
    for (const { name } of SAMPLES) {
      const { subject, text } = previewOf(name, language, texts) ?? expect.fail();
      expect([name, subject.slice(0, 9), text.includes(greetings[language])]).toEqual([
        name,
        '[Numbers]',
        true,
      ]);
      expect([name, text.includes('Numbers & Co'), text.includes('InstaOTP')]).toEqual([name, true, false]);
    }
    const [{ name } = expect.fail()] = SAMPLES;
    const page = await shown(`/mails/${name}?language=${language}`);
    const mail = await shown(`/mails/${name}/html?language=${language}&scheme=dark`);
    for (const seen of [page, mail]) expect(seen).toContain(greetings[language]);
    expect(mail).toContain('Numbers &amp; Co');
  }
});
