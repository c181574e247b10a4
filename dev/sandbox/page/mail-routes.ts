import { Hono, type Context } from 'hono';
import type { MailTexts } from '../../../src/emails/texts/mail-texts.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import { LANGUAGES, onScreen, previewOf, SCHEMES } from '../../mails/preview.ts';
import { mailListPage, mailPage } from './mail-pages.ts';

/**
 * Pages on which every mail can be read, in the words in which they are sent. They know nothing of the purchases. `page` frames
 * what they show.
 */
export function mailRoutes(
  page: (c: Context, title: string, content: Html) => Promise<Response>,
  texts: MailTexts | undefined,
): Hono {
  const app = new Hono();
  const languageOf = (c: Context): string => c.req.query('language') ?? LANGUAGES[0] ?? '';
  app.get('/mails', (c) => page(c, 'Every mail', mailListPage(texts)));
  app.get('/mails/:name', (c) => {
    const [name, language] = [c.req.param('name'), languageOf(c)];
    const mail = previewOf(name, language, texts);
    const content = mail && mailPage(name, language, mail);
    return mail === undefined || content === undefined ? c.notFound() : page(c, mail.subject, content);
  });
  app.get('/mails/:name/html', (c) => {
    const mail = previewOf(c.req.param('name'), languageOf(c), texts);
    const scheme = SCHEMES.find((each) => each === c.req.query('scheme'));
    return mail === undefined || scheme === undefined ? c.notFound() : c.html(onScreen(mail.html, scheme));
  });
  return app;
}
