import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import { ownEntry } from '../shop-data.ts';
import { readFault, readInboxFault } from '../fault-requests.ts';
import { buy, isShopEvent, jump, openAgain, releaseRefund, request, shopEvent, startTour } from './acts.ts';
import { faultFrom, mailFaultFrom } from './fault-forms.ts';
import { COUNTRIES, POLICIES, PRICES, SERVICES } from './home-page.ts';
import type { Notice, Notices } from './parts/notices.ts';
import { isFormName } from './parts/request-forms.ts';
import { purchaseOnPage, type SandboxParts } from './purchase-on-page.ts';
import { TOUR_NAMES } from './tours.ts';

const oneOf = (choices: Readonly<Record<string, string>>) =>
  z.string().refine((value) => Object.hasOwn(choices, value));
const Purchase = z.object({
  service: oneOf(SERVICES),
  country: oneOf(COUNTRIES),
  price: oneOf(PRICES),
  policyVersion: oneOf(POLICIES),
});
const Stock = z.object({
  service: z.string().min(1),
  country: z.string().min(1),
  left: z.literal(['0', '']),
});

/** What the forms do. Each redirects to a page that shows the result. */
export function formRoutes(parts: SandboxParts, notices: Notices): Hono {
  const { faults, inbox, shop, shopData } = parts.sandbox;
  const app = new Hono();
  const sold = (purchaseId: PurchaseId) => ownEntry(shopData.purchases, purchaseId);
  const back = (c: Context, purchaseId: PurchaseId, notice: Notice): Response => {
    const page = sold(purchaseId) === undefined ? '/' : `/purchases/${purchaseId}`;
    // Scrolls to the form that was refused, if it is still on the page.
    const place = notice.kind === 'refused' ? `#act-${notice.form.replaceAll(/[^\w-]/g, '')}` : '';
    return c.redirect(`${page}?answer=${notices.add(notice)}${place}`, 303);
  };
  const done = (words: string): Notice => ({ kind: 'done', words });

  app.post('/purchases', async (c) => {
    const { price, ...wish } = Purchase.parse(await typedIn(c));
    const [amount, currency = ''] = price.split(' ');
    const purchaseId = await buy(parts, { ...wish, price: { amount: Number(amount), currency } });
    return c.redirect(`/purchases/${purchaseId}`, 303);
  });
  app.post('/tours/:tour', async (c) => {
    const tour = TOUR_NAMES.find((name) => name === c.req.param('tour'));
    if (tour === undefined) return c.notFound();
    return c.redirect(`/purchases/${await startTour(parts, tour)}`, 303);
  });

  app.post('/purchases/:id/open', async (c) => {
    const purchase = sold(c.req.param('id'));
    if (purchase === undefined) return c.notFound();
    return back(c, purchase.order.purchaseId, await openAgain(parts, purchase));
  });
  app.post('/purchases/:id/shop/:event', async (c) => {
    const { id, event } = c.req.param();
    if (!isShopEvent(event) || sold(id) === undefined) return c.notFound();
    return back(c, id, await shopEvent(parts, id, event));
  });
  app.post('/purchases/:id/requests/:name', async (c) => {
    const { id, name } = c.req.param();
    if (!isFormName(name) || sold(id) === undefined) return c.notFound();
    const { form = name, ...typed } = await typedIn(c);
    return back(c, id, await request(parts, id, { name, form, typed }));
  });
  app.post('/purchases/:id/clock', async (c) => {
    const { id } = c.req.param();
    const shown = await purchaseOnPage(parts, id);
    if (shown === undefined) return c.notFound();
    const { to = '' } = await typedIn(c);
    return back(c, id, await jump(parts, id, to, shown.status.nextDeadline));
  });
  app.post('/purchases/:id/release-refund', async (c) => {
    const { id } = c.req.param();
    const shown = await purchaseOnPage(parts, id);
    if (shown === undefined) return c.notFound();
    return back(c, id, await releaseRefund(parts, shown));
  });

  app.post('/faults', async (c) => {
    const typed = await typedIn(c);
    const { page = '' } = typed;
    try {
      faults.add(readFault(faultFrom(typed)));
      return back(c, page, done('The order service is troubled as you wished.'));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const problems = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      const words = 'This trouble cannot be had:';
      const code = 'invalid_input';
      return back(c, page, { kind: 'refused', form: 'fault', code, words, problems, typed });
    }
  });
  app.post('/mail-faults', async (c) => {
    const typed = await typedIn(c);
    const { page = '' } = typed;
    inbox.addFault(readInboxFault(mailFaultFrom(typed, sold(page)?.order.customer.email)));
    return back(c, page, done('The mail server is troubled as you wished.'));
  });
  app.post('/faults/clear', async (c) => {
    const { page = '' } = await typedIn(c);
    faults.clear();
    inbox.clearFaults();
    return back(c, page, done('Everything is in order again.'));
  });
  app.post('/stock', async (c) => {
    const { page = '', ...stock } = await typedIn(c);
    const { service, country, left } = Stock.parse(stock);
    shop.setStock(service, country, left === '0' ? 0 : undefined);
    return back(c, page, done(left === '0' ? 'Sold out.' : 'There are numbers again.'));
  });
  return app;
}

/** The fields of a form. A file or a repeated field counts as none. */
async function typedIn(c: Context): Promise<Record<string, string>> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}
