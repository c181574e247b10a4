import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { workflowIdOf } from '../../contract/ids.ts';
import type { EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import { endOfHistory } from '../../temporal/end-of-history.ts';
import { evidenceHere } from './evidence-here.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { purchaseFor, type WholePurchase } from './purchase-view.ts';
import { claimInPath, claimOf, purchaseInPath, wholePurchase } from './purchases.ts';
import { queryOf } from './read-request.ts';

type C = Context<ApiEnv>;

/** 200 with the purchase, or 304 if the caller has it as it is. */
export async function readPurchase(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const { role } = c.get('caller');
  return unlessKnown(context, c, purchaseId, (whole) => purchaseFor(role, whole));
}

/** The same with a claim. */
export async function readClaim(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { claimId, purchaseId } = await claimInPath(context, c);
  const { role } = c.get('caller');
  return unlessKnown(context, c, purchaseId, (whole) => claimOf(whole, claimId, role));
}

/**
 * What an open purchase answers follows from its history, and which of its evidence is kept here from the ledger. So if a
 * caller has what this process has read when the history ended where it does now, the purchase need not be asked. One that is
 * decided can get notes that are not in its history.
 */
async function unlessKnown(
  context: ApiContext,
  c: C,
  purchaseId: PurchaseId,
  show: (whole: WholePurchase) => object,
): Promise<Response> {
  const { readBefore, temporal, now } = context;
  const { role } = c.get('caller');
  const known = etagsIn(c.req.header('if-none-match'));
  const name = `${role} ${c.req.path}`;
  // Before the purchase is asked: if something happens in between, the answer is kept under a place that is past.
  const end = known.size > 0 ? await endOfHistory(temporal, workflowIdOf(purchaseId)) : undefined;
  const before = end === undefined ? undefined : readBefore.find(name, end, now().getTime());
  if (before !== undefined && known.has(before.etag)) {
    const here = await evidenceHere(context, purchaseId, before.claims);
    if (textOf(here) === before.here) return notModified(c, before.etag);
  }

  const at = now().getTime();
  const whole = await wholePurchase(context, purchaseId);
  const body = show(whole);
  const etag = etagOf(body, `${whole.revision}-${role}`);
  if (end !== undefined && whole.source === 'purchase' && whole.result === undefined) {
    const claims = whole.claims.map(({ evidence }) => ({ evidence }));
    readBefore.keep(name, { etag, end, claims, here: textOf(whole.evidenceHere), at });
  }
  if (known.has(etag) || known.has('*')) return notModified(c, etag);
  return c.json(body, 200, headersWith(etag));
}

const etagsIn = (header = ''): ReadonlySet<string> =>
  new Set(
    header
      .split(',')
      .map((each) => each.trim().replace(/^W\//, ''))
      .filter((each) => each !== ''),
  );

const textOf = (evidence: ReadonlySet<EvidenceId>): string => [...evidence].toSorted().join(' ');

/**
 * Begins with the revision, so that `If-Match` can name it too, and with the role, because each sees another part. The
 * revision does not say it all: a closed purchase gets late notes, and a workflow task that was lost is done anew.
 */
function etagOf(body: object, beginning: string): string {
  const { asOf: _asOf, ...content } = body as { asOf?: unknown };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
  return `"${beginning}-${hash}"`;
}

const headersWith = (etag: string) => ({ etag, vary: 'authorization', 'cache-control': 'private, no-cache' });

const notModified = (c: C, etag: string): Response => c.body(null, 304, headersWith(etag));
