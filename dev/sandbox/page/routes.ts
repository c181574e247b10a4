import { readFileSync } from 'node:fs';
import process from 'node:process';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { NoAnswerError } from '../../../src/client/no-answer.ts';
import { ownEntry } from '../books.ts';
import { formRoutes } from './form-routes.ts';
import { homePage } from './home-page.ts';
import { layout, type Html } from './layout.ts';
import { mailName } from './mail-view.ts';
import { createNotices } from './notices.ts';
import { notOpenedPage, purchasePage } from './purchase-page.ts';
import { purchasesList } from './purchases-list.ts';
import { mailHeaders, ownFormsOnly, pageHeaders, thisMachineOnly } from './security.ts';
import { inboxOf, standingOf, type PageParts } from './standing.ts';

const fileBeside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** How often the script looks for news. */
const REFRESH_MS = { list: 4_000, purchase: 2_000, never: 0 };

/** The page's app. It answers this machine's own browser only. */
export function pageApp(parts: PageParts): Hono {
  const reading = parts.sandbox === undefined;
  const notices = createNotices();
  const page = async (c: Context, title: string, refreshMs: number, content: Html): Promise<Response> => {
    c.header('cache-control', 'no-store');
    return c.html(await layout({ title, refreshMs, reading }, content));
  };
  const told = async (
    c: Context,
    status: 400 | 404 | 500 | 503,
    title: string,
    words: string,
  ): Promise<Response> => {
    const content = html`<div class="hero">
      <h1>${title}</h1>
      <p>${words}</p>
      <p><a href="/">All purchases</a></p>
    </div>`;
    return c.html(await layout({ title, refreshMs: REFRESH_MS.never, reading }, content), status);
  };
  const app = new Hono();
  app.use(thisMachineOnly);
  app.use('/purchases/:id/mails/*', mailHeaders);
  app.use(pageHeaders, ownFormsOnly);

  const css = fileBeside('page.css');
  const script = fileBeside('live.js');
  app.get('/page.css', (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/live.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));

  app.get('/', async (c) => {
    const list = await purchasesList(parts, c.req.query('from'));
    const notice = notices.find(c.req.query('answer'));
    return page(c, reading ? 'Purchases' : 'Sandbox', REFRESH_MS.list, homePage({ parts, list, notice }));
  });
  app.get('/purchases/:id', async (c) => {
    const standing = await standingOf(parts, c.req.param('id'));
    if (standing === undefined) {
      const sold = parts.sandbox && ownEntry(parts.sandbox.books.purchases, c.req.param('id'));
      return sold ? page(c, 'Not opened', REFRESH_MS.purchase, notOpenedPage(sold)) : c.notFound();
    }
    const notice = notices.find(c.req.query('answer'));
    const content = purchasePage({ parts, standing, notice, openMail: c.req.query('open') });
    return page(c, `${standing.status.terms.service} number`, REFRESH_MS.purchase, content);
  });
  app.get('/purchases/:id/mails/:name', (c) => {
    const { id, name } = c.req.param();
    const mail = inboxOf(parts)
      ?.messages()
      .find((message) => message.purchaseId === id && mailName(message) === name);
    return mail === undefined ? c.notFound() : c.html(mail.html);
  });
  if (parts.sandbox !== undefined) app.route('/', formRoutes(parts, notices));

  app.notFound((c) =>
    told(c, 404, 'Nothing here', 'There is no such page, or no such purchase in this shop.'),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof z.ZodError) {
      return told(c, 400, 'Not understood', 'The form was sent with something that is not on it.');
    }
    if (isUnanswered(error)) {
      return told(c, 503, 'No answer', 'The worker or the Temporal server is away. Try again in a moment.');
    }
    process.stderr.write(`${error.stack}\n`);
    return told(c, 500, 'Something broke', 'The page failed. What broke is in the output of npm start.');
  });
  return app;
}

const isUnanswered = (error: Error): boolean =>
  error instanceof NoAnswerError || error instanceof ServiceError || isGrpcServiceError(error);
