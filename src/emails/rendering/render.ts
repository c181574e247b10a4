import type { Mail } from '../../contract/mail.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { writeOut, type PageAddress } from './write-out.ts';

/** What a mailbox shows. */
export interface RenderedMail {
  /** One line, at most 78 characters. */
  subject: string;
  text: string;
  html: string;
}

/** Renders a mail in text and HTML. With `pageOf` it leads to a page of the customer. Pure: the same mail gives the same bytes, so a retry repeats it exactly. */
export function renderMail(mail: Mail, pageOf?: PageAddress): RenderedMail {
  const written = writeOut(mail, pageOf);
  return { subject: written.subject, text: renderText(written), html: renderHtml(written) };
}
