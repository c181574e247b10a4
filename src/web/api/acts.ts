import type { Context } from 'hono';
import type { Caller } from './key-ring.ts';
import type { RequestAnswer } from '../../client/request.ts';
import type { Requests } from '../../client/returns-client.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { By, UpdateName, Updates } from '../../contract/updates.ts';
import { readUpdate } from '../../contract/validation/updates.ts';
import { answerOf, isProblem } from './answers.ts';
import { idempotencyKeyOf, requestIdOf, type Answered } from './idempotency.ts';
import type { ApiEnv, Works } from './parts.ts';
import { malformed, problemBody, refuse, Refusal, type ApiProblem } from './problems.ts';
import { claimInPath, purchaseInPath } from './purchases.ts';
import { jsonBody, queryOf, withoutWhatIsKnown } from './read-request.ts';
import { ROUTES } from './routes.ts';

type C = Context<ApiEnv>;

/** The acts of support. Everything else is the customer's, for whom the order service acts. */
const OF_SUPPORT: ReadonlySet<UpdateName> = new Set([
  'decideClaim',
  'requestAccess',
  'reportRemediation',
  'settleByHand',
  'correctContact',
]);

/** Who asks, by the key. An assistant tries what the side of the act would ask. */
function byOf({ name, role }: Caller, update: UpdateName): By {
  if (role === 'assistant') return { kind: OF_SUPPORT.has(update) ? 'support' : 'service', id: name };
  return { kind: role === 'service' ? 'service' : 'support', id: name };
}

/** Carries out one update, once per key, or says what it would do (`?preview=true`). */
export async function act<N extends UpdateName>(works: Works, c: C, name: N): Promise<Response> {
  const wanted = queryOf(c, ['preview']);
  const isPreview = previewOf(wanted['preview']);
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
    ? await claimInPath(works, c)
    : { claimId: undefined, purchaseId: await purchaseInPath(works, c) };
  const named = isPreview && c.req.header('idempotency-key') === undefined ? undefined : idempotencyKeyOf(c);
  const key = isPreview ? undefined : named;
  const path: Record<string, string> = claimId === undefined ? {} : { claimId };
  const body = withoutWhatIsKnown(await jsonBody(c), { keyed: ['by'], path });
  const ifMatch = ifMatchOf(c);
  if (ifMatch !== undefined && 'ifRevision' in body && body['ifRevision'] !== ifMatch) {
    throw new Refusal(malformed([{ field: 'ifRevision', message: 'is another revision than in If-Match' }]));
  }
  const given = {
    ...body,
    ...(ifMatch === undefined ? {} : { ifRevision: ifMatch }),
    by: byOf(caller, name),
  };
  const request = readUpdate(name, given);
  if (!request.ok) throw new Refusal(malformed(request.problems));
  const argument = request.value;
  await refuseBeyondLimit(works, caller, purchaseId, name, argument);
  const answerFor = (answer: RequestAnswer): Answered | ApiProblem =>
    answerOf(answer, { ifMatch: ifMatch !== undefined });

  if (key === undefined) {
    const { answer, follows } = await works.returns.preview(purchaseId, name, argument);
    const would = answerFor(answer);
    if (isProblem(would) && (would.status === 404 || would.status === 422)) throw new Refusal(would);
    const shown = isProblem(would) ? problemBody(would, c.get('requestId')) : would.body;
    return c.json({ preview: true, status: would.status, answer: shown, ...(follows && { follows }) });
  }

  const write = { caller, key, asked: [name, purchaseId, claimId ?? null, argument], purchaseId };
  const done = await works.once(write, async () => {
    const requests: Requests = works.returns;
    const answer = await requests[name](purchaseId, argument, { requestId: requestIdOf(write) });
    const outcome = answerFor(answer);
    return isProblem(outcome)
      ? { status: outcome.status, body: problemBody(outcome, c.get('requestId')) }
      : outcome;
  });
  return answerOnce(c, done);
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

function previewOf(wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === 'false') return false;
  if (wanted === 'true') return true;
  throw refuse(400, 'malformed_parameter', 'The parameter preview is true or false.');
}

/** The revision in `If-Match`: the ETag of a purchase or of a claim begins with it. Throws `Refusal`, 412. */
function ifMatchOf(c: C): number | undefined {
  const header = c.req.header('if-match');
  if (header === undefined || header.trim() === '*') return undefined;
  const revision = /^"(\d{1,15})-[a-z]+(?:-[\w-]+)?"$/.exec(header.trim())?.[1];
  if (revision === undefined) {
    throw refuse(412, 'no_etag_of_ours', 'If-Match must be the ETag of the purchase as it was read.');
  }
  return Number(revision);
}

/** Above a limit an agent may not approve. The price never changes, so it can be looked up before. */
async function refuseBeyondLimit<N extends UpdateName>(
  { returns, approvalLimits }: Works,
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
