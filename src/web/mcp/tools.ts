import type { Context } from 'hono';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { UpdateName } from '../../contract/updates.ts';
import { objectOf, oneOf, optional } from '../../contract/validation/fields.ts';
import { narrowed, reader, readWith, type Reader } from '../../contract/validation/reader.ts';
import { claimId, id } from '../../contract/validation/scalars.ts';
import { argumentFor, previewOf } from '../api/acts.ts';
import { purchasesFor, queueFor, QUEUE_FILTERS, SEARCH_FILTERS } from '../api/lists.ts';
import type { ApiEnv, ApiContext } from '../api/parts.ts';
import { malformed, ProblemError, type ApiProblem } from '../api/problems.ts';
import { purchaseFor } from '../api/purchase-view.ts';
import { claimOf, optionsFor, visibleClaim, visiblePurchase, wholePurchase } from '../api/purchases.ts';
import { ACTS, ROUTES } from '../api/routes.ts';
import { withQuotes } from './quotes.ts';
import { INPUT } from './tool-schemas.ts';

type C = Context<ApiEnv>;
type Given = Readonly<Record<string, unknown>>;

/** Answers with the words of others quoted. Throws `ProblemError`, and what a route of the API throws. */
export type Run = (context: ApiContext, c: C, given: Given) => Promise<object>;

/** What each tool does: what a route of the API does, and nothing else. None of them acts. */
export const RUNS: Readonly<Record<keyof typeof INPUT, Run>> = { find, show, options, preview };

async function find(context: ApiContext, c: C, given: Given): Promise<object> {
  const { list = 'purchases' } = read(findInput, given, Object.keys(INPUT.find.properties));
  const { list: _list, ...filters } = given;
  const { role } = c.get('caller');
  if (list === 'queue') {
    knowsOnly(filters, QUEUE_FILTERS, 'is no filter of the queue');
    return pageOf(await queueFor(role, context, filters));
  }
  knowsOnly(filters, SEARCH_FILTERS, 'is no filter of purchases');
  const { q, ...others } = filters;
  if (q !== undefined && (typeof q !== 'string' || q === '')) throw wrong('q', 'must be a text');
  return pageOf(await purchasesFor(role, context, { q, filters: others }));
}

const findInput = objectOf<{ list?: 'purchases' | 'queue' }>({ list: optional(oneOf('purchases', 'queue')) });

function pageOf(page: Awaited<ReturnType<typeof queueFor>>): object {
  if (!page.ok) throw new ProblemError(malformed(page.problems));
  return withQuotes({ entries: page.entries, next: page.next ?? null }, 'page');
}

async function show(context: ApiContext, c: C, given: Given): Promise<object> {
  const named = read(showInput, given, Object.keys(INPUT.show.properties));
  const { role } = c.get('caller');
  if (named.claimId === undefined) {
    const purchaseId = await visiblePurchase(context, c, named.purchaseId);
    const purchase = purchaseFor(role, await wholePurchase(context, purchaseId));
    return withQuotes({ purchase }, 'shown');
  }
  const known = await visibleClaim(context, c, named.claimId);
  const claim = claimOf(await wholePurchase(context, known.purchaseId), known.claimId, role);
  return withQuotes({ claim }, 'shown');
}

type Named = { purchaseId: PurchaseId; claimId?: never } | { purchaseId?: never; claimId: ClaimId };

const showInput: Reader<Named> = narrowed(
  objectOf<{ purchaseId?: PurchaseId; claimId?: ClaimId }>({
    purchaseId: optional(id),
    claimId: optional(claimId),
  }),
  ({ purchaseId: ofPurchase, claimId: ofClaim }) => {
    if (ofClaim === undefined && ofPurchase !== undefined) return { purchaseId: ofPurchase };
    if (ofClaim !== undefined && ofPurchase === undefined) return { claimId: ofClaim };
    return [{ field: 'purchaseId', message: 'or claimId is needed, and not both' }];
  },
);

async function options(context: ApiContext, c: C, given: Given): Promise<object> {
  const named = read(optionsInput, given, Object.keys(INPUT.options.properties));
  const purchaseId = await visiblePurchase(context, c, named.purchaseId);
  return withQuotes(await optionsFor(context, purchaseId, c.get('caller').role), 'options');
}

const optionsInput = objectOf<{ purchaseId: PurchaseId }>({ purchaseId: id });

async function preview(context: ApiContext, c: C, given: Given): Promise<object> {
  const {
    act,
    request: body = {},
    ...named
  } = read(previewInput, given, Object.keys(INPUT.preview.properties));
  const about = await aboutWhat(context, c, act, named);
  const argument = within('request', () =>
    argumentFor(c.get('caller'), act, { body, claimId: about.claimId }),
  );
  const { purchaseId } = about;
  return withQuotes(
    await previewOf(context, { name: act, purchaseId, argument }, c.get('requestId')),
    'preview',
  );
}

interface PreviewInput {
  act: UpdateName;
  purchaseId?: PurchaseId;
  claimId?: ClaimId;
  request?: Record<string, unknown>;
}

const previewInput = objectOf<PreviewInput>({
  act: oneOf(...ACTS),
  purchaseId: optional(id),
  claimId: optional(claimId),
  request: optional(reader('an object', (value) => (isObject(value) ? value : undefined))),
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function aboutWhat(
  context: ApiContext,
  c: C,
  act: UpdateName,
  named: Pick<PreviewInput, 'purchaseId' | 'claimId'>,
): Promise<{ purchaseId: PurchaseId; claimId: ClaimId | undefined }> {
  if (!ROUTES[act].path.includes(':claimId')) {
    if (named.claimId !== undefined) throw wrong('claimId', `${act} is about a purchase: leave it out`);
    if (named.purchaseId === undefined) throw wrong('purchaseId', `is missing: ${act} is about a purchase`);
    return { purchaseId: await visiblePurchase(context, c, named.purchaseId), claimId: undefined };
  }
  if (named.claimId === undefined) throw wrong('claimId', `is missing: ${act} is about a claim`);
  const claim = await visibleClaim(context, c, named.claimId);
  if (named.purchaseId !== undefined && named.purchaseId !== claim.purchaseId) {
    throw wrong('purchaseId', 'is not that of the claim: leave it out');
  }
  return claim;
}

const wrong = (field: string, message: string): ProblemError =>
  new ProblemError(malformed([{ field, message }]));

/** Throws `ProblemError` with what is wrong, a field that is not known included. */
function read<T>(input: Reader<T>, given: Given, known: readonly string[]): T {
  knowsOnly(given, known, 'is not known here');
  const taken = readWith(input, given);
  if (!taken.ok) throw new ProblemError(malformed(taken.problems));
  return taken.value;
}

function knowsOnly(given: Given, known: readonly string[], why: string): void {
  const strange = Object.keys(given).find((field) => !known.includes(field));
  if (strange === undefined) return;
  throw wrong(/^\w{1,40}$/.test(strange) ? strange : '', `${why}. Known are: ${known.join(', ')}`);
}

/** What is wrong in a field of a field. */
function within<T>(field: string, read_: () => T): T {
  try {
    return read_();
  } catch (error) {
    throw error instanceof ProblemError ? new ProblemError(placedIn(field, error.problem)) : error;
  }
}

function placedIn(field: string, problem: ApiProblem): ApiProblem {
  const { more } = problem;
  if (more === undefined || !('errors' in more) || !Array.isArray(more.errors)) return problem;
  const errors = (more.errors as { pointer: string; detail: string }[]).map(({ pointer, detail }) => ({
    pointer: `/${field}${pointer}`,
    detail,
  }));
  return { ...problem, more: { ...more, errors } };
}
