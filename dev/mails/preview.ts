import type { MailContent, MailTemplate } from '../../src/contract/mail.ts';
import type { Contact } from '../../src/contract/purchase-order.ts';
import { renderMail, type RenderedMail } from '../../src/emails/rendering/render.ts';
import { CATALOGUES, isLanguage, type Language } from '../../src/emails/texts/languages.ts';
import type { MailTexts } from '../../src/emails/texts/mail-texts.ts';
import { CONTACTS, sampleMail, SAMPLES } from './samples.ts';

/** Who reads the previews of a language. */
const READERS: Readonly<Record<Language, Contact>> = {
  en: { ...CONTACTS.vienna, locale: 'en-GB' },
  de: { ...CONTACTS.vienna, locale: 'de-AT' },
};

/** English first. */
export const LANGUAGES: readonly Language[] = Object.keys(CATALOGUES).filter(isLanguage);

/** As a mail program shows it whose owner has chosen a light or a dark screen. */
export const SCHEMES = ['light', 'dark'] as const;

export type Scheme = (typeof SCHEMES)[number];

/** The links in previews lead nowhere. */
const PAGES = 'https://returns.example.com';

const rendered = (content: MailContent, to: Contact, texts: MailTexts | undefined): RenderedMail => {
  const pageOf = (purchaseId: string, page: string): string =>
    [PAGES, 'purchases', purchaseId, page].filter((part) => part !== '').join('/');
  return renderMail(sampleMail(content, to), pageOf, texts);
};

/**
 * A sample as it is mailed in a language, in the words of `texts`; default: ours. `undefined`: there is no such sample, or no
 * such language.
 */
export function previewOf(name: string, language: string, texts?: MailTexts): RenderedMail | undefined {
  const sample = SAMPLES.find((each) => each.name === name);
  return sample && isLanguage(language) ? rendered(sample.content, READERS[language], texts) : undefined;
}

/** The HTML as on a light or on a dark screen, whichever this one is. */
export const onScreen = (html: string, scheme: Scheme): string =>
  html
    .replaceAll('@media (prefers-color-scheme: dark)', scheme === 'dark' ? '@media all' : '@media not all')
    .replaceAll('content="light dark"', `content="${scheme}"`);

/** The samples of a template, by the names of their wordings. */
export const wordingsOf = (template: MailTemplate): readonly string[] =>
  SAMPLES.filter(({ content }) => content.template === template).map(({ name }) => name);
