import type { Context } from 'hono';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { Standing } from '../../contract/answers.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { claimId as claimIdReader, id } from '../../contract/validation/scalars.ts';
import type { ApiRole } from '../../contract/api-role.ts';
import { timelineOf, type RecordedEntry } from '../../ledger/read/timeline-of.ts';
import { readWholeOnRecord } from '../../ledger/read/whole-on-record.ts';
import { inLedger, unlessAway } from '../../ledger/ledger-unavailable.ts';
import { evidenceHere } from './evidence-here.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { NOT_FOUND, ProblemError, type ApiProblem } from './problems.ts';
import {
  claimFor,
  wholeFromRecord,
  wholeFromSnapshot,
  type OnOtherClaims,
  type PurchaseView,
  type WholePurchase,
} from './purchase-view.ts';
import { queryOf } from './read-request.ts';

type C = Context<ApiEnv>;

/** The purchase of the path, if the caller may know of it. Throws `ProblemError`, 404. */
export async function purchaseInPath(context: ApiContext, c: C): Promise<PurchaseId> {
  const purchaseId = await visiblePurchase(context, c, c.req.param('purchaseId') ?? '');
  countWrite(context, c, purchaseId);
  return purchaseId;
}

/** The claim of the path and its purchase. Throws `ProblemError`, 404. */
export async function claimInPath(context: ApiContext, c: C): Promise<NamedClaim> {
  const claim = await visibleClaim(context, c, c.req.param('claimId') ?? '');
  countWrite(context, c, claim.purchaseId);
  return claim;
}

export interface NamedClaim {
  claimId: ClaimId;
  purchaseId: PurchaseId;
}

/** The claim of this id and its purchase, if the caller may know of it. Throws `ProblemError`, 404. */
export async function visibleClaim(context: ApiContext, c: C, claimId: string): Promise<NamedClaim> {
  const purchaseId = /^clm_(.+)_\d+$/.exec(claimId)?.[1] ?? '';
  if (!readWith(claimIdReader, claimId).ok) throw new ProblemError(NOT_FOUND);
  return { claimId, purchaseId: await visiblePurchase(context, c, purchaseId) };
}

/** The purchase of this id, if the caller may know of it. Throws `ProblemError`, 404. */
export async function visiblePurchase({ scope }: ApiContext, c: C, purchaseId: string): Promise<PurchaseId> {
  if (!readWith(id, purchaseId).ok) throw new ProblemError(NOT_FOUND);
  c.set('purchaseId', purchaseId);
  if (!(await scope.sees(c.get('caller'), purchaseId))) throw new ProblemError(NOT_FOUND);
  return purchaseId;
}

/** Only of a purchase that the caller sees, so that nobody uses up what is left for others. A preview writes nothing. */
function countWrite({ limitWrites }: ApiContext, c: C, purchaseId: PurchaseId): void {
  if (c.req.method !== 'POST' && c.req.method !== 'PUT') return;
  if (c.req.query('preview') !== 'true') c.set('uncount', limitWrites(purchaseId));
}

/** Throws `ProblemError`, 404. */
export async function wholePurchase(context: ApiContext, purchaseId: PurchaseId): Promise<WholePurchase> {
  const whole = await findWhole(context, purchaseId);
  if (whole === undefined) throw new ProblemError(NOT_FOUND);
  return whole;
}

/** `undefined`: there is none of this id. */
export async function findWhole(
  context: ApiContext,
  purchaseId: PurchaseId,
): Promise<WholePurchase | undefined> {
  const view = await findView(context, purchaseId);
  return view && { ...view, evidenceHere: await evidenceHere(context, purchaseId, view.claims) };
}

async function findView(context: ApiContext, purchaseId: PurchaseId): Promise<PurchaseView | undefined> {
  const { returns, ledger, now } = context;
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
function withLaterNotes(whole: PurchaseView, recorded: readonly RecordedEntry[] = []): PurchaseView {
  const last = whole.timeline.at(-1)?.at ?? '';
  const later = recorded.filter(({ at }) => at > last);
  return later.length === 0 ? whole : { ...whole, timeline: [...whole.timeline, ...later] };
}

/** One claim, with the standing of its purchase. `onOthers`: as far as its reader is to know. Throws `ProblemError`, 404. */
export function claimOf(
  whole: WholePurchase,
  claimId: ClaimId,
  role: ApiRole,
  onOthers?: OnOtherClaims,
): object {
  const claim = whole.claims.find((each) => each.claimId === claimId);
  if (claim === undefined) throw new ProblemError(NOT_FOUND);
  const { purchaseId, stage, nextDeadline = null, allowedActions, revision, source, asOf } = whole;
  return {
    purchaseId,
    ...claimFor(role, claim, whole.evidenceHere, onOthers),
    stage,
    nextDeadline,
    allowedActions,
    revision,
    source,
    asOf,
  };
}

export async function readOptions(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  return c.json(await optionsFor(context, await purchaseInPath(context, c), c.get('caller').role));
}

/** All that the caller's side could ask for. An assistant and a viewer see both sides. Throws `ProblemError`, 404. */
export async function optionsFor(
  context: ApiContext,
  purchaseId: PurchaseId,
  role: ApiRole,
): Promise<object> {
  const found = await context.returns.options(purchaseId);
  if (!found.found) throw new ProblemError(NOT_FOUND);
  const side =
    role === 'service' ? 'customer' : role === 'agent' || role === 'approver' ? 'support' : undefined;
  const options = found.options.filter((option) => side === undefined || option.side === side);
  return { purchaseId, options };
}

/** How a purchase stands if its workflow does not say it: it is gone, or does not answer now. */
export async function statusOf(
  { returns }: ApiContext,
  purchaseId: PurchaseId,
): Promise<PurchaseStatus | undefined> {
  const found = await returns.status(purchaseId).catch(() => undefined);
  return found?.found ? found.status : undefined;
}

/**
 * A refusal of the purchase, with how it stands. What a validator refuses, and what reaches a purchase that has closed,
 * comes without that, so it is asked for. Without an answer the refusal goes without it.
 */
export async function withStanding(
  context: ApiContext,
  purchaseId: PurchaseId,
  problem: ApiProblem,
): Promise<ApiProblem> {
  if (problem.status !== 409 || (problem.more !== undefined && 'stage' in problem.more)) return problem;
  const status = await statusOf(context, purchaseId);
  return status === undefined ? problem : { ...problem, more: { ...problem.more, ...standingOf(status) } };
}

/** How a purchase stands, as answers say it. */
export const standingOf = (status: PurchaseStatus): Standing => ({
  stage: status.stage,
  nextDeadline: status.nextDeadline ?? null,
  allowedActions: status.allowedActions,
  revision: status.revision,
});
