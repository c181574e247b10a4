import type { Mail } from '../../contract/mail.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { writeOut } from './write-out.ts';

/** What a mailbox shows. */
export interface RenderedMail {
  /** One line, at most 78 characters. */
  subject: string;
  text: string;
  html: string;
}

/** Renders a mail in text and HTML. Pure: the same mail gives the same bytes, so a retry repeats it exactly. */
export function renderMail(mail: Mail): RenderedMail {
  const written = writeOut(mail);
  return { subject: written.subject, text: renderText(written), html: renderHtml(written) };
}
