import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ApiRole } from '../../contract/api-role.ts';
import { workflowIdOf } from '../../contract/ids.ts';
import type { EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import { unlessAway } from '../../ledger/ledger-unavailable.ts';
import { samePicturesOn } from '../../ledger/read/evidence-uploads.ts';
import { endOfHistory } from '../../temporal/end-of-history.ts';
import { evidenceHere } from './evidence-here.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { purchaseFor, type OnOtherClaims, type WholePurchase } from './purchase-view.ts';
import { claimInPath, claimOf, purchaseInPath, wholePurchase } from './purchases.ts';
import { queryOf } from './read-request.ts';

type C = Context<ApiEnv>;

/** 200 with the purchase, or 304 if the caller has it as it is. */
export async function readPurchase(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const { role } = c.get('caller');
  return unlessKnown(context, c, purchaseId, { show: (whole) => purchaseFor(role, whole) });
}

/** The same with a claim. Support learns which of its pictures are on other claims, too. */
export async function readClaim(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { claimId, purchaseId } = await claimInPath(context, c);
  const { role } = c.get('caller');
  return unlessKnown(context, c, purchaseId, {
    show: (whole, onOthers) => claimOf(whole, claimId, role, onOthers),
    hintedOf: ({ claims, evidenceHere: here }) =>
      role === 'agent' || role === 'approver'
        ? (claims.find((claim) => claim.claimId === claimId)?.evidence ?? [])
            .map(({ evidenceId }) => evidenceId)
            .filter((evidenceId) => here.has(evidenceId))
        : [],
  });
}

/** What is shown of a purchase. */
interface Shown {
  show: (whole: WholePurchase, onOthers: OnOtherClaims | undefined) => object;
  /** The pictures of which it is said on which other claims they are. Default: none. */
  hintedOf?: (whole: WholePurchase) => readonly EvidenceId[];
}

/**
 * What an open purchase answers follows from its history, and from the ledger which of its evidence is kept here, and where
 * else that is. So if a caller has what this process has read when the history ended where it does now, the purchase need not be asked. One that is
 * decided can get notes that are not in its history.
 */
async function unlessKnown(
  context: ApiContext,
  c: C,
  purchaseId: PurchaseId,
  { show, hintedOf = () => [] }: Shown,
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
    const onOthers = await onOtherClaims(context, before.hinted);
    if (textOf(here, onOthers) === before.here) return notModified(c, before.etag);
  }

  const at = now().getTime();
  const whole = await wholePurchase(context, purchaseId);
  const hinted = hintedOf(whole);
  const onOthers = await onOtherClaims(context, hinted);
  const body = show(whole, onOthers);
  const etag = etagOf(body, { purchaseId, revision: whole.revision, role });
  if (end !== undefined && whole.source === 'purchase' && whole.result === undefined) {
    const claims = whole.claims.map(({ evidence }) => ({ evidence }));
    const here = textOf(whole.evidenceHere, onOthers);
    readBefore.keep(name, { etag, end, claims, here, hinted, at });
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

const textOf = (evidence: ReadonlySet<EvidenceId>, onOthers: OnOtherClaims | undefined): string =>
  JSON.stringify([[...evidence].toSorted(), onOthers && [...onOthers]]);

/** Without the ledger nothing is said of it. */
const onOtherClaims = (
  { ledger }: Pick<ApiContext, 'ledger'>,
  evidenceIds: readonly EvidenceId[],
): Promise<OnOtherClaims | undefined> => unlessAway(samePicturesOn(ledger, evidenceIds));

interface Tagged {
  purchaseId: PurchaseId;
  revision: number;
  role: ApiRole;
}

/**
 * Begins with revision and purchase, so that `If-Match` can name them too, and with the role, because each sees another part.
 * The revision does not say it all: a closed purchase gets late notes, and a workflow task that was lost is done anew.
 */
function etagOf(body: object, { purchaseId, revision, role }: Tagged): string {
  const { asOf: _asOf, ...content } = body as { asOf?: unknown };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
  return `"${revision}-${role}-${markOf(purchaseId)}${hash}"`;
}

const MARK_CHARACTERS = 6;

/** Tells purchases apart whose clients mix their ETags up. */
const markOf = (purchaseId: PurchaseId): string =>
  createHash('sha256').update(purchaseId).digest('base64url').slice(0, MARK_CHARACTERS);

/** The revision that an `If-Match` names, if that is an ETag of this purchase or of one of its claims, for any role. */
export function revisionIn(ifMatch: string, purchaseId: PurchaseId): number | undefined {
  const [, revision, mark] = /^"(\d{1,15})-[a-z]+-([\w-]{6})[\w-]{16}"$/.exec(ifMatch) ?? [];
  return mark === markOf(purchaseId) ? Number(revision) : undefined;
}

const headersWith = (etag: string) => ({ etag, vary: 'authorization', 'cache-control': 'private, no-cache' });

const notModified = (c: C, etag: string): Response => c.body(null, 304, headersWith(etag));
