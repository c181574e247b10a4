import type { Context } from 'hono';
import type { ApiRole } from '../../contract/api-role.ts';
import { present } from '../../contract/present.ts';
import type { NotUnderstood, Page } from '../../ledger/read/page.ts';
import { openCases } from '../../ledger/read/open-cases.ts';
import { findByOneField, readOneField } from '../../ledger/read/find-by-one-field.ts';
import type { QueueEntry } from '../../ledger/read/queue.ts';
import type { FoundPurchase } from '../../ledger/read/search.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, refuse, ProblemError } from './problems.ts';
import { seesContact, seesWords } from './purchase-view.ts';
import { queryOf, typed } from './read-request.ts';
import { ROUTES } from './routes.ts';
import { withoutPath } from './webhooks.ts';
import { attentionWithoutWords } from './without-words.ts';

type C = Context<ApiEnv>;

export const SEARCH_FILTERS: readonly string[] = [
  'q',
  'purchaseId',
  'activationId',
  'customerId',
  'stage',
  'open',
  'claimType',
  'clause',
  'policyVersion',
  'after',
  'limit',
];

export const QUEUE_FILTERS: readonly string[] = [
  'after',
  'limit',
  'stage',
  'claimType',
  'attention',
  'waitsFor',
];

/** Purchases, the newest first. `q`: one field that takes an id, a mail address or a phone number, exactly. */
export async function search(context: ApiContext, c: C): Promise<Response> {
  const { q, ...filters } = queryOf(c, SEARCH_FILTERS);
  return listed(c, await purchasesFor(c.get('caller').role, context, { q, filters: typed(filters) }));
}

/** Purchases that `q` names, or all, for which the filters hold. Throws `ProblemError`, 403, if the role may not search so. */
export async function purchasesFor(
  role: ApiRole,
  { desk, ledger }: ApiContext,
  { q, filters }: { q: string | undefined; filters: Record<string, unknown> },
): Promise<Page<FoundPurchase> | NotUnderstood> {
  if (q === undefined) return desk.search(filters);
  const field = readOneField(q);
  if (field.by !== 'id' && !seesContact(role)) {
    throw refuse(403, 'not_by_person', 'This key may search by ids only.');
  }
  return desk.search({ ...filters, purchaseIds: await findByOneField(ledger, field) });
}

/**
 * What waits for a person, the most urgent first. `waitsFor` tells support's turn from the customer's. With the endpoints of
 * webhooks that are in trouble, for those who may list them.
 */
export async function queue(context: ApiContext, c: C): Promise<Response> {
  const filters = typed(queryOf(c, QUEUE_FILTERS));
  const { role } = c.get('caller');
  const seesEndpoints = (ROUTES.listEndpoints.roles as readonly ApiRole[]).includes(role);
  const [page, endpoints] = await Promise.all([
    queueFor(role, context, filters),
    seesEndpoints ? context.desk.endpointsInTrouble() : undefined,
  ]);
  return listed(c, page, present({ endpoints: endpoints?.map(withoutPath) }));
}

export async function queueFor(
  role: ApiRole,
  { desk }: ApiContext,
  filters: Record<string, unknown>,
): Promise<Page<object> | NotUnderstood> {
  const page = await desk.queue(filters);
  return page.ok ? { ...page, entries: page.entries.map((entry) => entryFor(role, entry)) } : page;
}

function entryFor(role: ApiRole, entry: QueueEntry): object {
  if (entry.kind === 'case' || seesWords(role)) return entry;
  const needsAttention = entry.needsAttention.map(attentionWithoutWords);
  if (entry.claim === undefined) return { ...entry, needsAttention };
  const { reason: _reason, lastStatement: _said, ...claim } = entry.claim;
  return { ...entry, claim, needsAttention };
}

export async function stages(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  return c.json({ stages: await context.desk.stages() });
}

export async function listCases(context: ApiContext, c: C): Promise<Response> {
  return listed(c, await openCases(context.ledger, typed(queryOf(c, ['after', 'limit']))));
}

function listed(c: C, page: Page<unknown> | NotUnderstood, more: object = {}): Response {
  if (page.ok) return c.json({ entries: page.entries, next: page.next ?? null, ...more });
  const problem = malformed(page.problems);
  throw new ProblemError({
    ...problem,
    status: 400,
    code: 'malformed_parameter',
    detail: 'A parameter of the query cannot be read: errors names it.',
  });
}
