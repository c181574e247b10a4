import type { Contact } from '../../contract/purchase-order.ts';
import { recipientOf, type Recipient } from '../../emails/rendering/instant.ts';
import type { Language } from '../../emails/texts/languages.ts';
import { speechIn, type Speech } from '../../emails/texts/say.ts';
import { en } from './texts/en.ts';

/** Who reads a page: in which language, and how dates and amounts are written for them. */
export interface Reader extends Recipient, Speech<typeof en> {
  language: Language;
}

const SPEECH = speechIn<typeof en>('en', en);

/** A customer reads their purchase's pages as they read its mails, whatever their browser asks for. */
export const readerOf = (contact: Pick<Contact, 'locale' | 'timeZone'>): Reader => ({
  language: 'en',
  ...recipientOf(contact, 'en'),
  ...SPEECH,
});

/** Somebody of whom no more than the language is known. */
export const readerIn = (language: 'en'): Reader => ({ ...readerOf({}), language });
