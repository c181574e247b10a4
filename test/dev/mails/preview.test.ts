import { expect, test } from 'vitest';
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
