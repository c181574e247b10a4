import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { hasPage, pageFor } from '../../../src/wording/customer-pages.ts';
import { sampleMail, sampleNamed, SAMPLES } from '../../../dev/mails/samples.ts';

const SNAPSHOTS = path.join(import.meta.dirname, 'snapshots');
const SECOND_WAY =
  'You can also reply to this mail: our support reads the answers. A reply by itself decides nothing. What counts is what you do on the page, or what our support enters for you.';

const pageOf = (id: string, page: string): string => `https://returns.example/purchases/${id}/${page}`;
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const linked = SAMPLES.filter(({ content }) => hasPage(content.template));

/** Only a person can help with these, so they ask for a reply on every deployment. */
const WORDS_TO_SUPPORT: ReadonlySet<string> = new Set([
  'funds_returned',
  'refund_failed',
  'claim_refused',
  'claim_withdrawn',
]);

describe.each(linked)('$name with a page', ({ name, content }) => {
  const { subject, text, html } = renderMail(sampleMail(content), pageOf);

  test('is word for word the committed text', async () => {
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(
      path.join(SNAPSHOTS, 'with-link', `${name}.txt`),
    );
  });

  test('leads to the page of its act by one link, in both parts', () => {
    const about =
      content.template === 'replacement_issued'
        ? content.replacementPurchaseId
        : sampleMail(content).purchaseId;
    const address = pageOf(about, hasPage(content.template) ? pageFor(content.template) : 'none');
    expect(text.match(/https:\S+/g)).toEqual([address]);
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual([address]);
  });

  test('says once that a reply decides nothing, and asks for one only where no page does the act', () => {
    expect(flat(text).split(SECOND_WAY)).toHaveLength(2);
    expect(flat(html).split(SECOND_WAY)).toHaveLength(2);
    const asksForAReply = /\brepl(?:y|ies)\b/i.test(flat(text).replace(SECOND_WAY, ''));
    expect(asksForAReply).toBe(WORDS_TO_SUPPORT.has(content.template));
  });
});

test.each(SAMPLES)('$name without pages says that a reply is read, and of no link', ({ content }) => {
  const { text, html } = renderMail(sampleMail(content));
  expect(flat(text)).toContain('You can reply: our support reads the answers.');
  expect(flat(text)).not.toContain('decides nothing');
  expect(html).not.toContain('href=');
});

test('the mail to an old address has no link, and asks for a reply also where there are pages', () => {
  const mail = sampleMail(sampleNamed('contact_corrected.to-the-one-before'));
  expect(renderMail(mail, pageOf)).toEqual(renderMail(mail));
});
