import type { Mail } from '../../contract/mail.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import type { MailTexts } from '../texts/mail-texts.ts';
import { writeOut, type PageAddress } from './write-out.ts';

/** What a mailbox shows. */
export interface RenderedMail {
  /** One line, at most 78 characters. */
  subject: string;
  text: string;
  html: string;
}

/**
 * Renders a mail in text and HTML. With `pageOf` it leads to a page of the customer, with `texts` it speaks as a shop wants
 * it. Pure: the same mail and the same texts give the same bytes, so a retry repeats it exactly.
 */
export function renderMail(mail: Mail, pageOf?: PageAddress, texts?: MailTexts): RenderedMail {
  const written = writeOut(mail, pageOf, texts);
  return { subject: written.subject, text: renderText(written), html: renderHtml(written) };
}
