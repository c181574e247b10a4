import type { Context } from 'hono';
import type { Caller } from './key-ring.ts';
import type { Requests } from '../../client/returns-client.ts';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { By, UpdateName, Updates } from '../../contract/updates.ts';
import { readUpdate } from '../../contract/validation/updates.ts';
import { answerOf, isProblem } from './answers.ts';
import { withEvidence } from './claim-evidence.ts';
import { idempotencyKeyOf, requestIdOf, type Answered, type OnceOnly } from './idempotency.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, problemBody, refuse, ProblemError } from './problems.ts';
import { claimInPath, purchaseInPath, withStanding } from './purchases.ts';
import { revisionIn } from './read-purchase.ts';
import { jsonBody, queryOf, withoutWhatIsKnown } from './read-request.ts';
import { ROUTES } from './routes.ts';
import { present } from '../../contract/present.ts';

type C = Context<ApiEnv>;

/** The acts of support. Everything else is the customer's, for whom the order service acts, or support where it may. */
const OF_SUPPORT: ReadonlySet<UpdateName> = new Set([
  'decideClaim',
  'requestAccess',
  'reportRemediation',
  'settleByHand',
  'correctContact',
]);

/**
 * Who asks, by the key. The side is that of the act, whatever the role: the roles that may do it were checked, an assistant
 * only tries it, and support that puts in a picture for a customer does so on the customer's behalf.
 */
const byOf = ({ name }: Caller, update: UpdateName): By => ({
  kind: OF_SUPPORT.has(update) ? 'support' : 'service',
  id: name,
});

/** Carries out one update, once per key, or says what it would do (`?preview=true`). */
export async function act<N extends UpdateName>(context: ApiContext, c: C, name: N): Promise<Response> {
  const wanted = queryOf(c, ['preview']);
  const isPreview = isPreviewAsked(wanted['preview']);
  const caller = c.get('caller');
  // The role alone was checked so far, and an assistant may only try.
  if (!isPreview && caller.role === 'assistant') {
    throw refuse(
      403,
      'only_preview',
      'An assistant can try an act with ?preview=true, and not carry it out.',
    );
  }
  const ofClaim = ROUTES[name].path.includes(':claimId');
  const { claimId, purchaseId } = ofClaim
    ? await claimInPath(context, c)
    : { claimId: undefined, purchaseId: await purchaseInPath(context, c) };
  const named = isPreview && c.req.header('idempotency-key') === undefined ? undefined : idempotencyKeyOf(c);
  const key = isPreview ? undefined : named;
  const body = await jsonBody(c);
  const ifMatch = ifMatchOf(c, purchaseId);
  const argument = argumentFor(caller, name, { body, claimId, ifMatch });
  await refuseBeyondLimit(context, caller, purchaseId, name, argument);
  if (key === undefined) {
    return c.json(await previewOf(context, { name, purchaseId, argument, ifMatch }, c.get('requestId')));
  }

  const asked = { caller, key, purchaseId, claimId, name, argument, ifMatch };
  return answerOnce(c, await actOnce(context, asked, c.get('requestId')));
}

/** An act under a key: a repeat under the same one gets the first answer. */
export interface KeyedAct<N extends UpdateName> extends Asked<N> {
  caller: Pick<Caller, 'name'>;
  key: string;
  claimId?: ClaimId | undefined;
  /** Kept with the answer, as `kept`, for who asked. It goes when the purchase is erased. */
  kept?: object;
}

/** Carries an update out, once per key of a caller. */
export function actOnce<N extends UpdateName>(
  context: ApiContext,
  { caller, key, purchaseId, claimId, name, argument, ifMatch, kept }: KeyedAct<N>,
  requestId: string,
): Promise<OnceOnly> {
  const write = { caller, key, asked: [name, purchaseId, claimId ?? null, argument], purchaseId };
  return context.once(write, async () => {
    const requests: Requests = context.returns;
    const named = requestIdOf(write);
    const evident = await withEvidence(context, { name, purchaseId, argument }, named);
    if (!evident.ok) return { status: evident.problem.status, body: problemBody(evident.problem, requestId) };
    const answer = await requests[name](purchaseId, evident.argument, { requestId: named });
    if (answer.accepted) await evident.took(answer.claimId);
    const outcome = answerOf(answer, { ifMatch: ifMatch !== undefined });
    const answered = isProblem(outcome) ? await withStanding(context, purchaseId, outcome) : outcome;
    const body = isProblem(answered) ? problemBody(answered, requestId) : answered.body;
    return { status: answered.status, body: kept === undefined ? body : { ...body, kept } };
  });
}

/** An act, read and with who asks for it. */
interface Asked<N extends UpdateName> {
  name: N;
  purchaseId: PurchaseId;
  argument: Updates[N];
  /** The revision that came as `If-Match`. */
  ifMatch?: number | undefined;
}

/** The argument of the update: the body, the claim of the path, and who asks. Throws `ProblemError`, 422. */
export function argumentFor<N extends UpdateName>(
  caller: Caller,
  name: N,
  { body, claimId, ifMatch }: Given,
): Updates[N] {
  const path: Record<string, string> = present({ claimId });
  const known = withoutWhatIsKnown(body, { keyed: ['by'], path });
  if (ifMatch !== undefined && 'ifRevision' in known && known['ifRevision'] !== ifMatch) {
    throw new ProblemError(
      malformed([{ field: 'ifRevision', message: 'is another revision than in If-Match' }]),
    );
  }
  const request = readUpdate(name, {
    ...known,
    ...present({ ifRevision: ifMatch }),
    by: byOf(caller, name),
  });
  if (!request.ok) throw new ProblemError(malformed(request.problems));
  return request.value;
}

interface Given {
  body: Record<string, unknown>;
  claimId: ClaimId | undefined;
  ifMatch?: number | undefined;
}

/** What the act would be answered now, and what would follow. It leaves no trace. Throws `ProblemError`: 404, 422. */
export async function previewOf<N extends UpdateName>(
  context: ApiContext,
  { name, purchaseId, argument, ifMatch }: Asked<N>,
  requestId: string,
): Promise<object> {
  const evident = await withEvidence(context, { name, purchaseId, argument });
  if (!evident.ok) throw new ProblemError(evident.problem);
  const { answer, follows } = await context.returns.preview(purchaseId, name, evident.argument);
  const would = answerOf(answer, { ifMatch: ifMatch !== undefined });
  if (isProblem(would) && (would.status === 404 || would.status === 422)) throw new ProblemError(would);
  const shown = isProblem(would)
    ? problemBody(await withStanding(context, purchaseId, would), requestId)
    : would.body;
  return { preview: true, status: would.status, answer: shown, ...(follows && { follows }) };
}

/** Writes out what was answered now, or the first time. */
export function answerOnce(c: C, { answer, replayed }: { answer: Answered; replayed: boolean }): Response {
  if (replayed) c.header('idempotent-replayed', 'true');
  const isError = answer.status >= 400;
  c.status(answer.status as 200);
  return c.body(JSON.stringify(answer.body), {
    headers: { 'content-type': isError ? 'application/problem+json' : 'application/json' },
  });
}

function isPreviewAsked(wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === 'false') return false;
  if (wanted === 'true') return true;
  throw refuse(400, 'malformed_parameter', 'The parameter preview is true or false.');
}

/** The revision in `If-Match`: the ETag of the purchase or of its claim begins with it. Throws `ProblemError`, 412. */
function ifMatchOf(c: C, purchaseId: PurchaseId): number | undefined {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || header === '*') return undefined;
  const revision = revisionIn(header, purchaseId);
  if (revision === undefined) {
    const detail = 'If-Match must be the ETag of this purchase, or of its claim, as it was read.';
    throw refuse(412, 'no_etag_of_ours', detail);
  }
  return revision;
}

/** Above a limit an agent may not approve. The price never changes, so it can be looked up before. */
async function refuseBeyondLimit<N extends UpdateName>(
  { returns, approvalLimits }: ApiContext,
  { role }: Caller,
  purchaseId: PurchaseId,
  name: N,
  argument: Updates[N],
): Promise<void> {
  const approves = name === 'decideClaim' && 'decision' in argument && argument.decision === 'approve';
  if (!approves || role !== 'agent' || approvalLimits === undefined || approvalLimits.size === 0) return;
  const found = await returns.status(purchaseId);
  if (!found.found) return;
  const { amount, currency } = found.status.terms.price;
  const most = approvalLimits.get(currency);
  if (most !== undefined && amount <= most) return;
  throw refuse(
    403,
    'above_approval_limit',
    'The price is above what an agent may approve: an approver decides this claim.',
  );
}
