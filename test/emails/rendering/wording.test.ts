import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MailContent } from '../../../src/contract/mail.ts';
import type { Contact } from '../../../src/contract/purchase-order.ts';
import { CLAUSES } from '../../../src/policy/clauses.ts';
import { recipientOf, writeInstant } from '../../../src/emails/rendering/instant.ts';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { CONTACTS, sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';

const SNAPSHOTS = path.join(import.meta.dirname, 'snapshots');

/** About addresses and links, on which the policy is silent. */
const WITHOUT_CLAUSE: ReadonlySet<string> = new Set(['contact_corrected', 'link_requested']);

const eachForEach = Object.entries(CONTACTS).flatMap(([contact, to]) =>
  SAMPLES.map(({ name, content }) => ({ contact, to, name, content })),
);

const textOf = (name: string): string => flat(renderMail(sampleMail(sampleNamed(name))).text);

/** All mails under one version of the policy. */
const texts = (policyVersion: string): string =>
  SAMPLES.map(({ content }) => flat(renderMail({ ...sampleMail(content), policyVersion }).text)).join('\n');

/** Every instant that a content names, whatever its field is called. */
const instantsIn = (content: MailContent): string[] =>
  Object.entries(content).flatMap(([field, value]) =>
    (field === 'until' || field === 'claimsUntil') && typeof value === 'string' ? [value] : [],
  );

/** What a recipient of the HTML sees. */
const seen = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const flat = (text: string): string => text.replace(/^> ?/gm, '').replace(/\s+/g, ' ');

describe('what is sent', () => {
  test.each(eachForEach)(
    '$name to a contact with $contact is word for word the committed text',
    async (mail) => {
      const { subject, text } = renderMail(sampleMail(mail.content, mail.to));
      await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(
        path.join(SNAPSHOTS, mail.contact, `${mail.name}.txt`),
      );
    },
  );

  test.each(['funds_returned.r2', 'evidence_requested.more', 'choice_offered.not_in_time'])(
    'the HTML of %s is byte for byte the committed one',
    async (name) => {
      const { html } = renderMail(sampleMail(sampleNamed(name)));
      await expect(html).toMatchFileSnapshot(path.join(SNAPSHOTS, 'vienna', `${name}.html.snap`));
    },
  );
});

describe.each(eachForEach)('$name to a contact with $contact', ({ content, to }) => {
  const { subject, text, html } = renderMail(sampleMail(content, to));

  test('names a clause with its id and says it in plain words, in both parts', () => {
    const quoted = Object.values(CLAUSES).filter(({ id, title, plain }) =>
      flat(text).includes(`Clause ${id}, ${title}: ${plain}`),
    );
    // No clause says where mails and links go.
    expect(quoted).toHaveLength(WITHOUT_CLAUSE.has(content.template) ? 0 : 1);
    for (const { id, title, plain } of quoted) {
      expect(flat(seen(html))).toContain(`Clause ${id}, ${title}: ${plain}`);
      if ('clause' in content) expect(id).toBe(content.clause);
    }
  });

  test('says once where the money is and once what the customer can do', () => {
    for (const part of [text, seen(html)]) {
      expect(part.match(/Your money: \S/g)).toHaveLength(1);
      expect(part.match(/What you can do:/g)?.length ?? 0).toBeLessThanOrEqual(1);
    }
    const over = 'No further claim can be filed for this purchase.';
    expect(text.includes('What you can do:') || text.includes(over)).toBe(true);
  });

  test('tells every deadline in the zone of the customer and in UTC, the same in both parts, and no other', () => {
    const recipient = recipientOf(to);
    const lines = instantsIn(content).flatMap((at) => {
      const { local, utc } = writeInstant(at, recipient);
      return local === undefined ? [utc] : [local, utc];
    });
    expect(text.match(/^ {4}\S.*$/gm)?.map((line) => line.trim()) ?? []).toEqual(lines);
    expect([...html.matchAll(/<time[^>]*><bdi[^>]*>(.*?)<\/bdi>/g)].map(([, shown]) => shown)).toEqual(lines);
    const exact = [...html.matchAll(/<time datetime="(.*?)">/g)].map(([, at]) => at);
    expect(new Set(exact)).toEqual(new Set(instantsIn(content)));
    for (const line of lines.filter((_, index) => index % 2 === 1 || recipient.timeZone === 'UTC')) {
      expect(line).toMatch(/ UTC$/);
    }
  });

  test('says "until at least" exactly where the deadline can still move', () => {
    const atLeast = 'atLeast' in content;
    expect(flat(text).includes('until at least:')).toBe(atLeast);
    expect(flat(seen(html)).includes('until at least:')).toBe(atLeast);
  });

  test('keeps to its measures: subject 78, headline 50, text lines 76 unless one word is longer', () => {
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(text.split('\n')[0]?.length).toBeLessThanOrEqual(50);
    for (const line of text.split('\n')) {
      if (line.length > 76) expect(line.trim().split(' ')).toHaveLength(1);
    }
  });

  test('has no gap, loads nothing and links nowhere', () => {
    for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
    expect(html).not.toMatch(/https?:|src=|href=|url\(|<script|<img|@import/i);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
  });

  test('never names the address it goes to', () => {
    for (const part of [subject, text, html]) expect(part).not.toContain('@example.org');
  });

  test('says the same words in text and HTML', () => {
    const plain = flat(text.replace(/^=+$/m, '').replace('-- \n', '').replace(/^- /gm, ''));
    const shown = flat(seen(html));
    expect(shown).toContain(plain.trim());
  });
});

describe('the numbers are those of the version that the purchase lives by', () => {
  test('2026-01 says five days, and in every mail that a day is 24 hours', () => {
    expect(texts('2026-01')).toContain('The policy gives 5 days from the purchase to file a claim');
    expect(texts('2026-01')).toContain('That is 5 days, counted from the moment you filed the claim.');
    expect(texts('2026-01')).not.toMatch(/12 hours|120 hours/);
    expect(texts('2026-01').match(/In the policy a day is 24 hours\./g)).toHaveLength(SAMPLES.length);
  });

  test('sandbox-short says 12 hours and nowhere five days', () => {
    expect(texts('sandbox-short')).toContain('The policy gives 12 hours from the purchase to file a claim');
    expect(texts('sandbox-short')).toContain(
      'That is 12 hours, counted from the moment you filed the claim.',
    );
    expect(texts('sandbox-short')).not.toMatch(/5 days|five days|120 hours/);
  });

  test('a version that was never shipped is refused by name', () => {
    const content = sampleNamed('funds_returned.r2');
    expect(() => renderMail({ ...sampleMail(content), policyVersion: '1999-01' })).toThrow(
      'policyVersion 1999-01 is not a version of the policy: the mail cannot state its terms',
    );
  });
});

describe('readings of the policy are told where they bind', () => {
  test.each([
    ['evidence_requested.first', 'If nothing arrives by then, the claim is forfeited'],
    ['evidence_requested.c1', 'If nothing arrives, support decides on what it has.'],
    [
      'access_requested.c3b',
      'You have 14 days from this mail. If you have not answered by then, that counts as a refusal.',
    ],
    ['access_requested.c3b', 'Do not send a password, a key or a code. We never ask for them.'],
    ['evidence_requested.first', 'Cover passwords and codes in them first. We never ask for them.'],
    ['remedied.c3', 'If we hear nothing by then, the claim is closed as remedied.'],
    ['choice_offered.not_in_time', 'You have 14 days. If we hear nothing by then, you get the refund.'],
    ['remediation_resumed.access_granted', 'was paused while we waited for your answer (1 day and 2 hours)'],
    ['remediation_resumed.disputed', 'from our report until your dispute (less than a minute)'],
    ['claim_approved.c1', 'the full price of the original payment, without compensation on top'],
    ['claim_approved.c3a', 'after 2 new numbers in a row a defect is refunded'],
    ['refund_failed.r2', 'We are sorry'],
    ['refund_failed.r2', 'The money has not reached you after all.'],
    ['refund_delayed.r2', 'We are sorry'],
    ['review_delayed.c2', 'We are sorry'],
    ['choice_offered.not_in_time', 'We are sorry'],
    ['choice_offered.not_in_time', 'we have not put the defect right in the 5 days that we had for it'],
    ['choice_offered.disputed', 'We are sorry'],
    ['choice_offered.not_possible', 'We are sorry'],
    ['claim_rejected.x3', 'We are sorry'],
    ['claim_rejected.x3', 'If you think that this is wrong, reply to this mail: name the claim below'],
    ['claim_rejected.r1', 'our records of this purchase contradict your claim'],
    ['claim_rejected.r1', 'If you think that this is wrong, reply to this mail'],
    ['access_refused.silence', 'If you think that this is wrong, reply to this mail'],
    ['claim_closed.forfeited', 'If you think that this is wrong, reply to this mail'],
    ['claim_refused.too_late', 'If you think that this is wrong, reply to this mail'],
    ['replacement_issued.c3a', 'Your new number: +436605550177'],
    ['refund_failed.r2', 'under it we still owe you € 1,49.'],
    ['refund_failed.r2', 'a person of our support looks at it now'],
    ['refund_failed.r2', 'whether the card or account that you paid with still exists'],
    ['refund_failed.r2', 'Leave its number out.'],
    ['refund_failed.r2', 'You lose nothing by waiting.'],
    ['replacement_unavailable.c3a', 'you have at least 3 days to choose'],
    ['claim_refused.needs_sms', 'that is a claim under C1, SMS not received'],
    ['claim_refused.fulfilled', 'that is a claim under C2, number not usable'],
  ])('%s says: %s', (name, words) => expect(textOf(name)).toContain(words));

  test('a delay says what an SMS would change while the cancellation hangs, and no longer when only the refund does', () => {
    const words = 'If the cancellation shows that an SMS had arrived after all';
    expect(textOf('refund_delayed.r2')).toContain(words);
    expect(textOf('refund_delayed.r2_refund')).not.toMatch(/SMS had arrived|file a claim/);
    expect(textOf('refund_delayed.c2')).not.toContain(words);
    const price = { amount: 149, currency: 'EUR' };
    const earlier: MailContent = { template: 'refund_delayed', clause: 'R2', amount: price };
    expect(renderMail(sampleMail(earlier)).text).toBe(
      renderMail(sampleMail(sampleNamed('refund_delayed.r2'))).text,
    );
  });

  test('a C1 asked for evidence is never threatened with forfeiture', () => {
    expect(textOf('evidence_requested.c1')).not.toContain('forfeited');
    expect(textOf('evidence_reminder.c1')).not.toContain('forfeited');
  });

  test('a refund that failed promises no time, no new try and no confirmation', () => {
    const text = textOf('refund_failed.c3a');
    expect(text).toContain('Reference of the refund: rf_89');
    expect(text.split(' -- ')[0]).not.toMatch(/until|within|\bdays?\b|\bhours?\b|soon|again|you get a mail/i);
  });

  test('a claim that was the last one offers no further claim', () => {
    expect(textOf('claim_withdrawn.last')).toContain('No further claim can be filed for this purchase.');
    expect(textOf('claim_withdrawn.last')).not.toContain('You can file');
  });

  test.each(SAMPLES)(
    '$name speaks of the money as if a claim could follow only where one can',
    ({ content }) => {
      const text = flat(renderMail(sampleMail(content)).text);
      const noFurther = text.includes('No further claim can be filed for this purchase.');
      expect(text.includes('Your money: stays with us. ')).toBe(noFurther);
    },
  );

  test.each(['refund_pending.c2', 'refund_delayed.c2'])(
    '%s asks for no screenshots: the claim is approved',
    (name) =>
      expect(textOf(name)).toContain(
        'we need screenshots to decide. Your claim under this clause is approved.',
      ),
  );
});

describe('which number it is about', () => {
  test.each(SAMPLES)('$name says the last four digits in subject and first line', ({ content }) => {
    const { subject, text } = renderMail(sampleMail(content));
    expect(subject).toMatch(/ \(Telegram …4821\)$/);
    expect(flat(text)).toContain('Hello Anna Gruber, This is about your Telegram number ending in 4821.');
  });

  test('a mail that an earlier version has posted is told without them', () => {
    const { numberEnding: _, ...mail } = sampleMail(sampleNamed('funds_returned.r2'));
    const { subject, text } = renderMail(mail);
    expect(subject).toBe('Refund confirmed (Telegram)');
    expect(flat(text)).toContain('This is about your Telegram number.');
    const claim = { claimId: 'clm_p-1042_2', claimType: 'major_defect' } as const;
    const issued = { template: 'replacement_issued', replacementPurchaseId: 'p-1077', ...claim } as const;
    expect(renderMail(sampleMail(issued)).text).not.toMatch(/Your new number:|undefined/);
  });

  test('a long name of a service leaves room for them', () => {
    const mail = { ...sampleMail(sampleNamed('refund_delayed.r2')), service: 'x'.repeat(100) };
    expect(renderMail(mail).subject).toMatch(/^Your refund is delayed \(x+… …4821\)$/);
    expect(renderMail(mail).subject).toHaveLength(78);
  });
});

describe('no stranger’s words under the name of the seller', () => {
  const advert = 'Claim 500 USD at https://prize.example/x now';
  test.each(SAMPLES)('$name greets nobody by a name that is none', ({ content }) => {
    const { subject, text, html } = renderMail(sampleMail(content, { ...CONTACTS.vienna, name: advert }));
    expect(text).toContain('\nHello,\n');
    for (const part of [subject, text, html]) expect(part).not.toMatch(/prize|500 USD/);
  });
});

test('the same mail renders to the same bytes, so a retry repeats it', () => {
  const to: Contact = CONTACTS.vienna;
  for (const { content } of SAMPLES) {
    expect(renderMail(sampleMail(content, to))).toEqual(renderMail(sampleMail(structuredClone(content), to)));
  }
});
