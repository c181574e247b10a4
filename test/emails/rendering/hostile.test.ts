import { describe, expect, test } from 'vitest';
import type { Mail, MailContent } from '../../../src/contract/mail.ts';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { CONTACTS, sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';

const HOSTILE = {
  html: '</p><script>alert(1)</script><img src=x onerror="alert(2)">&lt;b&gt;',
  'header injection': 'ok\r\nBcc: victim@example.net\r\n\r\nnew body',
  'bare line feeds': 'a\nb\n\n\nc',
  'four thousand characters': 'long '.repeat(800),
  'one word of four thousand': 'x'.repeat(4000),
  emoji: '👩‍👩‍👧‍👦'.repeat(300),
  'right to left': 'שלום עולם \u202etxet desrever',
  'control characters': 'a\u0000b\u001b[31mred\u0007',
  template: '${process.env.HOME} {{name}} %s',
} as const;

/** Puts the text wherever a person's words can stand. */
function poisoned(content: MailContent, text: string): Mail {
  const words = { note: text, what: text, summary: text };
  const filled = Object.fromEntries(
    Object.entries(content).map(([field, value]) => [field, field in words ? text : value]),
  ) as unknown as MailContent;
  return {
    ...sampleMail(filled, { ...CONTACTS.vienna, name: text }),
    service: text,
  };
}

const hasWords = (content: MailContent): boolean =>
  'note' in content || 'what' in content || 'summary' in content;

/** The markup of a page, without the line breaks of quoted words. */
const tags = (page: string): string[] =>
  (page.match(/<\/?[a-z][^>]*>/g) ?? []).filter((tag) => tag !== '<br>');

describe.each(Object.entries(HOSTILE))('%s in every foreign text', (_what, text) => {
  test.each(SAMPLES)('$name keeps its header and its markup', ({ content }) => {
    const harmless = renderMail(sampleMail(content));
    const { subject, html } = renderMail(poisoned(content, text));
    // oxlint-disable-next-line no-control-regex -- what a header must not hold
    expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e]/);
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(tags(html)).toEqual(tags(harmless.html));
  });

  test.each(SAMPLES.filter(({ content }) => hasWords(content)))('$name keeps the words', ({ content }) => {
    const { text: shown, html } = renderMail(poisoned(content, text));
    // oxlint-disable-next-line no-control-regex -- the only characters that are taken out
    const letters = text.replace(/[\s\u0000-\u001f]/g, '');
    const quoted = shown.replace(/^> ?/gm, '').replace(/\s/g, '');
    expect(quoted).toContain(letters);
    const unescaped = html
      .replaceAll('<br>', '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
    expect(unescaped.replace(/\s/g, '')).toContain(letters);
  });
});

test('a note of blanks only is no quote', () => {
  const rejected = sampleNamed('claim_rejected.x3');
  const { text } = renderMail(sampleMail({ ...rejected, note: ' \n ' } as MailContent));
  expect(text).not.toContain('Support wrote');
});

test('a line of support that looks like our own stays inside the quote', () => {
  const rejected = sampleNamed('claim_rejected.x3');
  const note = 'fine\nYour money: gone\n    Monday 1 January 2029, 00:00 UTC';
  const { text, html } = renderMail(sampleMail({ ...rejected, note } as MailContent));
  expect(text.match(/^Your money: /gm)).toHaveLength(1);
  expect(text).toContain('> fine\n> Your money: gone\n>     Monday 1 January 2029, 00:00 UTC');
  expect(html.match(/<time /g)).toHaveLength(2);
});
