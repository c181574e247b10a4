import type { Context } from 'hono';
import type { Problem } from '../../contract/answers.ts';
import type { PurchaseOrder } from '../../contract/purchase-order.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import { fieldsOf } from '../../contract/validation/left-out.ts';
import { readPurchaseOrder } from '../../contract/validation/purchase-order.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import type { CaseFacts } from '../../ledger/tables.ts';
import { lastCorrectionIn } from '../../links/last-correction.ts';
import { unlessAway } from '../../ledger/ledger-unavailable.ts';
import { openCase } from '../../ledger/write/cases.ts';
import { answered } from './answers.ts';
import type { Caller } from './key-ring.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, refuse, ProblemError } from './problems.ts';
import { standingOf, statusOf, withStanding } from './purchases.ts';
import { jsonBody, queryOf, saidTwice } from './read-request.ts';

type C = Context<ApiEnv>;

/** An opening, and who asks for it. */
interface Asked {
  caller: Caller;
  purchaseId: PurchaseId;
}

/** 201: open now. 200: it was open, or has closed. 409: it was opened with other terms. */
export async function openPurchase(context: ApiContext, c: C): Promise<Response> {
  const { returns, scope } = context;
  queryOf(c, []);
  const purchaseId = c.req.param('purchaseId') ?? '';
  if (!readWith(id, purchaseId).ok) {
    throw new ProblemError(malformed([{ field: 'purchaseId', message: `in the path must be ${id.wanted}` }]));
  }
  c.set('purchaseId', purchaseId);
  const caller = c.get('caller');
  context.limitWrites(`${caller.name} ${purchaseId}`);
  const body = await jsonBody(c);
  const asked = { caller, purchaseId };
  if ((await scope.openerInLedger(caller, purchaseId)) === 'another') throw openedByAnother();
  const problems = notForTheShop(body, purchaseId);
  if (problems.length > 0) throw await malformedOpening(context, asked, problems);
  const order = { ...body, purchaseId };
  // The client reads it, as it would read what a typed caller sends.
  const opening = await returns.openPurchase(order as unknown as PurchaseOrder, { openedBy: caller.name });
  if (!opening.opened && opening.code === 'invalid_input') {
    throw await malformedOpening(context, asked, opening.problems);
  }
  const location = { location: `/v1/purchases/${purchaseId}` };
  if (opening.opened && !opening.already) {
    const [isOwn, links] = await Promise.all([scope.started(caller, purchaseId), linksFor(context, order)]);
    if (!isOwn) throw openedByAnother();
    // The stage is left out: reading it would wait for a worker.
    return c.json({ purchaseId, ...links, already: false, ...answered(opening, ['leftOut']) }, 201, location);
  }
  // Only who knows all terms of a purchase can have bought it, so others do not even learn which terms differ.
  const isOwn = opening.opened
    ? await scope.opened(caller, purchaseId)
    : (await scope.opener(caller, purchaseId)) === 'caller';
  if (!isOwn) throw openedByAnother();
  if (!opening.opened) throw await otherTerms(context, purchaseId, opening.differences);
  const live = await returns.snapshot(purchaseId).catch(() => undefined);
  const status = live?.status ?? (await statusOf(context, purchaseId));
  const answer = {
    purchaseId,
    ...(live && (await linksFor(context, order, live))),
    ...(status && standingOf(status)),
    already: true,
    ...answered(opening, ['result', 'differences']),
  };
  return c.json(answer, 200, location);
}

/** What the body says although only the key, the path or the purchase that is replaced may say it. */
function notForTheShop(body: Record<string, unknown>, purchaseId: PurchaseId): Problem[] {
  const problems = saidTwice(body, { keyed: ['by'], path: { purchaseId } });
  // A replacement names the payment of another purchase, which its own purchase would pay back.
  if ((body['replaces'] ?? null) !== null) {
    problems.push({ field: 'replaces', message: 'is set by the purchase that is replaced: leave it out' });
  }
  return problems;
}

/** No case is kept: it would stand at a purchase of another caller. */
const openedByAnother = (): ProblemError =>
  refuse(409, 'opened_by_another', 'A purchase of this id was opened by another caller.');

/** 422, with the case that is kept of it. */
async function malformedOpening(
  context: ApiContext,
  { caller, purchaseId }: Asked,
  wrong: readonly Problem[],
): Promise<ProblemError> {
  // While Temporal is away this may be the purchase of another caller. A case too many is better than a payment unseen.
  if ((await context.scope.openerIfKnown(caller, purchaseId)) === 'another') return openedByAnother();
  const refused = malformed(wrong);
  const caseId = await keptFor(context, purchaseId, { fields: fieldsOf(wrong).join(', ') });
  return new ProblemError({ ...refused, more: { ...refused.more, caseId } });
}

/** 409, with the case that is kept of it: two payments may have got one id. */
async function otherTerms(
  context: ApiContext,
  purchaseId: PurchaseId,
  differences: string[],
): Promise<ProblemError> {
  const code = 'other_terms';
  const caseId = await keptFor(context, purchaseId, { code, fields: differences.join(', ') });
  const detail = 'The purchase was opened before with other terms: differences names the fields.';
  const problem = { status: 409, code, detail, more: { differences, caseId } };
  return new ProblemError(await withStanding(context, purchaseId, problem));
}

/**
 * The id of the case of a refused opening: somebody has paid, so support is to know of it, whatever becomes of the sender.
 * Throws `LedgerUnavailable` if it cannot be kept.
 */
async function keptFor({ ledger, now }: ApiContext, purchaseId: PurchaseId, api: CaseFacts): Promise<string> {
  const details = { ledger: null, api };
  const subject = { purchaseId, kind: 'opening_refused', key: purchaseId, details } as const;
  return (await openCase(ledger, subject, now())).caseId;
}

/**
 * A link to the customer's page, for the shop's own confirmation: the same one until the contact is corrected. Nothing if
 * there are no pages, or the purchase has another address than the order. `live`: absent for a purchase that was opened
 * just now.
 */
async function linksFor(
  { customers }: ApiContext,
  order: Record<string, unknown>,
  live?: PurchaseSnapshot,
): Promise<{ links?: { customer: string } }> {
  const read = readPurchaseOrder(order);
  if (customers === undefined || !read.ok) return {};
  const { purchaseId, customer } = read.value;
  const email = live?.customer.email ?? customer.email;
  // A shop that repeats its opening may still have the address from before a correction, and would send the link there.
  if (!customers.links.isSameAddress(customer.email, email)) return {};
  const correctedAt = live && lastCorrectionIn(live.status.timeline);
  const occasion = { purchaseId, name: 'opening', email, correctedAt };
  const link = await unlessAway(customers.links.linkFor(occasion));
  return link === undefined ? {} : { links: { customer: link } };
}
