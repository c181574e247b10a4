import { describe, expect, test } from 'vitest';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { en } from '../../../src/emails/texts/en.ts';
import type { MailTexts } from '../../../src/emails/texts/mail-texts.ts';
import { readOwnTexts } from '../../../src/emails/texts/read-own-texts.ts';
import { sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';

const problemsOf = (own: unknown): readonly string[] => {
  const read = readOwnTexts(JSON.stringify(own));
  return read.ok ? [] : read.problems;
};

function textsOf(own: unknown): MailTexts {
  const read = readOwnTexts(JSON.stringify(own));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.texts;
}

const inEnglish = (key: string, text: unknown): readonly string[] =>
  problemsOf({ texts: { en: { [key]: text } } });

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('a shop speaks in its own words', () => {
  const mail = sampleMail(sampleNamed('funds_returned.r2'));

  test('with its name, a prefix to every subject, and the texts that it has changed, in both parts', () => {
    const texts = textsOf({
      name: 'Numbers & Co',
      subjectPrefix: '[Numbers]',
      texts: { en: { 'funds_returned.what_happened': 'Done: you have {amount} back.' } },
    });
    const { subject, text, html } = renderMail(mail, undefined, texts);
    expect(subject).toBe('[Numbers] Refund confirmed (Telegram …4821)');
    expect(flat(text)).toContain('Done: you have € 1,49 back.');
    expect(flat(text)).toContain('This is an automatic mail from Numbers & Co about your purchase');
    expect(flat(html)).toContain('Done: you have € 1,49 back.');
    expect(html).toContain('This is an automatic mail from Numbers &amp; Co about your purchase');
    for (const part of [subject, text, html]) expect(part).not.toContain('InstaOTP');
  });

  test('and in ours where it says nothing else', () => {
    expect(renderMail(mail, undefined, textsOf({}))).toEqual(renderMail(mail));
    expect(renderMail(mail, undefined, textsOf({ texts: { en: {} } }))).toEqual(renderMail(mail));
  });

  test('a copy of all our texts as its own changes nothing', () => {
    const texts = textsOf({ texts: { en } });
    for (const { content } of SAMPLES) {
      expect(renderMail(sampleMail(content), undefined, texts)).toEqual(renderMail(sampleMail(content)));
    }
  });

  test('markup in its texts and its prefix is shown as it was typed', () => {
    const typed = '<b onclick="x()">Hi</b> & <a href="https://x.example">';
    const { text, html } = renderMail(
      mail,
      undefined,
      textsOf({
        subjectPrefix: '<u>N</u>',
        texts: { en: { 'funds_returned.what_happened': `${typed} {amount}` } },
      }),
    );
    expect(flat(text)).toContain(`${typed} € 1,49`);
    expect(flat(html)).toContain(
      '&lt;b onclick=&quot;x()&quot;&gt;Hi&lt;/b&gt; &amp; &lt;a href=&quot;https://x.example&quot;&gt; € 1,49',
    );
    expect(html).toContain('<title>&lt;u&gt;N&lt;/u&gt; Refund confirmed');
    expect(html.match(/<(?:b|a|u|i)[ >]/g)).toBeNull();
  });

  test('the longest prefix leaves the last digits of the number in every subject of 78 characters', () => {
    const texts = textsOf({ subjectPrefix: 'x'.repeat(19) });
    for (const { content } of SAMPLES) {
      const { subject } = renderMail(sampleMail(content), undefined, texts);
      expect(subject).toMatch(/^x{19} \S.*…4821\)$/);
      expect(subject.length).toBeLessThanOrEqual(78);
    }
  });

  test('a number of its own can be left out where our text counts, and be written as a plural', () => {
    const key = 'claim_approved.refund_only';
    expect(inEnglish(key, 'No more: {replacements} times is enough.')).toEqual([]);
    expect(
      inEnglish(key, 'No more after {replacements, plural, =1 {one replacement} other {# replacements}}.'),
    ).toEqual([]);
  });
});

describe('what does not fit is told by its key, with what would be right', () => {
  test('parts and languages that are not there', () => {
    expect(problemsOf({ from: 'a@example.com' })).toEqual([
      'from is not known: the parts are name, sender, subjectPrefix and texts',
    ]);
    expect(problemsOf({ texts: { tlh: {} } })[0]).toMatch(
      /^texts\.tlh is no language of the mails: there are en/,
    );
    expect(problemsOf({ texts: { en: 'Hello' } })).toEqual([
      'texts.en must be an object with a text for each key',
    ]);
    expect(problemsOf([])).toEqual(['the file must hold one JSON object']);
    expect(readOwnTexts('{')).toEqual({ ok: false, problems: ['the file is no JSON'] });
  });

  test('a key that is not there is answered with its neighbours', () => {
    expect(inEnglish('choice_defaulted.headlin', 'x')).toEqual([
      'texts.en.choice_defaulted.headlin is no text of the mails: there are choice_defaulted.headline, choice_defaulted.preheader, choice_defaulted.what_happened, choice_defaulted.link',
    ]);
    expect(inEnglish('toString', 'x')).toEqual([
      'texts.en.toString is no text of the mails: `cli mail-texts` prints all keys',
    ]);
  });

  test.each([
    ['{amount} is {where}', ['has {where}, which it does not get: it gets {amount}']],
    ['It is back.', ['leaves out {amount}: this text has to say it in every case']],
    [
      '{amount, number}',
      ['uses {amount} in a way that does not fit: it is written already, so put {amount} alone'],
    ],
    [
      '{amount, select, other {all}}',
      ['uses {amount} in a way that does not fit: it is written already, so put {amount} alone'],
    ],
    [
      '{amount, date}',
      ['uses {amount} in a way that does not fit: it is written already, so put {amount} alone'],
    ],
    [
      '{amount',
      [
        "cannot be read as ICU MessageFormat (EXPECT_ARGUMENT_CLOSING_BRACE): write a brace that is text as '{'",
      ],
    ],
    ['', ['must be a text without blanks around it']],
    [' {amount}', ['must be a text without blanks around it']],
    ['{amount}\nBcc: x', ['must be one line, without control characters']],
    ['{amount} \u202e', ['must be one line, without control characters']],
    [`{amount} ${'x'.repeat(992)}`, ['has 1001 characters: 1000 at most']],
    [149, ['must be a text in quotes']],
  ])('funds_returned.what_happened as %j', (text, problems) =>
    expect(inEnglish('funds_returned.what_happened', text)).toEqual(
      problems.map((problem) => `texts.en.funds_returned.what_happened ${problem}`),
    ),
  );

  test('what has to be said stands in each branch of a plural', () => {
    const key = 'claim.window';
    expect(inEnglish(key, '{claims, plural, one {Once in {period}} other {# times in {period}}}.')).toEqual(
      [],
    );
    expect(inEnglish(key, '{claims, plural, one {Once} other {# times in {period}}}.')).toEqual([
      'texts.en.claim.window leaves out {period}: this text has to say it in every case',
    ]);
    expect(inEnglish(key, '{claims, plural, one {Once in {period}}}.')).toEqual([
      "texts.en.claim.window cannot be read as ICU MessageFormat (MISSING_OTHER_CLAUSE): write a brace that is text as '{'",
    ]);
  });

  test.each([
    ['review_delayed.headline', 'x'.repeat(51), 'has 51 characters: 50 at most'],
    ['review_delayed.link', 'x'.repeat(61), 'has 61 characters: 60 at most'],
    ['review_delayed.preheader', 'x'.repeat(151), 'has 151 characters: 150 at most'],
    ['choice_offered.preheader.by_reply', 'x'.repeat(151), 'has 151 characters: 150 at most'],
  ])('%s can be too long', (key, text, problem) => {
    expect(inEnglish(key, text)).toEqual([`texts.en.${key} ${problem}`]);
    expect(inEnglish(key, text.slice(1))).toEqual([]);
  });

  test.each([
    ['name', 'x'.repeat(41), 'name has 41 characters: 40 at most'],
    ['name', 'Numbers\r\nBcc: a@example.com', 'name must be one line, without control characters'],
    ['name', 'https://x.example', 'name must be a name, without an address and without < > @ "'],
    ['sender', 'x'.repeat(61), 'sender has 61 characters: 60 at most'],
    ['sender', 'a@example.com', 'sender must be a name, without an address and without < > @ "'],
    ['subjectPrefix', 'x'.repeat(20), 'subjectPrefix has 20 characters: 19 at most'],
    ['subjectPrefix', '', 'subjectPrefix must be a text without blanks around it'],
  ])('%s as %j', (part, value, problem) => expect(problemsOf({ [part]: value })).toEqual([problem]));

  test('all problems are told at once', () => {
    expect(
      problemsOf({ name: '', texts: { en: { 'a.b': 'x', 'claim_approved.preheader': 'Money' } } }),
    ).toHaveLength(3);
  });
});

describe('what has to be said cannot be left out', () => {
  test.each([
    ['funds_returned.money', 'amount'],
    ['claim_rejected.preheader', 'clause'],
    ['frame.clause', 'clause'],
    ['frame.until', 'what'],
    ['frame.until_at_least', 'what'],
    ['remedied.time', 'period'],
    ['evidence_requested.time', 'reminder'],
    ['claim.how_to_file', 'characters'],
    ['claim.window', 'claims'],
    ['frame.footer', 'version'],
    ['details.claim_value', 'claimId'],
    ['replacement_issued.preheader_number', 'phoneNumber'],
    ['claim_refused.what_happened', 'why'],
  ] as const)('%s says {%s}', (key, name) => {
    expect(en[key]).toContain(`{${name}`);
    const without = en[key].replaceAll(/\{[^}]*\}/g, (each) =>
      each.slice(1, -1).split(',')[0] === name ? '…' : each,
    );
    expect(inEnglish(key, without)).toEqual([
      `texts.en.${key} leaves out {${name}}: this text has to say it in every case`,
    ]);
  });

  test.each([
    ['frame.greeting_by_name', 'Good day,'],
    ['frame.about_service', 'This is about your number.'],
    ['claim_received.what_happened', 'We have got your claim.'],
  ])('%s may do without a name', (key, text) => expect(inEnglish(key, text)).toEqual([]));
});
