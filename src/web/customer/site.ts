import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { present } from '../../contract/present.ts';
import type { Option } from '../../contract/preview.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { lastCorrectionIn } from '../../links/last-correction.ts';
import { CUSTOMER_PAGES, type CustomerPage } from '../../wording/customer-pages.ts';
import { PurchaseLostError } from '../../client/no-answer.ts';
import { claimToObjectTo } from '../../policy/objection.ts';
import { brokenHere, problemOf } from '../api/answers.ts';
import type { RequestSeen } from '../api/api.ts';
import type { ApiContext } from '../api/parts.ts';
import type { CustomerParts } from './parts.ts';
import { pauseOf, refuse, ProblemError, tooMany } from '../api/problems.ts';
import { wholePurchase } from '../api/purchases.ts';
import { rates } from '../api/rates.ts';
import { bodyBytes } from '../api/read-request.ts';
import { StoreUnavailable } from '../../evidence/store.ts';
import { STORE_FAILED } from '../api/evidence.ts';
import { PICTURE_HEADERS } from '../api/picture-answer.ts';
import { numbersOf, type NumberOfPayment } from '../../ledger/read/chain.ts';
import { securityHeaders } from '../parts/security-headers.ts';
import type { Html } from '../parts/html.ts';
import { donePage, questionPage, refusedPage, troublePage, type Place } from './act-pages.tsx';
import { isKeyOf } from './act-key.ts';
import { answerTo, check, confirm, optionsOf, refusalOf, remediesOf, type PageAnswer } from './act-flow.ts';
import { addressOf } from './address.ts';
import { findLink, readFind } from './find-link.ts';
import {
  brokenPage,
  findPage,
  notFoundPage,
  notOursPage,
  sentPage,
  tooManyPage,
  unavailablePage,
  unreadPage,
} from './find-page.tsx';
import { noObjectionPage, object, objectionPage } from './objection.tsx';
import { purchasePage } from './purchase-page.tsx';
import { isPictureForm } from './picture-form.ts';
import {
  destinationOf,
  pictureOf,
  picturesFor,
  picturesInClaims,
  REMOVED,
  removePicture,
  takePicture,
  waitingFor,
} from './picture-pages.ts';
import { picturesIn } from './pictures.tsx';
import { CLAIM, MORE_EVIDENCE, QUESTIONS, troubleByRecord, type Typed } from './questions.tsx';
import { readerAt, type Reader } from './reader.ts';
import type { OtherNumber } from './story.tsx';
import { en } from './texts/en.ts';
import { troubleOf } from './troubles.ts';
import { dropLink, isFromOwnPage, isOwnForm, keepLink, NoLink, visitorOf, type Visitor } from './visitor.ts';
import { DAY_MS, SECOND_MS } from '../../policy/duration.ts';

interface SiteEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Once it is known whose purchase it is. */
    reader?: Reader;
    /** The link by which it was opened. */
    link?: { purchaseId: PurchaseId; token: string };
  };
}
type C = Context<SiteEnv>;

const ALLOWED = {
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
};

const A_YEAR_SECONDS = (365 * DAY_MS) / SECOND_MS;

/** Links that are followed, and tries to get one, of one address. Behind a proxy that is the address of all. */
const PER_ADDRESS = { burst: 400, perSecond: 50 };
const FINDS_PER_ADDRESS = { burst: 60, perSecond: 2 };
const FINDS_PER_PAIR = { burst: 5, perSecond: 1 / 60 };

/** Each is a mail to support. */
const OBJECTIONS_PER_PURCHASE = { burst: 3, perSecond: 1 / 3_600 };

const LONGEST_FIELD = 20_000;

/** The first parts of the addresses of these pages. Everything else is the API's. */
const OWN_ADDRESSES = ['/l/', '/purchases/', '/find', '/customer/'];
export const isOfCustomers = (path: string): boolean =>
  OWN_ADDRESSES.some((own) => path === own || path.startsWith(own));

const require = createRequire(import.meta.url);
const styles = (): string =>
  [require.resolve('@picocss/pico/css/pico.classless.min.css'), new URL('page.css', import.meta.url)]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

/**
 * The customers' pages. Who has a link sees one purchase and acts for it. Following a link and looking at a page change
 * nothing in the purchase.
 */
export function createCustomerSite(
  context: ApiContext,
  customers: CustomerParts,
  seen: (request: RequestSeen) => void,
): Hono<SiteEnv> {
  const { links, publicUrl } = customers;
  const origin = new URL(publicUrl).origin;
  const secure = origin.startsWith('https:');
  const follows = rates(PER_ADDRESS);
  const finds = { address: rates(FINDS_PER_ADDRESS), pair: rates(FINDS_PER_PAIR) };
  const objections = rates(OBJECTIONS_PER_PURCHASE);
  const { evidence } = context;
  const at = '/purchases/:purchaseId';
  const css = styles();
  const scripts = ['countdown.js', 'upload.js'].map(
    (name) => [name, readFileSync(new URL(name, import.meta.url), 'utf8')] as const,
  );
  // Mail programs and people add a slash.
  const app = new Hono<SiteEnv>({ strict: false });

  app.use(compress());
  app.use(async (c, next) => {
    const began = performance.now();
    c.set('requestId', `req_${randomUUID()}`);
    await next();
    // Whoever comes back keeps the link, so that a page that they keep goes on to open.
    const link = c.get('link');
    const isPage = c.req.method === 'GET' && c.res.status === 200;
    if (isPage && link !== undefined && (c.res.headers.get('content-type') ?? '').startsWith('text/html')) {
      keepLink(c, { ...link, secure });
    }
    if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store');
    c.header('x-robots-tag', 'noindex, nofollow');
    const { pathname } = new URL(c.req.url);
    // The address of a link is the link itself.
    if (pathname.startsWith('/l/')) c.header('referrer-policy', 'no-referrer');
    const route = `/${pathname.split('/')[1] ?? ''}`;
    seen({ route, method: c.req.method, status: c.res.status, seconds: (performance.now() - began) / 1000 });
  });
  app.use(`${at}/evidence/:evidenceId`, async (c, next) => {
    await next();
    if (!(c.res.headers.get('content-type') ?? '').startsWith('image/')) return;
    // In the place of what every page gets.
    for (const [name, value] of Object.entries(PICTURE_HEADERS)) c.res.headers.set(name, value);
  });
  app.use(
    securityHeaders({
      allows: ALLOWED,
      referrer: 'same-origin',
      httpsForSeconds: secure ? A_YEAR_SECONDS : undefined,
    }),
  );

  const show = (
    c: C,
    page: Html,
    status: 200 | 400 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 = 200,
  ): Response | Promise<Response> => c.html(page, status);
  const answer = (c: C, answered: PageAnswer): Response | Promise<Response> => {
    if ('to' in answered) return c.redirect(answered.to, 303);
    const after = answered.retryAfterSeconds ?? (answered.status === 503 ? 5 : undefined);
    if (after !== undefined) c.header('retry-after', String(after));
    return show(c, answered.page, answered.status);
  };

  /** Pages call the shop as its mails do, and speak as it wants them to. */
  const ofThisShop = (reader: Reader): Reader => ({
    ...reader,
    shop: customers.shop ?? reader.shop,
    ...customers.texts?.[reader.language],
  });
  const readerOn = (c: C): Reader => {
    const known = c.get('reader');
    if (known !== undefined) return known;
    c.header('vary', 'Accept-Language', { append: true });
    return ofThisShop(readerAt(c));
  };
  const showNotFound = (c: C): Response | Promise<Response> => show(c, notFoundPage(readerOn(c)), 404);

  app.onError((error, c) => {
    const reader = readerOn(c);
    if (error instanceof NoLink) {
      const purchase = /^\/purchases\/([\w-]{1,64})/.exec(c.req.path)?.[1] ?? '';
      return show(c, findPage(reader, { typed: { purchase }, faults: {}, lost: true }), 403);
    }
    if (error instanceof StoreUnavailable) context.log.error({ code: error.code }, STORE_FAILED);
    const problem = problemOf(error);
    if (problem?.status === 503) {
      c.header('retry-after', '5');
      return show(c, unavailablePage(reader), 503);
    }
    const seconds = problem && pauseOf(problem);
    if (seconds !== undefined) {
      c.header('retry-after', String(seconds));
      // Only who has a link of a purchase is led back to it.
      const backTo = c.get('reader') && c.req.param('purchaseId');
      return show(c, tooManyPage(reader, { seconds, backTo }), 429);
    }
    if (problem?.code === 'not_our_form') return show(c, notOursPage(reader), 403);
    if (problem !== undefined && [400, 413, 415, 422].includes(problem.status)) {
      const page = unreadPage(reader, { isTooLarge: problem.status === 413 });
      return show(c, page, problem.status as 400 | 413 | 415 | 422);
    }
    // Its page says that nobody carries it on, and who settles it.
    const lost = error instanceof PurchaseLostError ? c.req.param('purchaseId') : undefined;
    if (lost !== undefined && c.req.path !== addressOf(lost)) return c.redirect(addressOf(lost), 303);
    if (problem !== undefined && problem.status < 500) return showNotFound(c);
    const requestId = c.get('requestId');
    brokenHere(error, { log: context.log, requestId });
    return show(c, brokenPage(reader, requestId), 500);
  });
  app.notFound(showNotFound);

  const limit = (pause: number | undefined): void => {
    if (pause !== undefined) throw tooMany(pause);
  };

  app.get('/customer/page.css', (c) =>
    c.body(css, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' }),
  );
  for (const [name, script] of scripts) {
    app.get(`/customer/${name}`, (c) =>
      c.body(script, 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'max-age=3600',
      }),
    );
  }

  const follow = async (c: C, page: CustomerPage): Promise<Response> => {
    const token = c.req.param('token') ?? '';
    const link = await links.find(token);
    if (link === undefined) {
      // Only these are counted, so that they keep nobody with a link from following it.
      limit(follows.take(context.callerAddress(c.env), context.now().getTime()));
      throw new NoLink();
    }
    keepLink(c, { purchaseId: link.purchaseId, token, secure });
    return c.redirect(addressOf(link.purchaseId, page), 303);
  };
  app.get('/l/:token', (c) => follow(c, ''));
  app.get('/l/:token/:page', (c) => {
    const page = CUSTOMER_PAGES.find((each) => each === c.req.param('page'));
    return follow(c, page ?? '');
  });

  app.get('/find', (c) => show(c, findPage(readerOn(c), { typed: {}, faults: {}, lost: false })));
  app.post('/find', async (c) => {
    if (!isFromOwnPage(c, origin)) throw notOurForm();
    const now = context.now().getTime();
    limit(finds.address.take(context.callerAddress(c.env), now));
    const typed = await formOf(c);
    const reader = readerOn(c);
    const read = readFind(typed, reader);
    if ('faults' in read) return show(c, findPage(reader, { typed, faults: read.faults, lost: false }), 422);
    // By both, so that nobody who knows a purchase can keep its customer from a link.
    limit(finds.pair.take(`${read.purchaseId} ${read.address.toLowerCase()}`, now));
    await findLink(context, customers, read);
    return show(c, sentPage(reader));
  });

  const visitor = async (c: C): Promise<Visitor> => {
    const found = await visitorOf(context, links, c);
    const who = { ...found, reader: ofThisShop(found.reader) };
    c.set('reader', who.reader);
    c.set('link', { purchaseId: who.whole.purchaseId, token: who.token });
    return who;
  };
  /** The fields of a form of ours. Throws `ProblemError`, 403, if another site may have sent it. */
  const ownForm = async (c: C, who: Visitor): Promise<Typed> => {
    const typed = await formOf(c);
    refuseOthers(c, who, typed);
    return typed;
  };
  const refuseOthers = (c: C, who: Visitor, typed: Typed): void => {
    if (!isOwnForm(c, who, typed['form'] ?? '', origin)) throw notOurForm();
  };

  app.get(at, async (c) => {
    const who = await visitor(c);
    const options = await optionsOf(context, who.whole.purchaseId);
    const pictures = evidence && picturesInClaims(who);
    const numbers = await otherNumbers(who);
    // An open purchase says of everything that can be asked for whether it would be taken. One that says nothing was lost.
    const isLost = who.whole.result === undefined && options.length === 0;
    const page = { options, isLost, objectionTo: claimToObjectTo(who.whole)?.claimId, pictures, numbers };
    return show(c, purchasePage(who, page));
  });
  /** The other numbers that the same payment has bought. */
  const otherNumbers = async ({ whole }: Visitor): Promise<OtherNumber[]> => {
    const { purchaseId: own, originalPurchaseId, depth, replacement, customer } = whole;
    if (depth === 0 && replacement?.purchaseId === undefined) return [];
    const numbers = await numbersOf(context.ledger, originalPurchaseId);
    return numbers
      .filter(({ purchaseId }) => purchaseId !== own)
      .map((number) => otherNumber(number, links.isSameAddress(number.email, customer.email)));
  };
  app.post(`${at}/leave`, async (c) => {
    const who = await visitor(c);
    await ownForm(c, who);
    dropLink(c, who.whole.purchaseId);
    return c.redirect('/find', 303);
  });
  app.get(`${at}/done/:key`, async (c) => {
    const who = await visitor(c);
    const key = c.req.param('key');
    const [, page] = /^([a-z]+)-[\w-]{22}$/.exec(key) ?? [];
    const question = QUESTIONS.find((each) => each.page === page);
    const done = page === 'objection' ? 'objection.done' : question?.done;
    const answered = done === undefined ? 'none' : await answerTo(context, who.whole.purchaseId, key);
    if (done === undefined || answered === 'none') return showNotFound(c);
    // Its answer is still to come, or was lost: the purchase itself says what became of it.
    if (answered === 'unanswered') return c.redirect(addressOf(who.whole.purchaseId), 303);
    const { refusal, claimId, at: when, kept } = answered;
    const { typed = {}, kind = '' } = kept ?? {};
    const { say } = who.reader;
    if (refusal !== undefined) {
      const { code } = refusal;
      const isKnown = code !== undefined && Object.hasOwn(en, `refusal.${code}.why`);
      const title = say(question?.title(kind) ?? done);
      const told = { ...refusal, code: isKnown ? code : ('not_now' as const) };
      return show(c, refusedPage(who, { title, refusal: told, isPast: isKnown }));
    }
    const answers = question?.answers(typed, { kind, say }) ?? [
      { label: say('objection.what'), text: typed['words'] ?? '' },
    ];
    const receipt = donePage(who, {
      title: say(done),
      reference: claimId ?? key,
      at: when,
      answers: kept === undefined ? [] : answers,
      pictures: picturesIn(typed).filter((each) => who.whole.evidenceHere.has(each)),
    });
    return show(c, receipt);
  });
  /** Leads from one number of a payment to another. */
  const leadTo = async (c: C, { whole }: Visitor, next: PurchaseId | undefined): Promise<Response> => {
    if (next === undefined) return showNotFound(c);
    // Only to one of the same customer: its address may have been corrected since.
    const { customer, timeline } = await wholePurchase(context, next);
    const { email } = customer;
    if (!links.isSameAddress(email, whole.customer.email)) throw new NoLink();
    const link = await links.linkFor({
      purchaseId: next,
      name: `from ${whole.purchaseId}`,
      email,
      correctedAt: lastCorrectionIn(timeline),
    });
    return link === undefined ? Promise.reject(new NoLink()) : c.redirect(new URL(link).pathname, 303);
  };
  app.get(`${at}/replacement`, async (c) => {
    const who = await visitor(c);
    return leadTo(c, who, who.whole.replacement?.purchaseId);
  });
  app.get(`${at}/number/:depth`, async (c) => {
    const who = await visitor(c);
    const numbers = await otherNumbers(who);
    return leadTo(c, who, numbers.find(({ depth }) => String(depth) === c.req.param('depth'))?.purchaseId);
  });
  app.get(`${at}/objection`, async (c) => {
    const who = await visitor(c);
    const claimId = claimToObjectTo(who.whole)?.claimId;
    if (claimId === undefined) return show(c, noObjectionPage(who));
    return show(c, objectionPage(who, { claimId, typed: {}, faults: {} }));
  });
  app.post(`${at}/objection`, async (c) => {
    const who = await visitor(c);
    const typed = await ownForm(c, who);
    return answer(c, await object(context, customers, { visitor: who, typed, sent: objections }));
  });
  /** Shows what `then` does if a claim can be filed, and otherwise why not. */
  const ifClaimable = async (
    c: C,
    then: (who: Visitor, options: Option[]) => Response | Promise<Response>,
  ): Promise<Response> => {
    const who = await visitor(c);
    const options = await optionsOf(context, who.whole.purchaseId);
    const refusal = refusalOf(CLAIM, options);
    if (refusal) {
      // Mails lead here to see what can be claimed, which may be nothing.
      const title = who.reader.say('act.submitClaim');
      return show(c, refusedPage(who, { title, heading: 'refused.nothing_to_claim', refusal }));
    }
    return then(who, options);
  };
  app.get(`${at}/claim`, (c) =>
    ifClaimable(c, (who, options) => show(c, troublePage(who, { options, fault: undefined }))),
  );
  app.get(`${at}/claim/next`, (c) =>
    ifClaimable(c, (who, options) => {
      const what = c.req.query('what');
      const key = what === 'not-sure' ? troubleByRecord(options) : troubleOf(what ?? '')?.key;
      if (key !== undefined) return c.redirect(addressOf(who.whole.purchaseId, `claim/${key}`), 303);
      return show(c, troublePage(who, { options, fault: who.reader.say('trouble.choose') }), 422);
    }),
  );

  app.get(`${at}/evidence`, async (c) => {
    const who = await visitor(c);
    const { purchaseId } = who.whole;
    // Without a place for pictures the purchase says how to send them.
    if (evidence === undefined) return c.redirect(addressOf(purchaseId), 303);
    // The address that a browser keeps of a form that was sent while a claim was being written.
    const to = destinationOf({ to: c.req.query('to') ?? '' }, who);
    const options = await optionsOf(context, purchaseId);
    if (refusalOf(CLAIM, options) !== undefined) {
      const pictures = await waitingFor(evidence, who);
      const isRemoved = c.req.query(REMOVED) !== undefined;
      return askAt(c, { visitor: who, question: MORE_EVIDENCE, kind: '', pictures, isRemoved }, options);
    }
    if (to.page === 'evidence') return c.redirect(addressOf(purchaseId, 'claim'), 303);
    return answer(c, await picturesFor(evidence, who, to));
  });
  app.get(`${at}/evidence/remove`, async (c) =>
    c.redirect(addressOf((await visitor(c)).whole.purchaseId, 'evidence'), 303),
  );
  app.get(`${at}/evidence/:evidenceId`, async (c) => {
    const who = await visitor(c);
    return (evidence && (await pictureOf(evidence, who, c))) ?? showNotFound(c);
  });
  app.post(`${at}/evidence/remove`, async (c) => {
    const who = await visitor(c);
    const fields = await ownForm(c, who);
    if (evidence === undefined) return showNotFound(c);
    return answer(c, await removePicture(context, evidence, { visitor: who, fields }));
  });
  app.post(`${at}/evidence`, async (c, next) => {
    if (!isPictureForm(c.req.header('content-type')) || evidence === undefined) return next();
    // Before anything of the form is read.
    if (!isFromOwnPage(c, origin)) throw notOurForm();
    const who = await visitor(c);
    const refusal = await picturesRefused(who);
    const title = who.reader.say(MORE_EVIDENCE.title(''));
    if (refusal) return show(c, refusedPage(who, { title, refusal }), 409);
    const judge = (fields: Typed): void => refuseOthers(c, who, fields);
    return answer(c, await takePicture(context, evidence, c, { visitor: who, judge }));
  });
  /** Why no picture can be of use now: neither the open claim nor a new one would take it. */
  const picturesRefused = async ({ whole }: Visitor) => {
    const options = await optionsOf(context, whole.purchaseId);
    return refusalOf(MORE_EVIDENCE, options) && refusalOf(CLAIM, options);
  };

  const placeOf = async (c: C): Promise<Place | undefined> => {
    const who = await visitor(c);
    const question = QUESTIONS.find(({ page }) => page === c.req.param('page'));
    const kind = c.req.param('kind') ?? '';
    const isKnown = question?.page === 'claim' ? troubleOf(kind) !== undefined : kind === '';
    if (question === undefined || !isKnown) return undefined;
    const isWithPictures = question.page === 'claim' || question.page === 'evidence';
    const pictures = evidence && isWithPictures ? await waitingFor(evidence, who) : undefined;
    if (question.page === 'evidence' && pictures === undefined) return undefined;
    return { visitor: who, question, kind, pictures };
  };
  /** With what is shown beside the choices. Not asked before an act: the purchase could go on meanwhile. */
  const toAsk = async (place: Place): Promise<Place> =>
    place.question.page === 'choice'
      ? { ...place, remedies: await remediesOf(context, place.visitor) }
      : place;
  /** Asks the question of a place, or says why it cannot be asked now. */
  const askAt = async (c: C, place: Place, options: readonly Option[]): Promise<Response> => {
    const { visitor: who, question, kind } = place;
    const refusal = refusalOf(question, options, troubleOf(kind)?.claimType);
    if (refusal) return show(c, refusedPage(who, { title: who.reader.say(question.title(kind)), refusal }));
    return show(c, questionPage(await toAsk(place), { typed: {}, faults: {} }));
  };
  const ask = async (c: C): Promise<Response> => {
    const place = await placeOf(c);
    if (place === undefined) return showNotFound(c);
    return askAt(c, place, await optionsOf(context, place.visitor.whole.purchaseId));
  };
  const take = async (c: C): Promise<Response> => {
    const place = await placeOf(c);
    if (place === undefined) return showNotFound(c);
    const sent = await ownForm(c, place.visitor);
    const { form: _form, step, asked = '', pictures, ...confirmed } = sent;
    const { key = '', seen: seenBefore = '', claim = '', ...typed } = confirmed;
    if (pictures !== undefined && evidence !== undefined) {
      const to = destinationOf(
        { ...typed, asked, to: `${place.question.page}/${place.kind}` },
        place.visitor,
      );
      return answer(c, await picturesFor(evidence, place.visitor, to));
    }
    switch (step) {
      case 'change':
        return show(c, questionPage(await toAsk(place), { typed, faults: {} }));
      case 'confirm': {
        if (!isKeyOf(place, key)) return showNotFound(c);
        const requestId = c.get('requestId');
        return answer(c, await confirm(context, place, { typed, key, seen: seenBefore, claim, requestId }));
      }
      default:
        return answer(c, await check(context, await toAsk(place), { typed, asked }));
    }
  };
  app.get(`${at}/:page`, ask);
  app.get(`${at}/:page/:kind`, ask);
  app.post(`${at}/:page`, take);
  app.post(`${at}/:page/:kind`, take);
  return app;
}

const otherNumber = ({ purchaseId, depth, replacedAt }: NumberOfPayment, isOwn: boolean): OtherNumber => ({
  purchaseId,
  depth,
  isOwn,
  ...present({ replacedAt }),
});

const notOurForm = (): ProblemError => refuse(403, 'not_our_form', 'The form is not one of ours.');

/** The fields of a form, each at most once. Throws `ProblemError`: 413, 415, 422. */
async function formOf(c: C): Promise<Typed> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
    throw refuse(415, 'no_form', 'Send a form.');
  }
  const text = Buffer.from(await bodyBytes(c)).toString('utf8');
  const typed: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (Object.hasOwn(typed, name) || value.length > LONGEST_FIELD) {
      throw new ProblemError({
        status: 422,
        code: 'no_form',
        detail: 'A field comes twice, or is too long.',
      });
    }
    // Browsers end lines with CR and LF.
    typed[name] = value.replaceAll('\r\n', '\n');
  }
  return typed;
}
