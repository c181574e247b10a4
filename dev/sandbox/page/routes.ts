import process from 'node:process';
import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { isNoAnswer, NoAnswerError } from '../../../src/client/no-answer.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import type { InboxMessage } from '../inbox-message.ts';
import { leadingAway, linkIn } from '../mail-link.ts';
import { ownEntry } from '../shop-data.ts';
import { formRoutes } from './form-routes.ts';
import { homePage } from './home-page.ts';
import { pageAssets } from './parts/assets.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import { layout, type Frame } from './parts/layout.ts';
import { mailName } from './parts/mail-view.ts';
import { createNotices } from './parts/notices.ts';
import { mailRoutes } from './mail-routes.ts';
import { notOpenedPage, purchasePage } from './purchase-page.ts';
import { purchasesList } from './purchases-list.ts';
import { linkedMailHeaders, mailHeaders, ownFormsOnly, pageHeaders } from './parts/security.ts';
import { thisMachineOnly } from './this-machine-only.ts';
import { inboxOf, purchaseOnPage, type PageParts } from './purchase-on-page.ts';

/** How often the script asks for changes. */
const REFRESH_MS = { list: 4_000, purchase: 2_000, never: 0 };

const SANDBOX_FRAME: Pick<Frame, 'header' | 'footer'> = {
  header: 'A sandbox: no real money, numbers or mails.',
  footer:
    'A shop, a mail server, a worker and a Temporal server, all on this machine. Only the waiting is skipped; everything else happens as it would for a customer.',
};
/** The header of a page with a real shop, which only shows. */
const READING_FRAME: Pick<Frame, 'header' | 'footer'> = {
  header: 'Purchases of your shop, for reading.',
  footer:
    'This page answers this machine only, and shows what customers and support wrote. Lists are as the ledger has them.',
};

/** The page's app. It answers only browsers of this machine. */
export function pageApp(parts: PageParts): Hono {
  const reading = parts.sandbox === undefined;
  const frame = reading ? READING_FRAME : SANDBOX_FRAME;
  const notices = createNotices();
  /** The purchases of which a mail’s link was followed from here: how far a tour is. */
  const followed = new Set<PurchaseId>();
  const page = async (c: Context, title: string, refreshMs: number, content: Html): Promise<Response> => {
    c.header('cache-control', 'no-store');
    return c.html(await layout({ title, refreshMs, ...frame }, content));
  };
  const errorPage = async (
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
    return c.html(await layout({ title, refreshMs: REFRESH_MS.never, ...frame }, content), status);
  };
  const app = new Hono();
  app.use(thisMachineOnly);
  app.use('/purchases/:id/mails/:name', linkedMailHeaders);
  app.use('/mails/:name/html', mailHeaders);
  app.use(pageHeaders, ownFormsOnly);

  app.route('/', pageAssets());

  app.get('/', async (c) => {
    const list = await purchasesList(parts, c.req.query('from'));
    const notice = notices.find(c.req.query('answer'));
    return page(c, reading ? 'Purchases' : 'Sandbox', REFRESH_MS.list, homePage({ parts, list, notice }));
  });
  app.get('/purchases/:id', async (c) => {
    const shown = await purchaseOnPage(parts, c.req.param('id'));
    if (shown === undefined) {
      const sold = parts.sandbox && ownEntry(parts.sandbox.shopData.purchases, c.req.param('id'));
      return sold ? page(c, 'Not opened', REFRESH_MS.purchase, notOpenedPage(sold)) : c.notFound();
    }
    const notice = notices.find(c.req.query('answer'));
    const hasFollowed = followed.has(c.req.param('id'));
    const content = purchasePage({ parts, shown, notice, openMail: c.req.query('open'), hasFollowed });
    return page(c, `${shown.status.terms.service} number`, REFRESH_MS.purchase, content);
  });
  app.get('/purchases/:id/as-customer', async (c) => {
    const link = await parts.customerLink?.(c.req.param('id'));
    return link === undefined ? c.notFound() : c.redirect(link, 303);
  });
  const mailOf = ({ id, name }: { id: string; name: string }): InboxMessage | undefined =>
    inboxOf(parts)
      ?.messages()
      .find((message) => message.purchaseId === id && mailName(message) === name);
  app.get('/purchases/:id/mails/:name', (c) => {
    const mail = mailOf(c.req.param());
    return mail === undefined ? c.notFound() : c.html(leadingAway(mail, `${c.req.path}/link`));
  });
  app.get('/purchases/:id/mails/:name/link', (c) => {
    const mail = mailOf(c.req.param());
    const link = mail && linkIn(mail);
    if (link === undefined) return c.notFound();
    followed.add(c.req.param('id'));
    return c.redirect(link, 303);
  });
  if (parts.sandbox !== undefined) {
    app.route('/', formRoutes(parts, notices));
    app.route(
      '/',
      mailRoutes((c, title, content) => page(c, title, REFRESH_MS.never, content), parts.mailTexts),
    );
  }

  app.notFound((c) =>
    errorPage(c, 404, 'Nothing here', 'There is no such page, or no such purchase in this shop.'),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof z.ZodError) {
      return errorPage(c, 400, 'Not understood', 'The form was sent with something that is not on it.');
    }
    if (isUnanswered(error)) {
      return errorPage(
        c,
        503,
        'No answer',
        'The worker or the Temporal server is away. Try again in a moment.',
      );
    }
    process.stderr.write(`${error.stack}\n`);
    return errorPage(c, 500, 'Something broke', 'The page failed. What broke is in the output of npm start.');
  });
  return app;
}

const isUnanswered = (error: Error): boolean => error instanceof NoAnswerError || isNoAnswer(error);
