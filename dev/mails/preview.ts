import type { MailContent, MailTemplate } from '../../src/contract/mail.ts';
import type { Contact } from '../../src/contract/purchase-order.ts';
import { renderMail, type RenderedMail } from '../../src/emails/rendering/render.ts';
import { CONTACTS, sampleMail, SAMPLES } from './samples.ts';

/** Who reads the previews. A language of the mails is previewed if one of them gets his mails in it. */
const READERS: readonly Contact[] = [{ ...CONTACTS.vienna, locale: 'en-GB' }, CONTACTS.vienna];

/** As a mail program shows it whose owner has chosen a light or a dark screen. */
export const SCHEMES = ['light', 'dark'] as const;

export type Scheme = (typeof SCHEMES)[number];

/** The links in previews lead nowhere. */
const PAGES = 'https://returns.example.com';

const rendered = (content: MailContent, to: Contact): RenderedMail =>
  renderMail(sampleMail(content, to), (purchaseId, page) =>
    [PAGES, 'purchases', purchaseId, page].filter((part) => part !== '').join('/'),
  );

/** The language in which somebody gets his mails, e.g. `en`. */
function languageOf(to: Contact): string {
  const { html } = rendered({ template: 'link_requested' }, to);
  return /^<html lang="([a-z]+)/m.exec(html)?.[1] ?? 'en';
}

/** The languages in which mails come out, each with the first who reads it. */
const readers: ReadonlyMap<string, Contact> = new Map(READERS.toReversed().map((to) => [languageOf(to), to]));

/** English first. */
export const LANGUAGES: readonly string[] = [...readers.keys()].toReversed();

/** A sample as it is mailed in a language. `undefined`: there is no such sample, or no such language. */
export function previewOf(name: string, language: string): RenderedMail | undefined {
  const sample = SAMPLES.find((each) => each.name === name);
  const reader = readers.get(language);
  return sample && reader && rendered(sample.content, reader);
}

/** The HTML as on a light or on a dark screen, whichever this one is. */
export const onScreen = (html: string, scheme: Scheme): string =>
  html
    .replaceAll('@media (prefers-color-scheme: dark)', scheme === 'dark' ? '@media all' : '@media not all')
    .replaceAll('content="light dark"', `content="${scheme}"`);

/** The samples of a template, by the names of their wordings. */
export const wordingsOf = (template: MailTemplate): readonly string[] =>
  SAMPLES.filter(({ content }) => content.template === template).map(({ name }) => name);
