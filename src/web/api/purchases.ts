import type { Context } from 'hono';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { Problem, Standing } from '../../contract/answers.ts';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { claimId as claimIdReader, id } from '../../contract/validation/scalars.ts';
import type { ApiRole } from '../../contract/api-role.ts';
import type { PurchaseOrder } from '../../contract/purchase-order.ts';
import { readPurchaseOrder } from '../../contract/validation/purchase-order.ts';
import { fieldsOf } from '../../contract/validation/left-out.ts';
import type { CaseFacts } from '../../ledger/tables.ts';
import { openCase } from '../../ledger/write/cases.ts';
import { timelineOf, type RecordedEntry } from '../../ledger/read/timeline-of.ts';
import { readWholeOnRecord } from '../../ledger/read/whole-on-record.ts';
import { inLedger, unlessAway } from '../../ledger/ledger-unavailable.ts';
import { answered } from './answers.ts';
import { evidenceHere } from './evidence-here.ts';
import type { ApiEnv, Works } from './parts.ts';
import { malformed, NOT_FOUND, Refusal, type ApiProblem } from './problems.ts';
import {
  claimFor,
  wholeFromRecord,
  wholeFromSnapshot,
  type ToldPurchase,
  type WholePurchase,
} from './purchase-view.ts';
import { jsonBody, queryOf, saidTwice } from './read-request.ts';

type C = Context<ApiEnv>;

/** The purchase of the path, if the caller may know of it. Throws `Refusal`, 404. */
export async function purchaseInPath(works: Works, c: C): Promise<PurchaseId> {
  const purchaseId = await visiblePurchase(works, c, c.req.param('purchaseId') ?? '');
  countWrite(works, c, purchaseId);
  return purchaseId;
}

/** The claim of the path and its purchase. Throws `Refusal`, 404. */
export async function claimInPath(works: Works, c: C): Promise<NamedClaim> {
  const claim = await visibleClaim(works, c, c.req.param('claimId') ?? '');
  countWrite(works, c, claim.purchaseId);
  return claim;
}

export interface NamedClaim {
  claimId: ClaimId;
  purchaseId: PurchaseId;
}

/** The claim of this id and its purchase, if the caller may know of it. Throws `Refusal`, 404. */
export async function visibleClaim(works: Works, c: C, claimId: string): Promise<NamedClaim> {
  const purchaseId = /^clm_(.+)_\d+$/.exec(claimId)?.[1] ?? '';
  if (!readWith(claimIdReader, claimId).ok) throw new Refusal(NOT_FOUND);
  return { claimId, purchaseId: await visiblePurchase(works, c, purchaseId) };
}

/** The purchase of this id, if the caller may know of it. Throws `Refusal`, 404. */
export async function visiblePurchase({ scope }: Works, c: C, purchaseId: string): Promise<PurchaseId> {
  if (!readWith(id, purchaseId).ok) throw new Refusal(NOT_FOUND);
  c.set('purchaseId', purchaseId);
  if (!(await scope.sees(c.get('caller'), purchaseId))) throw new Refusal(NOT_FOUND);
  return purchaseId;
}

/** Only of a purchase that the caller sees, so that nobody uses up what is left for others. A preview writes nothing. */
function countWrite({ limitWrites }: Works, c: C, purchaseId: PurchaseId): void {
  if (c.req.method !== 'POST' && c.req.method !== 'PUT') return;
  if (c.req.query('preview') !== 'true') limitWrites(purchaseId);
}

/** Throws `Refusal`, 404. */
export async function wholePurchase(works: Works, purchaseId: PurchaseId): Promise<WholePurchase> {
  const whole = await findWhole(works, purchaseId);
  if (whole === undefined) throw new Refusal(NOT_FOUND);
  return whole;
}

/** `undefined`: there is none of this id. */
export async function findWhole(works: Works, purchaseId: PurchaseId): Promise<WholePurchase | undefined> {
  const told = await findTold(works, purchaseId);
  return told && { ...told, evidenceHere: await evidenceHere(works, purchaseId, told.claims) };
}

async function findTold(works: Works, purchaseId: PurchaseId): Promise<ToldPurchase | undefined> {
  const { returns, ledger, now } = works;
  const found = await returns.snapshot(purchaseId);
  if (found !== undefined) {
    const whole = wholeFromSnapshot(found, now());
    return whole.result === undefined
      ? whole
      : withLaterNotes(whole, await unlessAway(inLedger(() => timelineOf(ledger, purchaseId))));
  }
  const recorded = await readWholeOnRecord(ledger, purchaseId);
  return recorded && wholeFromRecord(recorded);
}

/** A purchase that has closed does not learn any more what becomes of its refund: the ledger does. */
function withLaterNotes(whole: ToldPurchase, recorded: readonly RecordedEntry[] = []): ToldPurchase {
  const last = whole.timeline.at(-1)?.at ?? '';
  const later = recorded.filter(({ at }) => at > last);
  return later.length === 0 ? whole : { ...whole, timeline: [...whole.timeline, ...later] };
}

/** One claim, with the standing of its purchase. Throws `Refusal`, 404. */
export function claimOf(whole: WholePurchase, claimId: ClaimId, role: ApiRole): object {
  const claim = whole.claims.find((each) => each.claimId === claimId);
  if (claim === undefined) throw new Refusal(NOT_FOUND);
  const { purchaseId, stage, nextDeadline = null, allowedActions, revision, source, asOf } = whole;
  return {
    purchaseId,
    ...claimFor(role, claim, whole.evidenceHere),
    stage,
    nextDeadline,
    allowedActions,
    revision,
    source,
    asOf,
  };
}

export async function readOptions(works: Works, c: C): Promise<Response> {
  queryOf(c, []);
  return c.json(await optionsOf(works, await purchaseInPath(works, c), c.get('caller').role));
}

/** All that the caller's side could ask for. An assistant and a viewer see both sides. Throws `Refusal`, 404. */
export async function optionsOf(works: Works, purchaseId: PurchaseId, role: ApiRole): Promise<object> {
  const found = await works.returns.options(purchaseId);
  if (!found.found) throw new Refusal(NOT_FOUND);
  const side =
    role === 'service' ? 'customer' : role === 'agent' || role === 'approver' ? 'support' : undefined;
  const options = found.options.filter((option) => side === undefined || option.side === side);
  return { purchaseId, options };
}

/** How a purchase stands if its workflow does not say it: it is gone, or does not answer now. */
async function statusOf({ returns }: Works, purchaseId: PurchaseId): Promise<PurchaseStatus | undefined> {
  const found = await returns.status(purchaseId).catch(() => undefined);
  return found?.found ? found.status : undefined;
}

/**
 * A refusal of the purchase, with how it stands. What a validator refuses, and what reaches a purchase that has closed,
 * comes without that, so it is asked for. Without an answer the refusal goes without it.
 */
export async function withStanding(
  works: Works,
  purchaseId: PurchaseId,
  problem: ApiProblem,
): Promise<ApiProblem> {
  if (problem.status !== 409 || (problem.more !== undefined && 'stage' in problem.more)) return problem;
  const status = await statusOf(works, purchaseId);
  return status === undefined ? problem : { ...problem, more: { ...problem.more, ...standingOf(status) } };
}

/** How a purchase stands, as answers say it. */
export const standingOf = (status: PurchaseStatus): Standing => ({
  stage: status.stage,
  nextDeadline: status.nextDeadline ?? null,
  allowedActions: status.allowedActions,
  revision: status.revision,
});

/**
 * A link to the customer's page, for the shop's own confirmation: the same one for as long as the address stays. Nothing if
 * there are no pages, or the purchase has another address than the order. `live`: absent for a purchase that was opened just
 * now.
 */
async function linksFor(
  { customers }: Works,
  order: Record<string, unknown>,
  live?: PurchaseSnapshot,
): Promise<{ links?: { customer: string } }> {
  const read = readPurchaseOrder(order);
  if (customers === undefined || !read.ok) return {};
  const { purchaseId, customer } = read.value;
  const email = live?.customer.email ?? customer.email;
  // A shop that repeats its opening may still have the address from before a correction, and would send the link there.
  if (!customers.links.isSameAddress(customer.email, email)) return {};
  const occasion = { purchaseId, name: `opening ${purchaseId}`, email };
  const link = await unlessAway(customers.links.linkFor(occasion));
  return link === undefined ? {} : { links: { customer: link } };
}

/** 201: open now. 200: it was open, or has closed. 409: it was opened with other terms. */
export async function openPurchase(works: Works, c: C): Promise<Response> {
  const { returns, scope, ledger, now } = works;
  queryOf(c, []);
  const purchaseId = c.req.param('purchaseId') ?? '';
  if (!readWith(id, purchaseId).ok) {
    throw new Refusal(malformed([{ field: 'purchaseId', message: `in the path must be ${id.wanted}` }]));
  }
  c.set('purchaseId', purchaseId);
  const caller = c.get('caller');
  works.limitWrites(`${caller.name} ${purchaseId}`);
  const body = await jsonBody(c);
  const problems = saidTwice(body, { keyed: ['by'], path: { purchaseId } });
  // A replacement names the payment of another purchase, which its own purchase would pay back.
  if ((body['replaces'] ?? null) !== null) {
    problems.push({ field: 'replaces', message: 'is set by the purchase that is replaced: leave it out' });
  }
  const order = { ...body, purchaseId };
  const openedByAnother = (): Refusal =>
    new Refusal({
      status: 409,
      code: 'opened_by_another',
      detail: 'A purchase of this id was opened by another caller.',
    });
  /** Somebody has paid, so support is to know of it, whatever becomes of the sender. Throws if the ledger cannot keep it. */
  const kept = async (api: CaseFacts): Promise<{ caseId: string }> => {
    const details = { ledger: null, api };
    const subject = { purchaseId, kind: 'opening_refused', key: purchaseId, details } as const;
    const { caseId } = await openCase(ledger, subject, now());
    return { caseId };
  };
  const refuseMalformed = async (wrong: readonly Problem[]): Promise<never> => {
    // Also while Temporal is away: then a case may be kept at a purchase of another caller.
    if ((await scope.openerIfKnown(caller, purchaseId)) === 'another') throw openedByAnother();
    const refused = malformed(wrong);
    const { caseId } = await kept({ fields: fieldsOf(wrong).join(', ') });
    throw new Refusal({ ...refused, more: { ...refused.more, caseId } });
  };
  if ((await scope.openerInLedger(caller, purchaseId)) === 'another') throw openedByAnother();
  if (problems.length > 0) return refuseMalformed(problems);
  // The client reads it, as it would read what a typed caller sends.
  const opening = await returns.openPurchase(order as unknown as PurchaseOrder, { openedBy: caller.name });
  if (!opening.opened && opening.code === 'invalid_input') return refuseMalformed(opening.problems);
  const location = { location: `/v1/purchases/${purchaseId}` };
  if (opening.opened && !opening.already) {
    const [isOwn, links] = await Promise.all([scope.started(caller, purchaseId), linksFor(works, order)]);
    if (!isOwn) throw openedByAnother();
    // How it stands is left out: the shop would wait for it until a worker has begun with the purchase.
    return c.json({ purchaseId, ...links, already: false, ...answered(opening, ['leftOut']) }, 201, location);
  }
  // Only who knows all terms of a purchase can have bought it, so others do not even learn which terms differ.
  const isOwn = opening.opened
    ? await scope.opened(caller, purchaseId)
    : (await scope.opener(caller, purchaseId)) === 'caller';
  if (!isOwn) throw openedByAnother();
  if (!opening.opened) {
    const { code, differences } = opening;
    // Two payments may have got one id.
    const { caseId } = await kept({ code, fields: differences.join(', ') });
    const detail = 'The purchase was opened before with other terms: differences names the fields.';
    const problem = { status: 409, code, detail, more: { differences, caseId } };
    throw new Refusal(await withStanding(works, purchaseId, problem));
  }
  const live = await returns.snapshot(purchaseId).catch(() => undefined);
  const status = live?.status ?? (await statusOf(works, purchaseId));
  const answer = {
    purchaseId,
    ...(live && (await linksFor(works, order, live))),
    ...(status && standingOf(status)),
    already: true,
    ...answered(opening, ['result', 'differences']),
  };
  return c.json(answer, 200, location);
}
